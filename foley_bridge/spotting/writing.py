"""Dealt hits on a timeline: items of a REAPER project that stay editable, and one stem."""

import json
from collections.abc import Sequence
from pathlib import Path

from foley_bridge.cues.report import replace_file
from foley_bridge.project_file import write_numbered
from foley_bridge.rpp import Item, Take, Track, tracks_text
from foley_bridge.spotting.dealing import Dealt
from foley_bridge.spotting.hits import PREROLL_S, Hit
from foley_bridge.stem import Piece, write_stem

PROJECT_STEM, STEM_FILE, LIST_FILE = "spotted", "spotted.wav", "hits.json"
SCHEMA, VERSION = "foley-bridge/hits", 1
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


def write_spotted_list(folder: Path, prompt: str, dealt: Sequence[Dealt]) -> Path:
    """Write `hits.json` over an older one: what the project says, for programs. DestinationError, DiskFullError."""
    values = {"schema": SCHEMA, "version": VERSION, "prompt": prompt, "items": [_listed(one, folder) for one in dealt]}
    text = json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return replace_file(folder / LIST_FILE, text.encode("utf-8", "surrogatepass"))


def _listed(one: Dealt, folder: Path) -> dict[str, object]:
    place_s, length_s, _ = _played(one, one.hits[0])
    takes = [{"file": _file(hit, folder), "offset": round(_played(one, hit)[2], 9)} for hit in one.hits]
    return {
        "time": round(one.event.place_s, 9),
        "strength": one.event.strength,
        "name": one.event.name,
        "place": round(place_s, 9),
        "seconds": round(length_s, 9),
        "gain_db": round(one.gain_db, 3),
        "rate": one.rate,
        "takes": takes,
    }


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
