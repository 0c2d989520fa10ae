"""Looks at how hosts reach the daemon: UDP on this machine, and the daemon itself."""

import socket
from collections.abc import Iterator

from foley_bridge.daemon.session import NoDaemonError, Session, read_session
from foley_bridge.doctor.context import Context
from foley_bridge.doctor.finding import Finding, fine, note, problem
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from foley_models.errors import FoleyError

LOOPBACK = "127.0.0.1"
ANSWER_TIMEOUT_S = 2.0
_FIREWALL = "Let your firewall or container pass UDP on this machine; hosts can use the spool folder meanwhile."


def check_udp(_: Context) -> Iterator[Finding]:
    """Whether a datagram reaches a socket of this machine."""
    try:
        with _udp_socket() as receiver, _udp_socket() as sender:
            sender.sendto(b"foley", receiver.getsockname())
            arrived = receiver.recv(16) == b"foley"
    except OSError as error:  # a timeout is one
        yield problem("udp", f"UDP on {LOOPBACK} does not work: {error}.", _FIREWALL)
        return
    if arrived:
        yield fine("udp", f"UDP on {LOOPBACK} works.")
    else:
        yield problem("udp", f"UDP on {LOOPBACK} brings something else than what was sent.", _FIREWALL)


def check_daemon(context: Context) -> Iterator[Finding]:
    """Whether a daemon runs and answers."""
    try:
        session = read_session(context.folders)
    except NoDaemonError:
        yield note("daemon", "No daemon runs: hosts reach nobody.", "Start one: foley-bridge serve")
        return
    except FoleyError as error:
        yield problem("daemon", str(error), "Then start the daemon again: foley-bridge serve")
        return
    yield _answer(session)


def _answer(session: Session) -> Finding:
    ping = encode_message(Message("/foley/ping", ("doctor", "token", session.token)))
    try:
        with _udp_socket() as caller:
            caller.sendto(ping, (LOOPBACK, session.port))
            caller.recv(65_536)
    except OSError as error:
        sentence = f"The daemon (process {session.pid}) does not answer on UDP port {session.port}: {error}."
        return problem("daemon", sentence, "Stop it and start it again: foley-bridge serve")
    sentence = f"The daemon (version {session.version}, process {session.pid}) answers on UDP port {session.port}."
    return fine("daemon", sentence)


def _udp_socket() -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.settimeout(ANSWER_TIMEOUT_S)
    try:
        one.bind((LOOPBACK, 0))
    except OSError:
        one.close()
        raise
    return one
