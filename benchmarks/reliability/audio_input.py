"""The check of recordings against files that are broken or made to do harm: each is named, and nobody dies of it.

    python -m benchmarks.reliability.audio_input --size 2000

Files are the known attacks, then mutations of whole sounds in every format that is read; a seed makes them the same at
every run. What passes the check is read as training reads it.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from benchmarks.reliability.hostile_sounds import hostile_sounds, whole_sounds
from foley_bridge.files.ucs import Catalogue
from foley_bridge.recordings.check import Examiner, check
from foley_bridge.recordings.child_limits import MEMORY_BYTES
from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.reading import Reader
from foley_models.errors import FoleyError

BATCH = 100
READ_HZ = 32_000
LIBRARIES_BYTES = 256 << 20  # what the reading process holds before the first file, and to spare


@dataclass
class Tally:
    """What became of the files."""

    files: int = 0
    usable: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # by kind
    unnamed: int = 0  # neither usable nor refused
    uncaught: int = 0
    spoilt: int = 0  # usable, but read as something that is no sound
    deaths: int = 0  # of the reading process
    most_bytes: int = 0  # of memory that it held
    slowest_s: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the figures are those that must hold."""
        within = self.most_bytes <= MEMORY_BYTES + LIBRARIES_BYTES
        return not self.unnamed and not self.uncaught and not self.spoilt and within


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 1 where a figure does not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability.audio_input", description=__doc__)
    parser.add_argument("--size", type=int, default=2000, help="files (default 2000)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    start_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        tally = check_hostile(Path(folder), args.size, args.seed)
    print(f"files                       {tally.files:>10,} in {time.monotonic() - start_s:.0f} s")
    print(f"usable / refused            {tally.usable:>10,} / {tally.refused.total():,}")
    print(f"uncaught in the parent      {tally.uncaught:>10,}")
    print(f"neither used nor named      {tally.unnamed:>10,}")
    print(f"usable but no sound         {tally.spoilt:>10,}")
    print(f"deaths of the reading process{tally.deaths:>9,}")
    print(f"most memory of it           {tally.most_bytes / 2**20:>10,.0f} MiB")
    print(f"slowest file                {tally.slowest_s:>10.2f} s")
    print(
        "refused as                  " + ", ".join(f"{kind} {count:,}" for kind, count in tally.refused.most_common())
    )
    return 0 if tally.holds else 1


def check_hostile(folder: Path, size: int, seed: int = 1) -> Tally:
    """Check so many hostile files, a folder of a hundred at a time."""
    tally = Tally()
    (folder / "whole").mkdir()
    whole_sounds(folder / "whole")
    files = hostile_sounds(folder / "whole", seed)
    with Reader() as reader:
        examiner = Examiner(reader, Catalogue.load())
        reader.describe(next(iter((folder / "whole").iterdir())))  # so that its start counts for no file
        while tally.files < size:
            batch = folder / "bell"
            batch.mkdir()
            made = [batch / name for name, data in _written(batch, islice(files, min(BATCH, size - tally.files)))]
            _check_batch(batch, reader, examiner, tally)
            tally.files += len(made)
            for path in (*made, batch):
                path.rmdir() if path is batch else path.unlink()
        tally.deaths = reader.deaths
    return tally


def _written(folder: Path, files: "islice[tuple[str, bytes]]") -> list[tuple[str, bytes]]:
    written = list(files)
    for name, data in written:
        (folder / name).write_bytes(data)
    return written


def _check_batch(folder: Path, reader: Reader, examiner: Examiner, tally: Tally) -> None:
    last_s = time.monotonic()

    def follow(done: int, total: int) -> None:  # noqa: ARG001  # the signature of the check's
        nonlocal last_s
        tally.slowest_s = max(tally.slowest_s, time.monotonic() - last_s)
        tally.most_bytes = max(tally.most_bytes, _most_bytes(reader.pid))
        last_s = time.monotonic()

    gathered = gather(folder)
    try:
        checked = check(gathered, examiner=examiner, on_progress=follow)
    except Exception as error:  # noqa: BLE001  # any is what this looks for
        tally.uncaught += 1
        print(f"uncaught {error!r} in {[take.path.name for take in gathered.takes]}", file=sys.stderr)
        return
    named = {one.take.path for one in checked.usable} | {one.path for one in checked.refused}
    tally.unnamed += sum(take.path not in named for take in gathered.takes)
    tally.usable += len(checked.usable)
    tally.refused.update(one.kind for one in checked.refused)
    for clip in checked.clips() if checked.usable else ():
        tally.spoilt += not _is_sound(reader, Path(clip.path))


def _is_sound(reader: Reader, path: Path) -> bool:
    import numpy as np

    try:
        samples = reader.read_mono(path, 0.0, None, READ_HZ)
    except FoleyError as error:
        print(f"usable, but not read: {path.name}: {error}", file=sys.stderr)
        return False
    return len(samples) > 0 and bool(np.isfinite(samples).all()) and float(np.abs(samples).max()) <= 1.0


def _most_bytes(pid: int | None) -> int:
    """The most memory that a process ever held; 0 where this system does not tell in /proc."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM:")), 0)


if __name__ == "__main__":
    sys.exit(main())
