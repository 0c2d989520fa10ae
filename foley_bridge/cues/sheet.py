"""A cue sheet as a file: CSV or TSV, one row a cue; read whole, with every fault of every row named."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from foley_bridge.cues.times import Clock
from foley_models.errors import RequestError
from foley_models.limits import COUNT_MOST, check_request
from foley_models.requests import GenerationRequest

CUES_MOST = 20_000
FAULTS_SHOWN = 20
SHEET_MOST_BYTES = 16 << 20
TRACK = "Foley"  # where a row names none
# What sheets of different houses call the same column.
COLUMNS = {
    "time": ("time", "start", "in", "position", "tc in", "timecode"),
    "length": ("length", "seconds", "duration", "dur"),
    "end": ("end", "out", "tc out"),
    "prompt": ("prompt", "description", "sound", "cue"),
    "track": ("track", "character", "lane"),
    "name": ("name", "label", "id", "no"),
    "count": ("count", "takes"),
    "seed": ("seed",),
    "category": ("category", "catid"),
    "negative": ("negative",),
    "gain": ("gain", "gain_db"),
}
_TIME, _PROMPT = "time", "prompt"
_BEYOND = ""  # what stands beyond the last column
GAIN_LEAST_DB, GAIN_MOST_DB = -60.0, 24.0


@dataclass(frozen=True)
class Cue:
    """One sound at its place."""

    row: int  # of the sheet, as editors count it
    place_s: float
    seconds: float
    prompt: str
    track: str = TRACK
    name: str = ""
    count: int = 4
    seed: int | None = None
    category: str = ""
    negative: str = ""
    gain_db: float = 0.0  # of its item, not of its files


@dataclass(frozen=True)
class Defaults:
    """What rows leave open."""

    count: int = 4
    seconds: float | None = None
    clock: Clock = field(default_factory=Clock)
    timed: bool = True  # whether each must say when; else one that does not is at the beginning


@dataclass(frozen=True)
class Looked:
    """A part of a sheet as it was looked at: the cue that it is, or None and what is wrong with it."""

    row: int  # as editors count it
    part: str  # what people call it: row 4
    said: Mapping[str, str]  # its cells, by our names of the columns
    cue: Cue | None
    fault: str = ""


def looked(row: int, part: str, said: Mapping[str, str], made: Callable[[], Cue]) -> Looked:
    """A part whose cue `made` makes, or refuses."""
    try:
        return Looked(row, part, said, made())
    except RequestError as error:
        return Looked(row, part, said, None, str(error))


def cues_of(path: Path, parts: Sequence[Looked]) -> tuple[Cue, ...]:
    """The cues in their order. RequestError that names every fault, up to a number."""
    faults = [f"  {one.part}: {one.fault}" for one in parts if one.cue is None]
    if faults:
        more = len(faults) - FAULTS_SHOWN
        shown = [*faults[:FAULTS_SHOWN], *([f"  and {more} more"] if more > 0 else [])]
        raise RequestError("\n".join([f"{path} has cues that cannot be made; nothing was started:", *shown]))
    return tuple(one.cue for one in parts if one.cue is not None)


def read_sheet(path: Path, defaults: Defaults) -> tuple[Cue, ...]:
    """The cues of a sheet in its order. RequestError that names every fault, up to a number; nothing is made then."""
    return cues_of(path, look_into(path, defaults))


def look_into(path: Path, defaults: Defaults) -> tuple[Looked, ...]:
    """Every row of a sheet. RequestError where it is none, or has no rows."""
    rows = _rows(_text_of(path), path, _needed(defaults))
    if not rows:
        raise RequestError(f"{path} has no cues: give each a row below the names of the columns.")
    return tuple(looked(number, f"row {number}", said, partial(_cue, number, said, defaults)) for number, said in rows)


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(SHEET_MOST_BYTES + 1)
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}): give a cue sheet as CSV.") from error
    if len(data) > SHEET_MOST_BYTES:
        raise RequestError(f"{path} is larger than {SHEET_MOST_BYTES >> 20} MiB: divide the sheet.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RequestError(f"{path} is no UTF-8 text (byte {error.start}): save the sheet as CSV UTF-8.") from error


def _needed(defaults: Defaults) -> tuple[str, ...]:
    return (_TIME, _PROMPT) if defaults.timed else (_PROMPT,)


def _rows(text: str, path: Path, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Row number and values by our names of the columns; empty rows are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        head = next(reader, [])
        names = _names(head, path, needed)
        rows = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, _by_name(names, cells)))
            if len(rows) > CUES_MOST:
                raise RequestError(f"{path} has more than {CUES_MOST:,} cues: divide the sheet.")
    except csv.Error as error:
        raise RequestError(f"{path} is no CSV (line {reader.line_num}: {error}): save the sheet as CSV.") from error
    return rows


def _delimiter(text: str) -> str:
    """What stands most often in the first line; quoted names of columns do not hold any of them."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _names(head: Sequence[str], path: Path, needed: Sequence[str]) -> list[str]:
    known = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
    names = [known.get(cell.strip().casefold(), "") for cell in head]
    strange = [cell.strip() for cell, name in zip(head, names, strict=True) if not name and cell.strip()]
    if strange:
        there = ", ".join(COLUMNS)
        raise RequestError(f"{path} has a column {strange[0]!r}, which is none of {there}: rename it, or take it out.")
    double = next((name for name in names if name and names.count(name) > 1), None)
    if double:
        raise RequestError(f"{path} has two columns for {double!r}: take one out.")
    missing = [name for name in needed if name not in names]
    if missing:
        there = " and ".join(needed)
        raise RequestError(f"{path} has no column {missing[0]!r}: its first row must name {there} at least.")
    return names


