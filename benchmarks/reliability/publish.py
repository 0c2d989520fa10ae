"""A writer that is killed at random points: no final name ever holds a part of a file, and nothing told is lost.

    python -m benchmarks.reliability.publish --size 200

A child writes sound files one after another and tells each name when it is published; it is killed (SIGKILL) at a
random moment, and what lies in the folder then is looked at. A child that writes straight to the final name stands
beside it.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.files.destination import SUBFOLDER, open_place
from foley_bridge.files.names import temporary_name

HASH_BYTES = 32  # in front of each file's content, so that a file tells by itself whether it is whole
FILE_BYTES = 400_000  # like a sound of a few seconds
LONGEST_DELAY_S = 0.03  # after the first file was told; some tens of files are written in that time
JOB = "publish"
_ROOT = Path(__file__).parent.parent.parent


@dataclass
class Tally:
    """What was found after all kills."""

    kills: int = 0
    files: int = 0
    partial: int = 0  # final names that hold a part
    told_and_lost: int = 0
    kills_that_left_a_temporary: int = 0
    temporaries_kept: int = 0  # after the clean-up that the daemon does at its start

    @property
    def holds(self) -> bool:
        """Whether the figures are those that must hold."""
        return self.files > 0 and not (self.partial or self.told_and_lost or self.temporaries_kept)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the kills and print what was found; 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reliability.publish", description=__doc__)
    parser.add_argument("--size", type=int, default=200, help="kills (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which they come")
    parser.add_argument("--child", nargs=2, metavar=("KIND", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        write_for_ever(options.child[0], Path(options.child[1]))
    ours, plain = (kill_writers(kind, options.size, options.seed) for kind in ("ours", "plain"))
    for name, tally in (("temporary + fsync + link", ours), ("straight to its name", plain)):
        print(
            f"{name:<25} {tally.kills} kills, {tally.files} files, {tally.partial} partial under a final name, "
            f"{tally.told_and_lost} told and lost, {tally.kills_that_left_a_temporary} temporaries left, "
            f"{tally.temporaries_kept} after the clean-up"
        )
    return 0 if ours.holds else 1


def kill_writers(kind: str, size: int, seed: int) -> Tally:
    """Start and kill `size` writers of a kind, `ours` or `plain`, each in a folder of its own."""
    moments, tally = random.Random(seed), Tally()
    for _ in range(size):
        with tempfile.TemporaryDirectory(prefix="foley-publish-") as name:
            folder = Path(name)
            told = _killed_writer(kind, folder, moments.uniform(0, LONGEST_DELAY_S))
            _look(folder, told, tally)
    return tally


def write_for_ever(kind: str, folder: Path) -> None:
    """The child: files 0, 1, 2, ... until it is killed."""
    with open_place(str(folder)) as place:
        index = 0
        while True:
            name, data = f"{index:05d}.wav", content(index)
            if kind == "ours":
                place.publish(name, data, temporary=temporary_name(JOB, index))
            else:
                (place.folder / name).write_bytes(data)
            os.write(1, f"{name}\n".encode())
            index += 1


def content(index: int) -> bytes:
    """A file's bytes: the hash of the rest, then the rest."""
    rest = random.Random(index).randbytes(FILE_BYTES)
    return hashlib.sha256(rest).digest() + rest


def is_whole(path: Path) -> bool:
    """Whether a file holds all that its first bytes promise."""
    data = path.read_bytes()
    return len(data) == HASH_BYTES + FILE_BYTES and hashlib.sha256(data[HASH_BYTES:]).digest() == data[:HASH_BYTES]


def _killed_writer(kind: str, folder: Path, delay_s: float) -> list[str]:
    """The names that a writer told before it was killed, `delay_s` after its first."""
    command = [sys.executable, "-m", "benchmarks.reliability.publish", "--child", kind, str(folder)]
    paths = os.pathsep.join(map(str, (_ROOT, _ROOT / "models")))
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": paths}, cwd=_ROOT) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        try:
            child.wait(delay_s)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
    lines = (first + rest).decode().split("\n")
    return lines[:-1]  # the last line was not told to its end


def _look(folder: Path, told: Sequence[str], tally: Tally) -> None:
    tally.kills += 1
    names = {path.name for path in (folder / SUBFOLDER).iterdir()}
    finals = {name for name in names if name.endswith(".wav")}
    whole = {name for name in finals if is_whole(folder / SUBFOLDER / name)}
    tally.files += len(finals)
    tally.partial += len(finals - whole)
    tally.told_and_lost += len(set(told) - whole)
    tally.kills_that_left_a_temporary += bool(names - finals)
    with open_place(str(folder)) as place:
        place.remove_temporary(temporary_name(JOB, len(told)))
    left = {path.name for path in (folder / SUBFOLDER).iterdir()}
    tally.temporaries_kept += len(left - finals)


if __name__ == "__main__":
    raise SystemExit(main())
