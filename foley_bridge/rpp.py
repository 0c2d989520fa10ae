"""A REAPER project as text: tracks of items, whose takes are the candidates in rank order, the first active.

Written by the public grammar of project files (nested `<NAME ... >` blocks, one line a property). It was read back by
the tests' own strict parser; it was not opened in REAPER.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

# What REAPER calls the decoder of a file; WAVE also of AIFF.
_KINDS = {".flac": "FLAC", ".ogg": "VORBIS", ".oga": "VORBIS", ".opus": "OPUS", ".mp3": "MP3"}
_QUOTES = "\"'`"


@dataclass(frozen=True)
class Take:
    """One take: what REAPER shows as its name, and its file relative to the project."""

    name: str
    file: str
    offset_s: float = 0.0  # into its file
    rate: float = 1.0  # how fast it is played
    section_s: tuple[float, float] | None = None  # start and length of the part of its file that it is, where not all


@dataclass(frozen=True)
class Item:
    """What lies on a track from `position_s` on; its takes are exchanged for one another there."""

    position_s: float
    length_s: float
    takes: Sequence[Take]
    gain_db: float = 0.0
    fades_s: tuple[float, float] | None = None  # in and out; None for what REAPER's settings say


@dataclass(frozen=True)
class Track:
    """A named track with its items."""

    name: str
    items: Sequence[Item]


def project_text(track: str, takes: Sequence[Take], *, samples: int, rate_hz: int) -> str:
    """The text of a project of one track, whose item starts at 0 and lasts `samples` at `rate_hz`."""
    return tracks_text([Track(track, [Item(0.0, samples / rate_hz, takes)])], rate_hz=rate_hz)


def tracks_text(tracks: Sequence[Track], *, rate_hz: int) -> str:
    """The text of a project of these tracks. GUIDs are left to REAPER. ValueError for an item without a take."""
    head = [f"SAMPLERATE {rate_hz} 1 0", "TEMPO 120 4 4"]
    blocks = [line for track in tracks for line in _track_lines(track)]
    return "\n".join(_block('REAPER_PROJECT 0.1 "7.0" 0', [*head, *blocks])) + "\n"


def quote(text: str) -> str:
    """One token of a project line: between the first kind of quote that `text` does not hold.

    There is no escape character in the grammar, so where all three kinds occur the backticks become apostrophes;
    line breaks and other control characters, which would end the line, become spaces.
    """
    line = "".join(" " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character for character in text)
    for mark in _QUOTES:
        if mark not in line:
            return f"{mark}{line}{mark}"
    return "`{}`".format(line.replace("`", "'"))


def _track_lines(track: Track) -> list[str]:
    return _block("TRACK", [f"NAME {quote(track.name)}", *(line for item in track.items for line in _item_lines(item))])


def _item_lines(item: Item) -> list[str]:
    if not item.takes:
        raise ValueError("a project needs at least one take")
    position = f"{item.position_s:.12f}".rstrip("0").rstrip(".")
    properties = [f"POSITION {position}", f"LENGTH {item.length_s:.12f}", "LOOP 0", "ALLTAKES 0"]
    if item.fades_s is not None:
        properties += [f"FADEIN 1 {item.fades_s[0]:.6f} 0", f"FADEOUT 1 {item.fades_s[1]:.6f} 0"]
    return _block("ITEM", [*properties, *_take_lines(item.takes, item.gain_db)])


def _take_lines(takes: Iterable[Take], gain_db: float) -> Iterator[str]:
    """The first take's lines stand in the item itself; each further take is opened by a line of its own."""
    for number, take in enumerate(takes):
        if number > 0:
            yield "TAKE"
        yield f"NAME {quote(take.name)}"
        if number == 0 and gain_db:  # the volume of the item, then pan, gain and pan law of its first take
            yield f"VOLPAN {10 ** (gain_db / 20):.12f} 0 1 -1"
        if take.offset_s:
            yield f"SOFFS {take.offset_s:.12f}"
        if take.rate != 1.0:  # pitch goes with it
            yield f"PLAYRATE {take.rate:.12f} 0 0 -1 0 0.0025"
        yield from _source(take)


def _source(take: Take) -> list[str]:
    kind = _KINDS.get(PurePath(take.file).suffix.casefold(), "WAVE")
    file = _block(f"SOURCE {kind}", [f"FILE {quote(take.file)}"])
    if take.section_s is None:
        return file
    start_s, length_s = take.section_s
    return _block("SOURCE SECTION", [f"LENGTH {length_s:.12f}", f"STARTPOS {start_s:.12f}", *file])


def _block(head: str, body: Iterable[str]) -> list[str]:
    return [f"<{head}", *(f"  {line}" for line in body), ">"]
