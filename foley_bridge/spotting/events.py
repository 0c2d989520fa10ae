"""The moments that are to be heard, from whatever says where they are."""

import re
from dataclasses import dataclass
from pathlib import Path

from foley_models.errors import RequestError

EVENTS_MOST = 20_000
PROJECT_SUFFIXES = (".rpp", ".rpp-bak")
MIDI_SUFFIXES = (".mid", ".midi", ".smf")
LIST_SUFFIXES = (".csv", ".tsv", ".txt")
SOUND_SUFFIXES = (".wav", ".flac", ".aif", ".aiff", ".ogg", ".mp3", ".w64", ".rf64", ".caf", ".opus")
_PERCENT = re.compile(r"(\d+)\s*%\s*$")


@dataclass(frozen=True)
class Event:
    """One moment: where, how strong beside the strongest (over 0 to 1), and what it is called there."""

    place_s: float
    strength: float = 1.0
    name: str = ""


@dataclass(frozen=True)
class Wanted:
    """Which of a source's events count."""

    named: str = ""  # markers and regions whose name holds this, in any case
    notes: tuple[int, ...] = ()  # MIDI notes; none for all
    least: float = 0.0  # strength


def read_events(source: Path, wanted: Wanted) -> tuple[Event, ...]:
    """The events of a REAPER project (markers and regions), a MIDI file, a list, or a guide track, by time.

    RequestError, with the reason, where it is none of them, cannot be read, or has no such event.
    """
    found = _read(source, wanted)
    kept = sorted((one for one in found if one.strength >= wanted.least), key=lambda one: one.place_s)
    if len(kept) > EVENTS_MOST:
        raise RequestError(f"{source} has {len(kept):,} events, more than {EVENTS_MOST:,}: take a shorter piece of it.")
    if not kept:
        weaker = f" of at least strength {wanted.least:g}" if found and wanted.least else ""
        raise RequestError(f"{source} has no event{weaker}{_narrowed(wanted)}{_events_of(source)}.")
    return tuple(kept)


def _read(source: Path, wanted: Wanted) -> list[Event]:
    suffix = source.suffix.casefold()
    if suffix in PROJECT_SUFFIXES:
        from foley_bridge.rpp_markers import read_markers

        named = wanted.named.casefold()
        markers = [one for one in read_markers(source) if named in one.name.casefold() and one.place_s >= 0]
        return [Event(one.place_s, strength_of(one.name), one.name) for one in markers]
    if suffix in MIDI_SUFFIXES:
        from foley_bridge.spotting.midi import read_notes

        return read_notes(source, wanted.notes)
    if suffix in LIST_SUFFIXES:
        from foley_bridge.spotting.table import read_list

        return read_list(source)
    if suffix in SOUND_SUFFIXES:
        from foley_bridge.spotting.guide import read_guide

        return read_guide(source)
    raise RequestError(
        f"{source} is no source of events: give a REAPER project (.RPP), a MIDI file (.mid), a list (.csv) or a guide "
        "track (.wav, .flac and others)."
    )


def strength_of(name: str) -> float:
    """The strength that a marker's name ends with, such as `step 40%`; 1 where it says none."""
    found = _PERCENT.search(name)
    percent = int(found[1]) if found else 100
    return percent / 100 if 0 < percent <= 100 else 1.0


def _events_of(source: Path) -> str:
    """What events are there, for whoever sees none."""
    suffix = source.suffix.casefold()
    if suffix in PROJECT_SUFFIXES:
        return ": its markers and regions are events"
    return ": nothing in it begins to sound" if suffix in SOUND_SUFFIXES else ""


def _narrowed(wanted: Wanted) -> str:
    if wanted.named:
        return f" whose name holds {wanted.named!r}"
    if wanted.notes:
        return f" of the notes {', '.join(map(str, wanted.notes))}"
    return ""
