"""A guide track, such as the production sound or a take somebody tapped: its onsets as events."""

import math
from pathlib import Path

import numpy as np

from foley_bridge.recordings.reading import Reader
from foley_bridge.recordings.records import UnusableError
from foley_bridge.spotting.events import Event
from foley_bridge.spotting.onsets import ANALYSIS_HZ, LEAST_GAP_S, Onset, find_onsets
from foley_models.errors import RequestError

PIECE_S, OVERLAP_S = 120.0, 1.0
LEVEL_LEAST = 10 ** (-40 / 20)  # beside the loudest: what is weaker is no hit that anybody meant


def read_guide(path: Path) -> list[Event]:
    """The onsets of a sound file, which is opened by a process with limits, piece by piece. RequestError."""
    with Reader() as reader:
        return events_in(reader, path)


def events_in(
    reader: Reader, path: Path, start_s: float = 0.0, end_s: float | None = None, *, most_s: float = math.inf
) -> list[Event]:
    """The onsets of a sound file between `start_s` and `end_s`, as strong beside the strongest of them as they peak.

    RequestError where the file cannot be used, does not go that far, or the range lasts over `most_s` seconds.
    """
    onsets: list[Onset] = []
    try:
        last_s = _end(path, reader.describe(path).seconds, start_s, end_s, most_s)
        at_s = start_s
        while at_s < last_s:
            sound = reader.read_mono(path, at_s, min(last_s, at_s + PIECE_S + OVERLAP_S), ANALYSIS_HZ)
            found = find_onsets(np.asarray(sound), ANALYSIS_HZ)
            onsets += _new(onsets, at_s, found, OVERLAP_S / 2 if at_s > start_s else 0.0)
            at_s += PIECE_S
    except UnusableError as error:
        raise RequestError(f"The guide track {path} cannot be used: {error}.") from error
    loudest = max((one.peak for one in onsets), default=0.0)
    return [Event(one.place_s, one.peak / loudest) for one in onsets if one.peak > LEVEL_LEAST * loudest]


def _end(path: Path, seconds: float, start_s: float, end_s: float | None, most_s: float) -> float:
    last_s = seconds if end_s is None else min(end_s, seconds)
    if start_s >= seconds:
        raise RequestError(f"{path} lasts {seconds:.3f} seconds: nothing is heard from {start_s:.3f} on.")
    if last_s - start_s > most_s:
        raise RequestError(
            f"{path} lasts {last_s - start_s:.0f} seconds there: say by start and end which {most_s:g} of them are "
            "meant."
        )
    return last_s


def _new(known: list[Onset], at_s: float, found: tuple[Onset, ...], edge_s: float) -> list[Onset]:
    """Those of a piece at `at_s` that the piece before did not have; the first `edge_s` are the piece before's."""
    last_s = known[-1].place_s if known else -1.0
    return [
        Onset(at_s + one.place_s, one.peak)
        for one in found
        if one.place_s >= edge_s and at_s + one.place_s > last_s + LEAST_GAP_S
    ]
