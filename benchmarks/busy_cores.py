"""A sound beside other programs that want the same cores: python -m benchmarks.busy_cores.

A DAW, a browser, a build: whoever asks for a sound has other things running. As many programs as there are cores
compute without end at the priority of a user's own; a real daemon makes sounds beside them, with the engine's threads
waiting for each other as the product has them wait, and as libgomp does by itself. Both take turns. Without
`--programs` the same is measured on cores that have nothing else to do, too.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.adapter_use import sound_s
from benchmarks.reliability.daemons import REAL, DaemonProcess

BURN = "while True:\n    sum(range(100000))"
LIBRARY_SPINS = "300000"  # what libgomp takes where nothing is said and there are as many threads as cores
VARIABLE = "GOMP_SPINCOUNT"
SETTLE_S = 1.0


def main(argv: Sequence[str] | None = None) -> int:
    """Print median and longest seconds of each."""
    args = _parser().parse_args(argv)
    counts = [0, os.cpu_count() or 1] if args.programs is None else [args.programs]
    for count in counts:
        found = measured(count, args.rounds, args.sounds)
        print(f"beside {count} busy programs, {args.rounds} daemons each, {args.sounds} sounds each:")
        for name, seconds in found.items():
            print(f"  {name}: median {median(seconds):.2f} s, longest {max(seconds):.2f} s")
        print(f"  ratio of the medians {median(found['the library']) / median(found['ours']):.2f}")
    return 0


def measured(programs: int, rounds: int, sounds: int) -> dict[str, list[float]]:
    """Seconds of each sound, with our waiting and the library's."""
    found: dict[str, list[float]] = {"ours": [], "the library": []}
    with burning(programs):
        for number in range(rounds):
            for name in list(found) if number % 2 else reversed(list(found)):
                found[name] += _sounds(sounds, {} if name == "ours" else {VARIABLE: LIBRARY_SPINS})
    return found


@contextmanager
def burning(count: int) -> Iterator[None]:
    """So many programs that compute without end."""
    programs = [subprocess.Popen([sys.executable, "-c", BURN]) for _ in range(count)]
    try:
        time.sleep(SETTLE_S)
        yield
    finally:
        for one in programs:
            one.kill()
            one.wait()


def _sounds(count: int, surroundings: dict[str, str]) -> list[float]:
    before = {name: os.environ.pop(name, None) for name in (VARIABLE, "OMP_WAIT_POLICY")}
    os.environ.update(surroundings)
    try:
        with (
            tempfile.TemporaryDirectory() as name,
            DaemonProcess(Path(name) / "h", REAL) as daemon,
            daemon.socket() as host,
        ):
            folder = Path(name)
            sound_s(host, folder)  # the pack is loaded
            return [sound_s(host, folder) for _ in range(count)]
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.busy_cores",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--programs", type=int, help="busy ones beside it (default: none, then one a core)")
    parser.add_argument("--rounds", type=int, default=2, help="daemons of each kind, in turn (2)")
    parser.add_argument("--sounds", type=int, default=3, help="of each daemon (3)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
