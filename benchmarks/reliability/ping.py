"""How long a ping takes while the model works on every core, beside a bare program that only sends back what it gets.

    python -m benchmarks.reliability.ping --size 5

`size` is rounds; each asks the real daemon with the shipped pack for sounds and pings daemon and echo in turns until
they are there. Then how long a request takes to be accepted, and how many messages a second are decoded.
"""

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from benchmarks.reliability.daemons import LOOPBACK, REAL, DaemonProcess, Socket
from benchmarks.reliability.parser import decoding_speeds
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message

RATIO_MOST = 2.0
ACCEPT_MOST_S = 0.005
ACCEPTS = 200
SECONDS, COUNT = 4.0, 16
_LOOK_EVERY = 25
_PAUSE_S = 0.001
_ECHO = """
import socket
one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
one.bind(("127.0.0.1", 0))
print(one.getsockname()[1], flush=True)
while True:
    data, sender = one.recvfrom(65536)
    one.sendto(data, sender)
"""


@dataclass(frozen=True)
class Round:
    """The 99th of 100 pings of one round, in seconds, and how many there were."""

    pings: int
    daemon_s: float
    echo_s: float


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=5, help="rounds (5)")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder, DaemonProcess(Path(folder), REAL) as daemon:
        media = Path(folder) / "media"
        media.mkdir()
        rounds = busy_rounds(daemon, media, args.size)
        accepts_s = accept_times_s(daemon, media)
    ours_s, bare_s = median(one.daemon_s for one in rounds), median(one.echo_s for one in rounds)
    ratio, accept_s = median(one.daemon_s / one.echo_s for one in rounds), median(accepts_s)
    decoded, theirs = decoding_speeds(rounds=3, repeats=100)
    print(f"pings while the model works           {sum(one.pings for one in rounds):,} in {len(rounds)} rounds")
    print(f"99 of 100 answered within             {ours_s * 1e3:.2f} ms, a bare echo {bare_s * 1e3:.2f} ms")
    print(f"ratio, median of the rounds           {ratio:.2f}")
    print(f"request to acceptance, median         {accept_s * 1e3:.2f} ms")
    print(f"messages decoded a second             {decoded:,.0f}, python-osc {theirs:,.0f}")
    return 0 if ratio <= RATIO_MOST and accept_s <= ACCEPT_MOST_S else 1


def busy_rounds(daemon: DaemonProcess, media: Path, rounds: int) -> list[Round]:
    """Ping while sounds are made; the model is loaded before."""
    with daemon.socket() as host, _echo() as echo:
        _make(host, media, count=1)
        _wait_for_the_end(host)
        found = []
        for _ in range(rounds):
            _make(host, media, count=COUNT)
            found.append(_ping_until_done(daemon, host, echo))
        return found


def accept_times_s(daemon: DaemonProcess, media: Path) -> list[float]:
    """From sending a request to hearing that it is on disk; each is cancelled, so that nothing is made of it."""
    times_s = []
    with daemon.socket() as host:
        busy = host.send("/foley/generate", "rain on a roof", SECONDS, COUNT, "destination", str(media))
        for _ in range(ACCEPTS):
            began_s = time.perf_counter()
            answer = host.ask("/foley/generate", "a door slams", 1.0, 1, "destination", str(media))
            times_s.append(time.perf_counter() - began_s)
            host.ask("/foley/cancel", answer.id)
        host.ask("/foley/cancel", busy)
    return times_s


def _make(host: Socket, media: Path, *, count: int) -> None:
    host.ask("/foley/generate", "heavy boots on gravel", SECONDS, count, "destination", str(media))


def _wait_for_the_end(host: Socket) -> None:
    while host.ask("/foley/status").values["running"]:
        time.sleep(0.1)


def _ping_until_done(daemon: DaemonProcess, host: Socket, echo: socket.socket) -> Round:
    """Pings in turns, until the request at work is done."""
    ours_s: list[float] = []
    bare_s: list[float] = []
    session = daemon.session()
    # The same bytes to both, made before: what the asking side does costs both the same.
    packet = encode_message(Message("/foley/ping", ("x" * 32, "token", session.token)))
    with _connected(session.port) as pinger:
        while len(ours_s) < 100 or len(ours_s) % _LOOK_EVERY or host.ask("/foley/status").values["running"]:
            # Each first in turn: who comes first after a pause finds the caches cold.
            turns = [(pinger, ours_s), (echo, bare_s)]
            for one, times_s in turns if len(ours_s) % 2 else reversed(turns):
                times_s.append(_there_and_back_s(one, packet))
                time.sleep(_PAUSE_S)
    return Round(len(ours_s), quantiles(ours_s, n=100)[98], quantiles(bare_s, n=100)[98])


def _there_and_back_s(one: socket.socket, packet: bytes) -> float:
    began_s = time.perf_counter()
    one.send(packet)
    one.recv(65536)
    return time.perf_counter() - began_s


@contextmanager
def _connected(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect((LOOPBACK, port))
        one.settimeout(10.0)
        yield one


@contextmanager
def _echo() -> Iterator[socket.socket]:
    """A connected socket to a bare echo in a process of its own."""
    command = [sys.executable, "-c", _ECHO]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        try:
            with _connected(port) as one:
                yield one
        finally:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
