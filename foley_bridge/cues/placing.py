"""The cues on a timeline: a REAPER project with a track for each of the sheet's, an item for each cue, takes in it."""

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from foley_bridge.cues.keeping import Made
from foley_bridge.cues.sheet import Cue, tracks_of
from foley_bridge.files.atomic import NameTakenError, publish
from foley_bridge.rpp import Item, Take, Track, tracks_text
from foley_bridge.takes import take_name

PROJECT_STEM = "cues"
PROJECTS_MOST = 1000


def write_cue_project(folder: Path, cues: Sequence[Cue], made: Mapping[int, Made], *, rate_hz: int) -> Path | None:
    """Write `cues.RPP`, or `cues-2.RPP` and so on: a project that a person may have worked on is never replaced.

    `made` is by row. One that says the same as the newest is not written again. None where nothing was made.
    DestinationError, DiskFullError.
    """
    tracks = [Track(name, items) for name, own in tracks_of(cues) if (items := _items(own, made, folder))]
    if not tracks:
        return None
    data = tracks_text(tracks, rate_hz=rate_hz).encode()
    newest: Path | None = None
    for number in count(1):
        name = f"{PROJECT_STEM}{'' if number == 1 else f'-{number}'}.RPP"
        if (folder / name).exists():
            newest = folder / name
            continue
        if newest is not None and newest.read_bytes() == data:
            return newest
        try:
            return publish(folder, {name: data})[0]
        except NameTakenError:
            if number == PROJECTS_MOST:
                raise
    raise AssertionError("unreachable")


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
