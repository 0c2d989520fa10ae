"""The cues on a timeline: a REAPER project with a track for each of the sheet's, an item for each cue, takes in it."""

from collections.abc import Mapping, Sequence
from itertools import count, takewhile
from pathlib import Path

from foley_bridge.cues.keeping import Made
from foley_bridge.cues.sheet import Cue, tracks_of
from foley_bridge.project_file import numbered, write_numbered
from foley_bridge.rpp import Item, Take, Track, tracks_text
from foley_bridge.takes import take_name

PROJECT_STEM = "cues"


def write_cue_project(folder: Path, cues: Sequence[Cue], made: Mapping[int, Made], *, rate_hz: int) -> Path | None:
    """Write `cues.RPP`, or `cues-2.RPP` and so on: a project that a person may have worked on is never replaced.

    `made` is by row. One that says the same as the newest is not written again. None where nothing was made.
    DestinationError, DiskFullError.
    """
    tracks = [Track(name, items) for name, own in tracks_of(cues) if (items := _items(own, made, folder))]
    if not tracks:
        return None
    text = tracks_text(tracks, rate_hz=rate_hz)
    newest = _newest(folder)
    if newest is not None and newest.read_bytes() == text.encode():
        return newest
    return write_numbered(folder, PROJECT_STEM, text)


def _newest(folder: Path) -> Path | None:
    """The last of the numbered projects."""
    there = takewhile(Path.exists, (folder / numbered(PROJECT_STEM, number) for number in count(1)))
    return max(enumerate(there), default=(0, None))[1]


def _items(cues: Sequence[Cue], made: Mapping[int, Made], folder: Path) -> list[Item]:
    found = []
    for cue in cues:
        takes = made[cue.row].takes if cue.row in made else ()
        if takes:
            named = [Take(_name(cue, take_name(one, cue.prompt)), _relative(one.file, folder)) for one in takes]
            found.append(Item(cue.place_s, cue.seconds, named, gain_db=cue.gain_db))
    return found


def _name(cue: Cue, said: str) -> str:
    return f"{cue.name} · {said}" if cue.name else said


def _relative(file: Path, folder: Path) -> str:
    return file.relative_to(folder).as_posix()
