"""What did harm to other servers, thrown at a live daemon, while a good client pings it.

    python -m benchmarks.reliability.siege --size 200

Over UDP with and without the token, through TCP with SLIP framing, and as files in the spool folder. Every ping must be
answered within 100 ms, and strangers hear nothing.
"""

import argparse
import os
import random
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from benchmarks.reliability.attacks import attacks, bundle, full_packets, padded
from benchmarks.reliability.daemons import LOOPBACK, DaemonProcess, Socket, free_tcp_port
from foley_bridge.osc import slip
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.layout import INT
from foley_bridge.osc.message import Message

PING_MOST_S = 0.1
DATAGRAM_MOST_BYTES = 65_507
TCP_MOST = 64
_PAUSE_S = 0.002


@dataclass(frozen=True)
class Bout:
    """One kind of attack and what came of it."""

    name: str
    sent: int
    worst_ping_s: float
    heard_bytes: int  # by strangers


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=200, help="times that each attack is made (200)")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        bouts = list(besiege(Path(folder), args.size))
    for one in bouts:
        print(f"{one.name:<48}{one.sent:>8,} sent  worst ping {one.worst_ping_s * 1e3:>6.1f} ms")
    worst_s, heard = max(one.worst_ping_s for one in bouts), sum(one.heard_bytes for one in bouts)
    print(f"worst of all {worst_s * 1e3:.1f} ms; strangers heard {heard} bytes; the daemon runs")
    return 0 if worst_s < PING_MOST_S and not heard else 1


def besiege(folder: Path, times: int) -> Iterator[Bout]:
    """Each kind of attack, so many times, on one daemon; RuntimeError where it ended or changed."""
    daemon, port = DaemonProcess(folder), free_tcp_port()
    daemon.configure(f"[network]\ntcp_port = {port}\n")
    with daemon, daemon.socket() as good:
        pid = daemon.pid
        for name, attack in _attacks(daemon, port, times).items():
            with _pinging(daemon) as pings, daemon.socket() as stranger:
                sent = attack(stranger)
                heard = _heard(stranger)
            yield Bout(name, sent, pings.worst_s, heard)
        status = good.ask("/foley/status").values
        if daemon.pid != pid or status["queued"] or status["running"]:
            raise RuntimeError(f"the daemon is not as it was: {status}")


def _attacks(daemon: DaemonProcess, port: int, times: int) -> dict[str, Callable[[Socket], int]]:
    token = daemon.session().token.encode()
    known = tuple(attacks().values())
    own = (*_own(), *full_packets())
    return {
        "known attacks": lambda stranger: _throw(stranger, known * times),
        "known attacks that hold the token": lambda _: _throw_apart(daemon, [one + token for one in known] * times),
        "bundles, counts and 64 KB datagrams": lambda stranger: _throw(stranger, own * times),
        "the same that hold the token": lambda _: _throw_apart(daemon, [_signed(one, token) for one in own] * times),
        "random bytes": lambda stranger: _throw(stranger, _random(50 * times)),
        "calls with wrong arguments and the token": lambda _: _throw_apart(
            daemon, _wrong_calls(token.decode()) * times
        ),
        "files of every bad kind in the spool": lambda _: _litter(daemon.folders.spool / "in", times),
        "garbage through TCP": lambda _: _pour(port, times),
        "64 connections that send a byte now and then": lambda _: _dribble(port, times),
    }


