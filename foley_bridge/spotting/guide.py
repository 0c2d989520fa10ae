"""A guide track, such as the production sound or a take somebody tapped: its onsets as events."""

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
    onsets: list[Onset] = []
    try:
        with Reader() as reader:
            seconds = reader.describe(path).seconds
            start_s = 0.0
            while start_s < seconds:
                end_s = min(seconds, start_s + PIECE_S + OVERLAP_S)
                sound = reader.read_mono(path, start_s, end_s, ANALYSIS_HZ)
                onsets += _new(onsets, start_s, find_onsets(np.asarray(sound), ANALYSIS_HZ))
                start_s += PIECE_S
    except UnusableError as error:
        raise RequestError(f"The guide track {path} cannot be used: {error}.") from error
    loudest = max((one.peak for one in onsets), default=0.0)
    return [Event(one.place_s, one.peak / loudest) for one in onsets if one.peak > LEVEL_LEAST * loudest]


def _new(known: list[Onset], start_s: float, found: tuple[Onset, ...]) -> list[Onset]:
    """Those of a piece that the piece before did not have; the first tenth of its overlap is the piece before's."""
    last_s = known[-1].place_s if known else -1.0
    edge_s = start_s + OVERLAP_S / 2 if start_s else 0.0
    return [
        Onset(start_s + one.place_s, one.peak)
        for one in found
        if start_s + one.place_s >= edge_s and start_s + one.place_s > last_s + LEAST_GAP_S
    ]
