"""From a clean clone to four takes: python -m benchmarks.fresh_clone, the second half of make bench.

Clones this checkout's last commit into a temporary folder and runs `make run` there twice: the first run sets itself up
(virtual environment, installation from the package index), the second only generates.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from foley_models.errors import FoleyError, NotAvailableError

TAKES = 4


def main() -> int:
    """Run the command; 0 done, 1 with one sentence where it cannot be done."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            clone = clone_of(Path(__file__).parents[1], Path(folder) / "clone")
            first, second = (time_run(clone) for _ in range(2))
            found = len(list((clone / "out").rglob("*.wav"))), len(list((clone / "out").rglob("takes.RPP")))
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.fresh_clone: {error}\n")
        return 1
    if found != (2 * TAKES, 2):
        sys.stderr.write(
            f"benchmarks.fresh_clone: two runs left {found[0]} takes and {found[1]} projects, not 8 and 2\n"
        )
        return 1
    print(f"`make run` from a clean clone, set-up and all: {first:.0f} s; again: {second:.1f} s.")
    return 0


def clone_of(checkout: Path, target: Path) -> Path:
    """A clone of a checkout's last commit in `target`. NotAvailableError where the folder is no checkout."""
    _call(["git", "clone", "--quiet", str(checkout), str(target)], checkout)
    return target


def time_run(clone: Path) -> float:
    """Seconds of one `make run`. NotAvailableError, with the last line it said, where it fails."""
    begin = time.perf_counter()
    _call(["make", "run"], clone)
    return time.perf_counter() - begin


def _call(command: list[str], folder: Path) -> None:
    try:
        done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise NotAvailableError(f"{command[0]} is not installed; install it and run again") from error
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise NotAvailableError(f"`{' '.join(command[:2])}` failed and said: {said}")


if __name__ == "__main__":
    sys.exit(main())
