"""Kills the daemon at random points while two hosts work with it, and looks at what is left; or its engine process.

    python -m benchmarks.reliability.kills --size 1000
    python -m benchmarks.reliability.kills --size 200 --engine

The daemon is the real one but for its model, in a process of its own. One host speaks UDP, one leaves files in the
spool folder; both go on through every kill. A kill comes while the daemon starts, or a moment after something happened:
an answered ping, an acceptance, a candidate, an end. At last everything is worked off and compared with the journal.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from benchmarks.reliability.aftermath import Aftermath, look
from benchmarks.reliability.daemons import DaemonProcess
from benchmarks.reliability.hosts import Host, SpoolLink, UdpLink
from benchmarks.reliability.watch import engine_of

MOMENTS = ("launch", "pong", "accepted", "accepted", "progress", "noted", "noted", "imported", "done")
GETS_ON_EVERY = 3  # kills: one after a candidate, so that no request meets five ends in a row without one
LATEST_S = 0.08  # after the moment
LAUNCH_LATEST_S = 0.35
WAIT_MOST_S = 3.0  # for the moment
DRAIN_MOST_S = 60.0


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 1 where one does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100, help="kills (100)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    parser.add_argument("--engine", action="store_true", help="kill the engine process instead of the daemon")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        kill = kill_engines if args.engine else kill_daemons
        aftermath = kill(Path(folder), args.size, seed=args.seed)
    for line in aftermath.lines():
        print(line)
    return 0 if aftermath.holds else 1


def kill_daemons(folder: Path, kills: int, *, seed: int = 1) -> Aftermath:
    """Kill it so often, let it finish, and look at what is left."""
    chance, signs = random.Random(seed), Signs()
    daemon = DaemonProcess(folder / "home")
    hosts = begun_hosts(daemon, folder, signs)
    starts_s: list[float] = []
    for number in range(kills):
        moment = "noted" if number % GETS_ON_EVERY == 0 else chance.choice(MOMENTS)
        _live_until(moment, daemon, signs, chance=chance, starts_s=starts_s)
        daemon.kill()
    with daemon:
        for host in hosts:
            host.finish(DRAIN_MOST_S)
        aftermath = look(daemon, hosts)
    aftermath.settle(daemon.home, hosts)
    aftermath.kills, aftermath.starts_s = kills, starts_s
    return aftermath


def kill_engines(folder: Path, kills: int, *, seed: int = 1) -> Aftermath:
    """Kill the engine so often while the daemon stays, and look at what is left."""
    chance, signs = random.Random(seed), Signs()
    with DaemonProcess(folder / "home") as daemon, Ends(daemon) as ends:
        hosts = begun_hosts(daemon, folder, signs)
        for number in range(kills):
            signs.wait("noted" if number % GETS_ON_EVERY == 0 else chance.choice(MOMENTS[2:]), WAIT_MOST_S)
            time.sleep(chance.uniform(0, LATEST_S))
            _kill_engine(daemon)
        for host in hosts:
            host.finish(DRAIN_MOST_S)
        aftermath = look(daemon, hosts)
        aftermath.answers_most = ends.most()
    aftermath.settle(daemon.home, hosts)
    aftermath.kills, aftermath.killed = kills, "engine process"
    return aftermath


def begun_hosts(daemon: DaemonProcess, folder: Path, signs: "Signs") -> tuple[Host, Host]:
    """Two hosts at work, one a transport; their files lie in `folder`."""
    by_udp = Host("udp", UdpLink(daemon.folders), folder / "udp", heard=signs.give)
    by_files = Host("spool", SpoolLink(daemon.folders, "reaper"), folder / "spool", heard=signs.give)
    for host in (by_udp, by_files):
        host.start()
    return by_udp, by_files


class Signs:
    """What the hosts hear, for the one who waits for it."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._changed = threading.Condition()

    def give(self, word: str) -> None:
        """A host heard this."""
        with self._changed:
            self._counts[word] += 1
            self._changed.notify_all()

    def wait(self, word: str, timeout_s: float) -> bool:
        """Wait until any host hears this once more; False after the timeout."""
        with self._changed:
            before = self._counts[word]
            return self._changed.wait_for(lambda: self._counts[word] > before, timeout_s)


class Ends(threading.Thread):
    """Listens as a subscriber to how often the end of each request is told."""

    def __init__(self, daemon: DaemonProcess) -> None:
        super().__init__(daemon=True)
        self._socket = daemon.socket()
        self._counts: Counter[str] = Counter()
        self._working = True

    def __enter__(self) -> Self:
        self._socket.ask("/foley/subscribe", "seconds", 3600.0)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._working = False
        self.join()
        self._socket.close()

    def run(self) -> None:
        """Count."""
        while self._working:
            answer = self._socket.answer(WAIT_MOST_S / 10)
            if answer is not None and answer.word in ("finished", "failed"):
                self._counts[str(answer.values["request"])] += 1

    def most(self) -> int:
        """The ends of the request that was told to end most often."""
        return max(self._counts.values(), default=0)


def _kill_engine(daemon: DaemonProcess) -> None:
    """Kill the engine that is there, or the next one."""
    while (engine := engine_of(daemon.pid)) is None:
        time.sleep(0.005)
    with suppress(ProcessLookupError):
        os.kill(engine, signal.SIGKILL)


def _live_until(
    moment: str, daemon: DaemonProcess, signs: Signs, *, chance: random.Random, starts_s: list[float]
) -> None:
    """Start the daemon and wait for the moment, and a little longer."""
    daemon.launch()
    if moment == "launch":
        time.sleep(chance.uniform(0, LAUNCH_LATEST_S))
        return
    starts_s.append(daemon.ready_s())
    if moment != "pong":
        signs.wait(moment, WAIT_MOST_S)
    time.sleep(chance.uniform(0, LATEST_S))


if __name__ == "__main__":
    sys.exit(main())
