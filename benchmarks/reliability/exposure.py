"""What the daemon shows to those who do not know its token, and what they can do to it.

    python -m benchmarks.reliability.exposure --size 600

`size` is the longest nonce that a stranger's hello has; every length up to it is tried.
"""

import argparse
import socket
import sqlite3
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reliability.attacks import bundle
from benchmarks.reliability.daemons import LOOPBACK, DaemonProcess, Socket, free_tcp_port
from benchmarks.reliability.watch import engine_of, sockets
from foley_bridge.client import Client
from foley_bridge.daemon.door import HELLOS_PER_S
from foley_bridge.daemon.session import proof
from foley_bridge.osc import slip
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.spec import Address
from foley_bridge.protocol.table import PROTOCOL, TO_DAEMON

_PLAUSIBLE: dict[str, Argument] = {"s": "core", "i": 1, "f": 1.0, "t": 1.0}
_QUIET_S = 0.3


@dataclass(frozen=True)
class Check:
    """One promise: how often it was tried, and what broke it."""

    promise: str
    tried: int
    broken: Sequence[str]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=600, help="the longest nonce (600)")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        checks = list(look(Path(folder), args.size))
    for one in checks:
        print(f"{one.promise:<62}{one.tried:>6} tried {len(one.broken):>3} broken {' '.join(one.broken[:3])}".rstrip())
    return 1 if any(one.broken for one in checks) else 0


def look(home: Path, nonce_most: int) -> Iterator[Check]:
    """Every promise on one daemon that has made a sound."""
    daemon, port = DaemonProcess(home), free_tcp_port()
    media = home / "media"
    media.mkdir(parents=True)
    daemon.configure(f'[network]\ntcp_port = {port}\n[log]\nlevel = "debug"\n')
    with daemon:
        _make_one(daemon, media)
        yield _sockets(daemon)
        yield _modes(daemon)
        yield _state(daemon, port)
        yield _deafness(daemon, port, media)
        yield _amplification(daemon, nonce_most)
        yield _proofs(daemon)
        yield _log(daemon)


def _make_one(daemon: DaemonProcess, media: Path) -> None:
    with Client.connect(daemon.folders) as client:
        list(client.generate("boots", seconds=0.25, count=1, pairs={"destination": str(media), "rate": 8000}))


def _sockets(daemon: DaemonProcess) -> Check:
    engine = engine_of(daemon.pid)
    found = sockets(daemon.pid) + (sockets(engine) if engine else [])
    outside = [one for one in found if not one.split()[1].startswith("127.")]
    return Check("no socket beyond this machine, of daemon and engine", len(found), outside)


def _modes(daemon: DaemonProcess) -> Check:
    folders = daemon.folders
    private = [folders.state, folders.spool, folders.spool / "in", folders.logs]
    files = [one for one in (*folders.state.iterdir(), *folders.logs.iterdir()) if one.is_file()]
    modes = [(one, 0o700) for one in private] + [(one, 0o600) for one in files]
    wrong = [str(one) for one, mode in modes if stat.S_IMODE(one.stat().st_mode) != mode]
    return Check("session, token, journal and log are 0600 in 0700", len(modes), wrong)


def _state(daemon: DaemonProcess, port: int) -> Check:
    """Everything that the protocol knows, asked without the token and with a wrong one, over UDP and TCP."""
    before, messages = _kept(daemon), list(_calls())
    with daemon.socket() as stranger:
        for one in messages:
            stranger.send_bytes(one)
        stranger.ping_s()
    _through_tcp(port, messages)
    with daemon.socket() as host:  # what the dispatcher has in hand comes before this
        host.ask("/foley/status")
    broken = [] if _kept(daemon) == before else ["the journal changed"]
    return Check("no change of the journal or the pack without the token", 2 * len(messages), broken)


