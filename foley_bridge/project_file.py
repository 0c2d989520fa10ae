"""The REAPER project of a request's takes, beside their folder."""

from collections.abc import Sequence
from itertools import count
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
    for number in count(1):
        name = f"{PROJECT_STEM}{'' if number == 1 else f'-{number}'}.RPP"
        try:
            return publish(folder, {name: text.encode()})[0]
        except NameTakenError:
            if number == PROJECTS_MOST:
                raise
    raise AssertionError("unreachable")
