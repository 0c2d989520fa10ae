"""A real round trip to the daemon by each way that hosts have: greeted with proof, pinged, through folder and TCP.

For a worker's thread; nothing here knows a window.
"""

import secrets
import socket
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.client import Client, new_id
from foley_bridge.daemon.session import Session, read_session
from foley_bridge.folders import Folders
from foley_bridge.osc import slip
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message, OscError
from foley_bridge.settings import Settings
from foley_models.errors import FoleyError, NotAvailableError

PINGS = 20
PATIENCE_S = 5.0
_LOOK_S = 0.002
_MS = 1000.0
_ANY_HOST = ("", "0.0.0.0", "::")  # what settings may say for every address of this machine


@dataclass(frozen=True)
class WayTried:
    """One way to the daemon: how long a message there and back takes, or why it does not work."""

    on: bool  # whether the settings have it at all
    round_trip_ms: float = 0.0
    trouble: str = ""


@dataclass(frozen=True)
class Trial:
    """What was found."""

    port: int  # UDP; 0 where no daemon proved itself
    version: str
    udp: WayTried
    spool: WayTried | None = None  # None: there was nobody to try it with
    tcp: WayTried | None = None
    tcp_port: int = 0


def run_trial(folders: Folders, settings: Settings, *, pings: int = PINGS) -> Trial:
    """Try every way once, UDP `pings` times; never raises for what it finds."""
    try:
        session = read_session(folders)
    except FoleyError as error:
        return Trial(0, "", WayTried(on=True, trouble=str(error)))
    spool = _tried(lambda: _spool_ms(folders.spool)) if settings.network.spool else WayTried(on=False)
    tcp = _tried(lambda: _tcp_ms(session, settings.network.tcp_host)) if session.tcp_port else WayTried(on=False)
    port, version, udp = 0, "", WayTried(on=True)
    try:
        with Client.connect(folders, name="connection test") as client:
            port, version = client.session.port, client.session.version
            udp = _tried(lambda: _udp_ms(client, pings))
    except FoleyError as error:
        udp = WayTried(on=True, trouble=str(error))
    return Trial(port, version, udp, spool, tcp, session.tcp_port or 0)


def _tried(way: Callable[[], float]) -> WayTried:
    try:
        return WayTried(on=True, round_trip_ms=way())
    except (FoleyError, OscError, OSError) as error:
        return WayTried(on=True, trouble=str(error))


def _udp_ms(client: Client, pings: int) -> float:
    """The middle of so many."""
    return statistics.median(_timed_ms(lambda: client.ask("/foley/ping")) for _ in range(pings))


def _timed_ms(act: Callable[[], object]) -> float:
    start_s = time.perf_counter()
    act()
    return (time.perf_counter() - start_s) * _MS


def _spool_ms(spool: Path) -> float:
    """A ping through the folder, by a client of its own that leaves nothing behind."""
    client = f"connection-test-{secrets.token_hex(4)}"
    into, out = spool / "in" / client, spool / "out" / client
    packet = encode_message(Message("/foley/ping", (new_id(),)))
    if not into.parent.is_dir():
        raise NotAvailableError(
            f"{spool} is not there: the daemon makes it when it starts with the folder switched on."
        )
    into.mkdir(mode=0o700)
    try:
        return _timed_ms(lambda: _through(into, out, packet))
    finally:
        for folder in (into, out):
            with suppress(OSError):
                for file in folder.iterdir():
                    file.unlink(missing_ok=True)
                folder.rmdir()


def _through(into: Path, out: Path, packet: bytes) -> None:
    half = into / "ping.tmp"
    half.write_bytes(packet)
    half.rename(into / "ping.osc")
    deadline_s = time.monotonic() + PATIENCE_S
    while not (out.is_dir() and any(out.glob("*.osc"))):
        if time.monotonic() > deadline_s:
            raise NotAvailableError(f"No answer came within {PATIENCE_S:g} s: does the daemon run, and watch {into}?")
        time.sleep(_LOOK_S)


def _tcp_ms(session: Session, host: str) -> float:
    place = "127.0.0.1" if host in _ANY_HOST else host
    ping = encode_message(Message("/foley/ping", (new_id(), "token", session.token)))
    with socket.create_connection((place, session.tcp_port or 0), PATIENCE_S) as connection:
        connection.settimeout(PATIENCE_S)
        return _timed_ms(lambda: _ask(connection, ping))


def _ask(connection: socket.socket, packet: bytes) -> None:
    connection.sendall(slip.encode(packet))
    decoder = slip.Decoder(limit_bytes=len(packet) * 4)
    while data := connection.recv(4096):
        for frame in decoder.feed(data):
            if decode_packet(frame)[0].arguments[1:2] == ("pong",):
                return
    raise NotAvailableError("The daemon closed the connection without an answer.")
