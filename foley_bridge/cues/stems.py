"""One sound file for each track of a sheet: the first take of every cue at its place."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from foley_bridge.cues.keeping import Made
from foley_bridge.cues.sheet import Cue, tracks_of
from foley_bridge.files.naming import slug
from foley_bridge.stem import Piece, write_stem

STEMS = "stems"


def write_stems(
    folder: Path, cues: Sequence[Cue], made: Mapping[int, Made], *, rate_hz: int
) -> tuple[tuple[Path, float], ...]:
    """Write `stems/TRACK.wav` and return each with the gain in dB that keeps it from clipping. As `write_stem`."""
    written, taken = [], set[str]()
    for track, own in tracks_of(cues):
        pieces = list(_pieces(own, made))
        if pieces:
            path = folder / STEMS / f"{_free(slug(track), taken)}.wav"
            written.append((path, write_stem(path, pieces, rate_hz=rate_hz)))
    return tuple(written)


def _pieces(cues: Sequence[Cue], made: Mapping[int, Made]) -> Iterator[Piece]:
    for cue in cues:
        takes = made[cue.row].takes if cue.row in made else ()
        if takes:
            yield Piece(takes[0].file, cue.place_s, cue.seconds, cue.gain_db)


def _free(name: str, taken: set[str]) -> str:
    """Tracks of different names may make the same file name."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free
