"""Floods the daemon from another process, first without and then with the token, and watches memory, pings and log.

    python -m benchmarks.reliability.flood --size 60

`size` is seconds of each flood. With the token it sends generates with ids of their own, as a host gone wild would;
over TCP strangers ask without the token and never read what they are told.
"""

import argparse
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.reliability.daemons import LOOPBACK, DaemonProcess, free_tcp_port, log_bytes
from benchmarks.reliability.watch import resident_bytes
from foley_bridge.journal.inspection import inspect_journal
from foley_bridge.journal.journal import WAITING_MOST
from foley_bridge.osc import slip
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message

MEMORY_MOST_BYTES = 8 << 20
PING_MOST_S = 1.0
LOG_MOST_BYTES = 1_000_000
KINDS = ("junk", "ping", "hello", "generate", "long", "tcp")
_PING_EVERY_S = 0.05
_WARM_S = 1.0
_CONNECTIONS = 64
_BURST = 64


@dataclass(frozen=True)
class Flood:
    """What one flood did."""

    kind: str
    sent: int
    grown_bytes: int
    worst_ping_s: float
    queued_most: int
    busy: bool  # whether somebody was told so
    log_bytes: int

    @property
    def holds(self) -> bool:
        """Whether every figure is what it must be."""
        within = self.grown_bytes <= MEMORY_MOST_BYTES and self.worst_ping_s <= PING_MOST_S
        return within and self.queued_most <= WAITING_MOST and self.log_bytes < LOG_MOST_BYTES


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=float, default=60.0, help="seconds of each flood (60)")
    parser.add_argument("--send", nargs=4, metavar=("KIND", "PORT", "TOKEN", "MEDIA"), help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.send:
        kind, port, token, media = args.send
        send(kind, int(port), token, media=media, seconds=args.size)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        floods = list(run_floods(Path(folder), args.size))
    print("flood     messages sent   memory grew   worst ping   queued   busy told   log")
    for one in floods:
        print(
            f"{one.kind:<10}{one.sent:>13,}{one.grown_bytes / 2**20:>10.1f} MiB{one.worst_ping_s * 1e3:>10.0f} ms"
            f"{one.queued_most:>9}{'yes' if one.busy else 'no':>12}{one.log_bytes / 1e3:>8.0f} KB"
        )
    return 0 if all(one.holds for one in floods) else 1


def run_floods(folder: Path, seconds: float, kinds: Sequence[str] = KINDS) -> Iterator[Flood]:
    """One flood of each kind, each on a daemon of its own that has warmed up."""
    for kind in kinds:
        home = folder / kind
        media = home / "media"
        media.mkdir(parents=True)
        daemon, port = DaemonProcess(home), free_tcp_port()
        daemon.configure(f"[network]\ntcp_port = {port}\n")
        with daemon:
            _warm_up(daemon, media)
            yield _flooded(daemon, kind, port if kind == "tcp" else daemon.session().port, media=media, seconds=seconds)


def _warm_up(daemon: DaemonProcess, media: Path) -> None:
    """Everything once, and a little of the flood's own: what a daemon at work holds is its measure."""
    with daemon.socket() as host:
        for _ in range(20):
            host.ask("/foley/generate", "boots", 0.25, 1, "destination", str(media), "rate", 8000)
        while host.ask("/foley/status").values["running"]:
            time.sleep(0.05)
        end_s = time.monotonic() + _WARM_S
        while time.monotonic() < end_s:
            host.ping_s()


def _flooded(daemon: DaemonProcess, kind: str, port: int, *, media: Path, seconds: float) -> Flood:
    before, worst_s, queued, grown = resident_bytes(daemon.pid), 0.0, 0, 0
    command = [sys.executable, "-m", "benchmarks.reliability.flood", f"--size={seconds}", "--send"]
    arguments = [kind, str(port), daemon.session().token, str(media)]
    with subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True) as sender, daemon.socket() as host:
        while sender.poll() is None:
            worst_s = max(worst_s, host.ping_s())
            grown = max(grown, resident_bytes(daemon.pid) - before)
            queued = max(queued, inspect_journal(daemon.folders.journal_file).waiting - 1)  # it counts the running one
            time.sleep(_PING_EVERY_S)
        sent, busy = (int(one) for one in sender.communicate()[0].split())
    return Flood(kind, sent, grown, worst_s, queued, bool(busy), log_bytes(daemon))


def send(kind: str, port: int, token: str, *, media: str, seconds: float) -> None:
    """Be the sender: as fast as it can, printing how many messages went out and how often it was told busy."""
    end_s = time.monotonic() + seconds
    sent, busy = _send_tcp(port, end_s) if kind == "tcp" else _send_udp(kind, port, token, media=media, end_s=end_s)
    print(sent, busy)


def _send_udp(kind: str, port: int, token: str, *, media: str, end_s: float) -> tuple[int, int]:
    sent, busy = 0, [0]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect((LOOPBACK, port))
        threading.Thread(target=_count_busy, args=(one, busy), daemon=True).start()
        for number in count():
            packet = _packet(kind, number, token, media=media)
            for _ in range(1 if kind in ("generate", "long") else _BURST):
                with suppress(OSError):
                    sent += one.send(packet) > 0
            if time.monotonic() > end_s:
                break
        time.sleep(0.2)
    return sent, busy[0]


def _packet(kind: str, number: int, token: str, *, media: str) -> bytes:
    if kind == "junk":
        return os.urandom(64)
    if kind == "hello":
        return encode_message(Message("/foley/hello", ("x", 1, "x", "n" * 256)))
    if kind == "ping":
        return encode_message(Message("/foley/ping", (f"p{number}", "token", "0" * 64)))
    prompt = "🥾" + "boots " * 1200 if kind == "long" else "boots on gravel"
    options = ("destination", media, "rate", 8000, "token", token)
    return encode_message(Message("/foley/generate", (f"flood-{number}", prompt, 0.25, 1, *options)))


def _count_busy(one: socket.socket, busy: list[int]) -> None:
    with suppress(OSError):
        while True:
            with suppress(ConnectionError):
                busy[0] += b"\0busy\0" in one.recv(65536)


def _send_tcp(port: int, end_s: float) -> tuple[int, int]:
    """Strangers on as many connections as there may be, who never read."""
    burst = slip.encode(encode_message(Message("/foley/ping", ("x" * 64,)))) * _BURST
    sent = 0
    with ExitStack() as stack:
        ones = [stack.enter_context(socket.create_connection((LOOPBACK, port))) for _ in range(_CONNECTIONS)]
        for one in ones:
            one.settimeout(0)
        while time.monotonic() < end_s:
            for one in select.select([], ones, [], 0.1)[1]:
                try:
                    sent += one.send(burst) * _BURST // len(burst)
                except BlockingIOError:
                    continue
                except OSError:  # dropped: the next one takes its place
                    ones.remove(one)
                    with suppress(OSError):
                        again = stack.enter_context(socket.create_connection((LOOPBACK, port), timeout=1))
                        again.settimeout(0)
                        ones.append(again)
    return sent, 0


if __name__ == "__main__":
    sys.exit(main())