def _by_name(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    beyond = ", ".join(cell.strip() for cell in cells[len(names) :] if cell.strip())
    named = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name and cell.strip()}
    return named | ({_BEYOND: beyond} if beyond else {})


def _cue(row: int, values: Mapping[str, str], defaults: Defaults) -> Cue:
    if _BEYOND in values:
        raise RequestError(
            f"{values[_BEYOND]!r} stands beyond the last column: put a text that holds commas in quotes."
        )
    for needed in _needed(defaults):
        if needed not in values:
            raise RequestError(f"it has no {needed}.")
    place_s = defaults.clock.place_s(values[_TIME]) if _TIME in values else 0.0
    cue = Cue(
        row=row,
        place_s=place_s,
        seconds=_length_s(values, place_s, defaults),
        prompt=values["prompt"],
        track=values.get("track", TRACK),
        name=values.get("name", ""),
        count=_whole("count", values.get("count", str(defaults.count))),
        seed=_whole("seed", values["seed"]) if "seed" in values else None,
        category=values.get("category", ""),
        negative=values.get("negative", ""),
        gain_db=_gain_db(values.get("gain", "0")),
    )
    return checked(cue)


def checked(cue: Cue) -> Cue:
    """The cue. RequestError where its sound cannot be asked for."""
    check_request(
        GenerationRequest(cue.prompt, seconds=cue.seconds, count=cue.count, seed=cue.seed or 0, negative=cue.negative)
    )
    return cue


def _length_s(values: Mapping[str, str], place_s: float, defaults: Defaults) -> float:
    if "length" in values:
        return defaults.clock.read_s(values["length"])
    if "end" in values:
        end_s = defaults.clock.place_s(values["end"])
        if end_s <= place_s:
            raise RequestError(f"it ends at {values['end']}, not after its start at {values.get(_TIME, '0')}.")
        return round(end_s - place_s, 6)
    if defaults.seconds is None:
        raise RequestError("it has neither length nor end: fill one in, or give --seconds for all that have none.")
    return defaults.seconds


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 10:
        most = f"1 to {COUNT_MOST}" if name == "count" else "0 to 2147483647"
        raise RequestError(f"{name} is {text!r}: write a whole number, {most}.")
    return int(text)


def _gain_db(text: str) -> float:
    try:
        gain_db = float(text.replace(",", ".").removesuffix("dB").strip())
    except ValueError:
        raise RequestError(f"gain is {text!r}: write decibels, such as -6.") from None
    if not GAIN_LEAST_DB <= gain_db <= GAIN_MOST_DB:  # NaN is none of them either
        raise RequestError(f"gain is {text!r}: choose {GAIN_LEAST_DB:g} to {GAIN_MOST_DB:g} dB.")
    return gain_db


def tracks_of(cues: Sequence[Cue]) -> Iterator[tuple[str, tuple[Cue, ...]]]:
    """The tracks in the order in which the sheet names them, each with its cues by time."""
    for track in dict.fromkeys(one.track for one in cues):
        mine = (one for one in cues if one.track == track)
        yield track, tuple(sorted(mine, key=lambda one: one.place_s))
