"""REAPER projects beside the sounds they play: numbered, so that one a person may have worked on is never replaced."""

from collections.abc import Sequence
from pathlib import Path

from foley_bridge.files.atomic import NameTakenError, publish
from foley_bridge.rpp import Take, project_text
from foley_bridge.takes import HeardTake, take_name

PROJECT_STEM = "takes"
PROJECTS_MOST = 1000


def write_project(
    folder: Path,
    prompt: str,
    takes: Sequence[HeardTake],
    *,
    samples: int,
    rate_hz: int,
    further: Sequence[Take] = (),
) -> Path:
    """Write `takes.RPP`, or `takes-2.RPP` and so on where there is one; the files are named relative to it.

    `further` takes, which lie elsewhere, follow behind. Raises DestinationError, DiskFullError.
    """
    named = [Take(take_name(one, prompt), one.file.relative_to(folder).as_posix()) for one in takes]
    text = project_text(prompt, [*named, *further], samples=samples, rate_hz=rate_hz)
    return write_numbered(folder, PROJECT_STEM, text)


def write_numbered(folder: Path, stem: str, text: str) -> Path:
    """Write `STEM.RPP`, or `STEM-2.RPP` and so on where there is one. DestinationError, DiskFullError."""
    for number in range(1, PROJECTS_MOST + 1):
        try:
            return publish(folder, {numbered(stem, number): text.encode()})[0]
        except NameTakenError:
            if number == PROJECTS_MOST:
                raise
    raise AssertionError("unreachable")


def numbered(stem: str, number: int) -> str:
    """The name of the project with a number; the first has none in it."""
    return f"{stem}.RPP" if number == 1 else f"{stem}-{number}.RPP"
