"""Dealt hits on a timeline: items of a REAPER project that stay editable, and one stem."""

from collections.abc import Sequence
from pathlib import Path

from foley_bridge.project_file import write_numbered
from foley_bridge.rpp import Item, Take, Track, tracks_text
from foley_bridge.spotting.dealing import Dealt
from foley_bridge.spotting.hits import PREROLL_S, Hit
from foley_bridge.stem import Piece, write_stem

PROJECT_STEM, STEM_FILE = "spotted", "spotted.wav"
FADES_S = (0.001, 0.012)


def write_spotted_project(folder: Path, track: str, dealt: Sequence[Dealt], *, rate_hz: int) -> Path:
    """Write `spotted.RPP`, or `spotted-2.RPP` and so on where there is one. DestinationError, DiskFullError.

    An item plays a piece of a take's file; its other takes are pieces of others, for REAPER's T key.
    """
    items = [_item(one, folder) for one in dealt]
    return write_numbered(folder, PROJECT_STEM, tracks_text([Track(track, items)], rate_hz=rate_hz))


def write_spotted_stem(folder: Path, dealt: Sequence[Dealt], *, rate_hz: int) -> tuple[Path, float]:
    """Write `spotted.wav` over an older one; with the gain in dB that keeps it from clipping. As `write_stem`."""
    return folder / STEM_FILE, write_stem(folder / STEM_FILE, [_piece(one) for one in dealt], rate_hz=rate_hz)


def _item(one: Dealt, folder: Path) -> Item:
    place_s, length_s, _ = _played(one, one.hits[0])
    takes = [Take(_name(one), _file(hit, folder), _played(one, hit)[2], one.rate) for hit in one.hits]
    return Item(place_s, length_s, takes, gain_db=one.gain_db, fades_s=FADES_S)


def _piece(one: Dealt) -> Piece:
    place_s, length_s, offset_s = _played(one, one.hits[0])
    return Piece(one.hits[0].take.file, place_s, length_s, one.gain_db, offset_s, one.rate, FADES_S)


def _played(one: Dealt, hit: Hit) -> tuple[float, float, float]:
    """Place, length and offset in the file, so that the attack is where the event is; cut where that is before zero."""
    place_s = one.event.place_s - PREROLL_S / one.rate
    length_s = hit.length_s / one.rate
    if place_s >= 0.0:
        return place_s, length_s, hit.offset_s
    return 0.0, length_s + place_s, hit.offset_s - place_s * one.rate


def _file(hit: Hit, folder: Path) -> str:
    return hit.take.file.relative_to(folder).as_posix()


def _name(one: Dealt) -> str:
    return one.event.name or "hit"
