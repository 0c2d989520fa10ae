"""The seam of a loop: how much level and spectrum change across it, beside how much they do anywhere else.

The sound is heard as a circle through frames of 20 ms, each half over the one before. A step is what changes from the
frame that ends at a place to the one that lies across it, and from that to the one that begins there: a jump of level
or colour shows in it, and so does a click, which is in the frame across alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FRAME_S = 0.02
BANDS = 24
LOWEST_HZ = 50.0
FLOOR_DB = -80.0  # under the loudest frame: what lies below is not heard beside it
_FRAMES_AT_ONCE = 1024


@dataclass(frozen=True)
class Steps:
    """Change at places of a circle, in dB: of level and of the spectrum's bands, both (place,)."""

    level: NDArray[np.float64]
    spectrum: NDArray[np.float64]


@dataclass(frozen=True)
class Seam:
    """The step across a seam, and the median of all other steps of the sound, in dB."""

    level: float
    level_median: float
    spectrum: float
    spectrum_median: float

    @property
    def share(self) -> float:
        """The step in medians, of level or spectrum, whichever is worse; 0 is none at all."""
        return max(_share(self.level, self.level_median), _share(self.spectrum, self.spectrum_median))


def seam_of(waveform: NDArray[np.floating], rate_hz: int) -> Seam:
    """The seam between the end and the beginning of a loop (sample,)."""
    steps = steps_of(waveform, rate_hz)
    level, spectrum = steps.level[1:], steps.spectrum[1:]
    return Seam(
        level=float(steps.level[0]),
        level_median=float(np.median(level)) if len(level) else 0.0,
        spectrum=float(steps.spectrum[0]),
        spectrum_median=float(np.median(spectrum)) if len(spectrum) else 0.0,
    )


def best_start(waveform: NDArray[np.floating], rate_hz: int) -> int:
    """The sample of a circle (sample,) at which level and spectrum change least, so that a loop may begin there."""
    steps = steps_of(waveform, rate_hz)
    shares = np.maximum(_shares(steps.level), _shares(steps.spectrum))
    return int(np.argmin(shares)) * _hop(rate_hz)


def steps_of(waveform: NDArray[np.floating], rate_hz: int) -> Steps:
    """Steps at every half frame of a circle (sample,), the first at its seam."""
    hop = _hop(rate_hz)
    count = max(1, len(waveform) // hop)
    level, bands = _heard(waveform, np.arange(-2, count + 1) * hop, rate_hz)
    floor = float(np.max(level, initial=-300.0)) + FLOOR_DB
    level, bands = np.maximum(level, floor), np.maximum(bands, floor)
    # Frame i begins i - 2 half frames behind the seam: of place p, those are p (ends there), p + 1 (across), p + 2.
    level_changes = np.abs(np.diff(level))
    band_changes = np.sqrt(np.mean(np.diff(bands, axis=0) ** 2, axis=1))
    return Steps(_pairs(level_changes)[:count], _pairs(band_changes)[:count])


def _pairs(changes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The larger of two changes in a row."""
    larger: NDArray[np.float64] = np.maximum(changes[:-1], changes[1:])
    return larger


def _heard(
    waveform: NDArray[np.floating], starts: NDArray[np.int64], rate_hz: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Level (frame,) and bands (frame, band) in dB of frames that begin at `starts`, going round; few at a time."""
    size = 2 * _hop(rate_hz)
    window = np.hanning(size + 2)[1:-1]
    edges = _edges(size, rate_hz)
    levels, bands = [], []
    for first in range(0, len(starts), _FRAMES_AT_ONCE):
        places = starts[first : first + _FRAMES_AT_ONCE, None] + np.arange(size)
        frames = np.asarray(waveform, np.float64)[places % len(waveform)] * window
        power = np.abs(np.fft.rfft(frames, axis=1)) ** 2 / size**2
        levels.append(_decibels(power.sum(axis=1)))
        bands.append(_decibels(np.add.reduceat(power, edges, axis=1)))
    return np.concatenate(levels), np.concatenate(bands)


def _edges(size: int, rate_hz: int) -> NDArray[np.int64]:
    """First bins of bands as wide as one another on a logarithmic scale; the last ends at half the rate."""
    top = size // 2
    edges = np.geomspace(max(1.0, LOWEST_HZ * size / rate_hz), top, BANDS + 1)[:-1]
    return np.unique(edges.astype(np.int64))


def _hop(rate_hz: int) -> int:
    return max(1, round(FRAME_S * rate_hz / 2))


def _decibels(power: NDArray[np.float64]) -> NDArray[np.float64]:
    decibels: NDArray[np.float64] = 10 * np.log10(power + 1e-30)
    return decibels


def _shares(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = steps / max(float(np.median(steps)), 1e-9)
    return shares


def _share(step: float, median: float) -> float:
    return step / max(median, 1e-9)