def _own() -> tuple[bytes, ...]:
    ping = encode_message(Message("/foley/ping", ("x",)))
    hello = encode_message(Message("/foley/hello", ("x", 1, "x", "n" * 16)))
    return (
        bundle(bundle(bundle(bundle(*[ping] * 64)))),
        bundle(*[hello] * 60),
        bundle(*[bundle(*[bundle()] * 20)] * 20),
        padded(b"/foley/generate") + padded(b",ssfi") + padded(b"x") * 2 + INT.pack(-1) + INT.pack(2**31 - 1),
        bytes(DATAGRAM_MOST_BYTES),
        b"/" * DATAGRAM_MOST_BYTES,
        b"#bundle\0" * (DATAGRAM_MOST_BYTES // 8),
        padded(b"/foley/generate") + padded(b"," + b"s" * 2000) + bytes(4 * 1500),
        padded("/ä".encode()) + padded(b","),
    )


def _wrong_calls(token: str) -> list[bytes]:
    """Messages of a host that knows the token and gets everything else wrong."""
    long = "x" * 7000
    arguments: tuple[tuple[str, tuple[int | float | str, ...]], ...] = (
        ("/foley/generate", ("a", long, 1.0, 1)),
        ("/foley/generate", ("a", "boots", 1e30, -(2**31))),
        ("/foley/generate", ("a", "boots", 1.0, 1, "destination", "/proc/self")),
        ("/foley/generate", ("a", "boots", 1.0, 1, "category", long)),
        ("/foley/generate", ("a", "boots", 1.0, 1, long, 1)),
        ("/foley/generate", ("a" * 65, "boots", 1.0, 1)),
        ("/foley/use", ("a", "../" * 300)),
        ("/foley/imported", ("a", "nobody", 2**31 - 1)),
        ("/foley/cancel", ("a", long)),
        ("/foley/subscribe", ("a", "seconds", float("inf"))),
        ("/foley/status", ("a", "reply", -1)),
        ("/" + "g" * 7000, ("a",)),
    )
    return [encode_message(Message(address, (*values, "token", token))) for address, values in arguments]


def _signed(packet: bytes, token: bytes) -> bytes:
    return packet[: DATAGRAM_MOST_BYTES - len(token)] + token


def _random(count: int) -> list[bytes]:
    chance = random.Random(1)
    return [chance.randbytes(chance.randrange(200)) for _ in range(count)]


def _throw(stranger: Socket, packets: Sequence[bytes]) -> int:
    for packet in packets:
        stranger.send_bytes(packet)
        time.sleep(1e-4)  # a flood is another measurement
    return len(packets)


def _throw_apart(daemon: DaemonProcess, packets: Sequence[bytes]) -> int:
    """From a socket of its own, whose answers are not a stranger's."""
    with daemon.socket() as host:
        return _throw(host, packets)


def _litter(inbox: Path, times: int) -> int:
    """Leave what is no packet where packets are looked for."""
    client = inbox / "hostile"
    client.mkdir(exist_ok=True)
    known = (*attacks().values(), os.urandom(100_000), b"")
    for number in range(times):
        for place, data in enumerate(known):
            (client / f"{number}-{place}.osc").write_bytes(data)
        name = f"{number}"
        (client / f"{name}-folder.osc").mkdir()
        os.mkfifo(client / f"{name}-pipe.osc")
        (client / f"{name}-link.osc").symlink_to("/etc/passwd")
        (client / f"{name}-circle.osc").symlink_to(client / f"{name}-circle.osc")
        (client / f"{name}\nline.osc").write_bytes(b"x")
        Path(os.fsdecode(os.fsencode(client) + b"/" + name.encode() + b"\xff.osc")).write_bytes(b"x")
    (inbox / "..name").mkdir(exist_ok=True)
    with suppress(FileExistsError):
        (inbox / "linked").symlink_to("/etc")
    _wait_until_taken(client)
    return times * (len(known) + 6)


def _wait_until_taken(client: Path) -> None:
    end_s = time.monotonic() + 30
    while any(one.is_file() and not one.is_symlink() for one in client.iterdir()):
        if time.monotonic() > end_s:
            raise RuntimeError("the daemon does not take files out of the spool any more")
        time.sleep(0.02)


def _pour(port: int, times: int) -> int:
    """Connections that send what is no SLIP, no OSC, or no end."""
    floods = (
        os.urandom(50_000),
        slip.END * 50_000,
        b"\xdb" * 50_000,
        b"/" * 200_000,
        slip.encode(b"#bundle\0") * 2_000,
    )
    for number in range(times):
        with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1) as one:
            one.sendall(floods[number % len(floods)])
    return times


def _dribble(port: int, times: int) -> int:
    """As many connections as there may be, each a byte at a time."""
    with ExitStack() as stack:
        ones = []
        for _ in range(TCP_MOST):
            with suppress(OSError):
                ones.append(stack.enter_context(socket.create_connection((LOOPBACK, port), timeout=1)))
        for _ in range(times):
            for one in ones:
                with suppress(OSError):
                    one.send(b"/")
            time.sleep(_PAUSE_S)
    return times * TCP_MOST


def _heard(stranger: Socket) -> int:
    """Bytes that came back to it, once everything it sent was worked off."""
    heard = 0
    stranger.send("/foley/ping")  # with the token: its answer comes last
    while (data := stranger.datagram(5.0)) is not None and b"pong" not in data:
        heard += len(data)
    return heard


class Pinger(threading.Thread):
    """Pings without a pause and keeps the longest time."""

    def __init__(self, daemon: DaemonProcess) -> None:
        super().__init__(daemon=True)
        self._socket = daemon.socket()
        self._working = threading.Event()
        self.worst_s = 0.0

    def run(self) -> None:
        """Ping until `end`."""
        with self._socket:
            while not self._working.wait(_PAUSE_S):
                self.worst_s = max(self.worst_s, self._socket.ping_s())

    def end(self) -> Self:
        """Stop."""
        self._working.set()
        self.join()
        return self


@contextmanager
def _pinging(daemon: DaemonProcess) -> Iterator[Pinger]:
    pinger = Pinger(daemon)
    pinger.start()
    try:
        yield pinger
    finally:
        pinger.end()


if __name__ == "__main__":
    sys.exit(main())
