"""Messages a second that arrive over UDP on this machine and are decoded: ours beside python-osc's own servers.

    python -m benchmarks.reliability.loopback --seconds 2 --rounds 5

A process of its own sends the protocol's real messages as fast as it can to a server in another; the servers take
turns, and the figure is the median of the rounds. What a server does not take in time, the system drops: that is not
counted.
"""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from statistics import median

from pythonosc.dispatcher import Dispatcher
from pythonosc.osc_server import BlockingOSCUDPServer, OSCUDPServer, ThreadingOSCUDPServer

from benchmarks.reliability.attacks import REAL_MESSAGES, real_packets
from foley_bridge.osc.decode import decode_packet
from foley_bridge.transports.interface import Packet
from foley_bridge.transports.udp import UdpTransport

GOAL_PER_S = 50_000
OURS, BLOCKING, THREADING = "Foley Bridge", "BlockingOSCUDPServer", "ThreadingOSCUDPServer"
_PYTHON_OSC: dict[str, type[OSCUDPServer]] = {BLOCKING: BlockingOSCUDPServer, THREADING: ThreadingOSCUDPServer}
_PATIENCE_S = 30.0
_WARM_UP_S = 0.2


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 1 where ours takes less than the goal."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability.loopback", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement (default 2)")
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each server (default 5)")
    parser.add_argument("--serve", choices=(OURS, BLOCKING, THREADING), help="(the process that is measured)")
    parser.add_argument("--flood", type=int, metavar="PORT", help="(the process that sends)")
    args = parser.parse_args(argv)
    if args.serve:
        serve(args.serve, args.seconds)
        return 0
    if args.flood:
        flood(args.flood)
        return 0
    return compare(args.seconds, args.rounds)


def compare(seconds: float, rounds: int) -> int:
    """Print the table; 1 where the goal is missed."""
    runs: dict[str, list[float]] = {OURS: [], BLOCKING: [], THREADING: []}
    for _ in range(rounds):
        for name, rates in runs.items():
            rates.append(measure(name, seconds))
    medians = {name: median(rates) for name, rates in runs.items()}
    for name, rate in medians.items():
        spread = f"{min(runs[name]):,.0f} to {max(runs[name]):,.0f}"
        print(f"{name:<24}{rate:>10,.0f} messages/s ({spread}), ours is {medians[OURS] / rate:.2f} times that")
    print(f"goal                    {GOAL_PER_S:>10,} messages/s")
    return 0 if medians[OURS] >= GOAL_PER_S else 1


def measure(name: str, seconds: float) -> float:
    """Messages a second that this server takes, in processes of their own."""
    module = [sys.executable, "-m", "benchmarks.reliability.loopback", "--seconds", str(seconds)]
    with subprocess.Popen([*module, "--serve", name], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        with subprocess.Popen([*module, "--flood", port]) as sender:
            try:
                return float(server.stdout.readline())
            finally:
                sender.kill()


def serve(name: str, seconds: float) -> None:
    """Be the server: print the port, then the messages taken a second, and end."""
    taken = count()
    first = threading.Event()

    def take(*_: object) -> None:
        next(taken)
        first.set()

    with _ours(take) if name == OURS else _python_oscs(_PYTHON_OSC[name], take) as port:
        print(port, flush=True)
        if not first.wait(_PATIENCE_S):
            raise TimeoutError("nothing came in")
        time.sleep(_WARM_UP_S)
        before, start_s = next(taken), time.perf_counter()
        time.sleep(seconds)
        rate = (next(taken) - before - 1) / (time.perf_counter() - start_s)
        print(rate, flush=True)
        os._exit(0)  # python-osc's threads, if it has some left, are not waited for


def flood(port: int) -> None:
    """Send the real messages, round and round, until nobody listens any more."""
    packets = real_packets()[:REAL_MESSAGES]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, suppress(ConnectionError):
        one.connect(("127.0.0.1", port))
        while True:
            for packet in packets:
                one.send(packet)


@contextmanager
def _ours(take: Callable[..., None]) -> Iterator[int]:
    def decode(packet: Packet) -> None:
        for message in decode_packet(packet.data):
            take(message)

    transport = UdpTransport()
    transport.start(decode)
    yield transport.port
    transport.close()


@contextmanager
def _python_oscs(server_type: type[OSCUDPServer], take: Callable[..., None]) -> Iterator[int]:
    dispatcher = Dispatcher()
    dispatcher.set_default_handler(take)
    with server_type(("127.0.0.1", 0), dispatcher) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
