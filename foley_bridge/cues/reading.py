"""What a cue sheet may be: a table, or a REAPER project with its regions and markers."""

from pathlib import Path

from foley_bridge.cues.sheet import Cue, Defaults, Looked, look_into, read_sheet
from foley_bridge.recordings.gather import PROJECT_SUFFIXES


def read_cues(path: Path, defaults: Defaults) -> tuple[Cue, ...]:
    """The cues of a sheet or a project. RequestError that names every fault; nothing is to be made then."""
    if not _is_project(path):
        return read_sheet(path, defaults)
    from foley_bridge.cues.regions import read_regions

    return read_regions(path, defaults)


def look_at(path: Path, defaults: Defaults) -> tuple[Looked, ...]:
    """Every row with the cue that it is or what is wrong with it. RequestError where it is no sheet at all."""
    if not _is_project(path):
        return look_into(path, defaults)
    from foley_bridge.cues.regions import look_into_regions

    return look_into_regions(path, defaults)


def _is_project(path: Path) -> bool:
    return path.suffix.casefold() in PROJECT_SUFFIXES