def _kept(daemon: DaemonProcess) -> list[str]:
    """Everything in the journal, and the pack in use is there too."""
    with closing(sqlite3.connect(f"{daemon.folders.journal_file.as_uri()}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


def _deafness(daemon: DaemonProcess, port: int, media: Path) -> Check:
    """Who subscribed without the token hears nothing of what goes on."""
    calls = [one for one in _calls() if b"/foley/subscribe" in one]
    heard = []
    with daemon.socket() as stranger, socket.create_connection((LOOPBACK, port)) as connection:
        for one in calls:
            stranger.send_bytes(one)
            connection.sendall(slip.encode(one))
        _make_one(daemon, media)
        told = _drained(stranger)
        connection.settimeout(_QUIET_S)
        with suppress(TimeoutError):
            told += connection.recv(1 << 20)
    heard += [word for word in ("finished", "queued", "heartbeat") if word.encode() in told]
    return Check("who subscribed without the token hears of nothing", 2 * len(calls), heard)


def _calls() -> Iterator[bytes]:
    for address in TO_DAEMON:
        for token in ((), ("token", ""), ("token", "0" * 64), ("token", 1)):
            yield encode_message(_call(address, token))


def _call(address: Address, token: tuple[Argument, ...]) -> Message:
    if address.word == "hello":
        return Message(address.path, ("x", PROTOCOL, "x", "n" * 16, *token))
    values = [_PLAUSIBLE[one.kind] for one in address.arguments]
    return Message(address.path, ("x", *values, *token))


def _through_tcp(port: int, messages: Sequence[bytes]) -> None:
    with socket.create_connection((LOOPBACK, port)) as one:
        one.sendall(b"".join(slip.encode(message) for message in messages))
        one.settimeout(_QUIET_S)
        with suppress(TimeoutError):
            while one.recv(65536):
                pass


def _amplification(daemon: DaemonProcess, nonce_most: int) -> Check:
    """Hellos of every length, alone and in bundles, also with the port of a victim as the one to answer to."""
    more, tried = [], 0
    with daemon.socket() as stranger, daemon.socket() as victim:
        for length in range(nonce_most + 1):
            time.sleep(3 / HELLOS_PER_S)  # more in a second would be met with silence
            nonce = "n" * length
            alone = encode_message(Message("/foley/hello", ("x", PROTOCOL, "x", nonce)))
            spoofed = encode_message(Message("/foley/hello", ("x", PROTOCOL, "x", nonce, "reply", victim.port)))
            for packet in (alone, spoofed, bundle(*[alone] * min(60, 8000 // len(alone)))):
                stranger.send_bytes(packet)
                heard, tried = len(_answers(stranger)), tried + 1
                if heard > len(packet):
                    more.append(f"{heard} bytes for {len(packet)}")
        more += ["the victim heard"] * bool(_drained(victim))
    return Check("no answer to a stranger is longer than its question", tried, more)


def _answers(stranger: Socket) -> bytes:
    """What came back for what was sent before: an answer to a ping with the token comes after it."""
    stranger.send("/foley/ping")
    heard = b""
    while (data := stranger.datagram(5.0)) is not None and b"pong" not in data:
        heard += data
    return heard


def _drained(one: Socket) -> bytes:
    heard = b""
    while (data := one.datagram(_QUIET_S)) is not None:
        heard += data
    return heard


def _proofs(daemon: DaemonProcess) -> Check:
    """The proof is that of the token, the nonce and the port, and differs for any other."""
    session, wrong, nonces = daemon.session(), [], [f"{number:0256}" for number in range(20)]
    with daemon.socket() as stranger:
        for nonce in nonces:
            stranger.send_bytes(encode_message(Message("/foley/hello", ("x", PROTOCOL, "x", nonce))))
            answer = stranger.answer(5.0)
            shown = answer.values["proof"] if answer is not None else ""
            others = (proof(session.token, nonce, session.port + 1), proof("0" * 64, nonce, session.port))
            if shown != proof(session.token, nonce, session.port) or shown in others:
                wrong.append(nonce[-2:])
    return Check("the daemon proves that it knows the token", len(nonces), wrong)


def _log(daemon: DaemonProcess) -> Check:
    token = daemon.session().token
    with daemon.socket() as host:
        for packet in (b"#bundle\0" + token.encode(), b"/" + token.encode(), encode_message(Message(f"/{token}"))):
            host.send_bytes(packet)
        host.send(f"/{token}", token, token)
        host.ask("/foley/generate", token, 0.25, 1, "destination", f"/{token}")
        host.ping_s()
    lines = [line for file in daemon.folders.logs.iterdir() for line in file.read_text(encoding="utf-8").splitlines()]
    return Check("the token is in no line of the log", len(lines), [one for one in lines if token in one.lower()])


if __name__ == "__main__":
    sys.exit(main())
