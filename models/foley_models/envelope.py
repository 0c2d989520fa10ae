"""The loudness of a sound over time: measured in short frames, given to another sound, and compared.

A level is the RMS under a Hann window of WINDOW_S, every HOP_S, in decibels under full scale: short enough for the
attack of a hit, long enough not to follow the single periods of anything above 50 Hz.
"""

import math

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.float32]  # (frame,) in decibels

HOP_S = 0.01
WINDOW_S = 0.02
SILENT_DB = -120.0
# Under its loudest frame a guide is taken at its word so far down; below that lie breath and the room, which are
# taken for silence, three times as steep, so that nothing is cut off hard.
RANGE_DB = 45.0
STEEPER = 3.0
BOOST_MOST_DB = 30.0  # of a frame beside the whole: what a sound hardly has is not pumped out of its noise
COMPARED_DB = 40.0  # under the loudest frame: what lies lower is heard by nobody and compared by nobody
STEADY_DB = 0.1  # of standard deviation: a level that never changes is no envelope
_FRAMES_AT_ONCE = 4096


def levels_of(waveform: NDArray[np.floating], rate_hz: int) -> Levels:
    """Levels (frame,) of a mono waveform (sample,), frame k around k * HOP_S; there is one at least."""
    hop, half = HOP_S * rate_hz, max(1, round(WINDOW_S * rate_hz / 2))
    frames = max(1, math.ceil(len(waveform) / hop))
    window = np.hanning(2 * half + 1)
    window /= window.sum()
    padded = np.pad(np.square(np.asarray(waveform, np.float64)), half)
    view = np.lib.stride_tricks.sliding_window_view(np.pad(padded, (0, 1)), 2 * half + 1)
    starts = np.minimum(np.round(np.arange(frames) * hop).astype(int), len(view) - 1)
    pieces = [starts[first : first + _FRAMES_AT_ONCE] for first in range(0, frames, _FRAMES_AT_ONCE)]
    powers = np.concatenate([view[piece] @ window for piece in pieces])
    levels: Levels = (10 * np.log10(np.maximum(powers, 10 ** (SILENT_DB / 10)))).astype(np.float32)
    return levels


def fitted(levels: Levels, frames: int) -> Levels:
    """The first `frames` levels; where there are fewer, silence after them."""
    short = max(0, frames - len(levels))
    cut: Levels = np.concatenate([levels[:frames], np.full(short, SILENT_DB, np.float32)])
    return cut


def followed(waveform: NDArray[np.float32], rate_hz: int, guide: Levels, share: float) -> NDArray[np.float32]:
    """A waveform (sample,) with the loudness of `guide` over time: with share 1 all of it, with 0 nothing of it.

    The change is a gain in decibels, multiplied by the share and drawn from frame to frame. Where the guide is silent
    the sound becomes silent; where the sound has next to nothing, it is lifted by BOOST_MOST_DB beside the whole.
    """
    if share == 0.0:
        return waveform
    own = levels_of(waveform, rate_hz)
    wanted = _wanted(fitted(guide, len(own)))
    whole = _energy_db(wanted) - _energy_db(own)
    gains_db = share * np.minimum(wanted - own, whole + BOOST_MOST_DB)
    places = np.arange(len(waveform)) / (HOP_S * rate_hz)
    gains = 10 ** (np.interp(places, np.arange(len(own)), gains_db) / 20)
    return (waveform * gains).astype(np.float32)


def correlation(one: Levels, other: Levels) -> float:
    """How alike two loudnesses are over time: Pearson's of their levels in decibels, from -1 to 1.

    In decibels, as it is heard: of plain amplitudes the loudest hit alone would decide. What is more than COMPARED_DB
    under the loudest of its own counts as that. NaN where one of them never changes.
    """
    frames = max(len(one), len(other))
    heard = [np.maximum(fitted(each, frames), each.max() - COMPARED_DB).astype(np.float64) for each in (one, other)]
    if min(each.std() for each in heard) < STEADY_DB:
        return math.nan
    return float(np.corrcoef(heard[0], heard[1])[0, 1])


def _wanted(guide: Levels) -> NDArray[np.float64]:
    edge = float(guide.max()) - RANGE_DB
    levels = guide.astype(np.float64)
    return np.where(levels < edge, edge + STEEPER * (levels - edge), levels)


def _energy_db(levels: NDArray[np.floating]) -> float:
    return float(10 * np.log10(np.mean(10 ** (np.asarray(levels, np.float64) / 10))))
