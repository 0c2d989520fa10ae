"""A thousand processes start at the same instant: exactly one becomes the daemon.

    python -m benchmarks.reliability.instance --size 1000

Each waits at a gate with everything imported; when it opens, all of them reach for the lock. The one that gets it holds
it until the others have given up. Then the holder is killed, and one more start must succeed. POSIX only.
"""

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.daemon.instance import AlreadyRunningError, single_instance

_WON, _LOST, _FAILED = b"w", b"l", b"f"


@dataclass(frozen=True)
class Race:
    """How the starts ended."""

    winners: int
    losers: int
    failures: int
    seconds: float
    free_after_kill: bool

    @property
    def holds(self) -> bool:
        """Whether exactly one won, and its death made room for the next."""
        return self.winners == 1 and self.failures == 0 and self.free_after_kill


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 1 where not exactly one start won."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability.instance", description=__doc__)
    parser.add_argument("--size", type=int, default=1000, help="processes (default 1000)")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        race = run_race(args.size, Path(folder) / "daemon.lock")
    print(f"racing starts              {args.size:>6,}")
    print(f"won / lost / failed        {race.winners:>6,} / {race.losers:,} / {race.failures:,}")
    print(f"from gate to last answer   {race.seconds:>6.2f} s")
    print(f"the winner killed          {'the next start wins' if race.free_after_kill else 'THE LOCK STAYS TAKEN'}")
    return 0 if race.holds else 1


def run_race(size: int, lock_file: Path) -> Race:
    """Let so many processes start at once. Not for a process that has other threads: it forks."""
    gate_out, gate_in = os.pipe()
    said_out, said_in = os.pipe()
    children = [_start(lock_file, gate_out, said_in, others=(gate_in, said_out)) for _ in range(size)]
    os.close(said_in)
    os.close(gate_out)
    start_s = time.monotonic()
    os.close(gate_in)
    said = b""
    while len(said) < size and (more := os.read(said_out, 65536)):
        said += more
    seconds = time.monotonic() - start_s
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    os.close(said_out)
    return Race(
        said.count(_WON), said.count(_LOST), size - said.count(_WON) - said.count(_LOST), seconds, _free(lock_file)
    )


def _start(lock_file: Path, gate: int, said: int, *, others: tuple[int, int]) -> int:
    """A process that waits at the gate, reaches for the lock, says what came of it, and stays until it is killed."""
    child = os.fork()
    if child:
        return child
    try:
        for one in others:
            os.close(one)
        os.read(gate, 1)
        try:
            with single_instance(lock_file):
                os.write(said, _WON)
                signal.pause()
        except AlreadyRunningError:
            os.write(said, _LOST)
            signal.pause()
    finally:
        os.write(said, _FAILED)
        os._exit(1)


def _free(lock_file: Path) -> bool:
    try:
        with single_instance(lock_file):
            return True
    except AlreadyRunningError:
        return False


if __name__ == "__main__":
    sys.exit(main())
