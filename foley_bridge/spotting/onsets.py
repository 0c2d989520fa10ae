"""Where sounds begin: spectral flux finds them, the envelope says where each attack starts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ANALYSIS_HZ = 24_000
FRAME_S, HOP_S = 0.032, 0.004
BANDS = 24
LEAST_GAP_S = 0.05  # two hits nearer to one another than this are one
AROUND_S = 0.15  # how much around a moment is asked what is usual there
OVER_USUAL = 1.6  # times the usual flux, and over it by
OVER_LOUDEST = 0.06  # of the loudest flux
ATTACK_BACK_S, ATTACK_ON_S = 0.03, 0.06  # around what the flux says, where the attack is looked for
ENVELOPE_S = 0.002
ATTACK_SHARE = 0.25  # of the way from before the attack to its top
FLOOR = 1e-4  # -80 dB


@dataclass(frozen=True)
class Onset:
    """An attack: where it starts, and the highest sample after it."""

    place_s: float
    peak: float


def find_onsets(sound: NDArray[np.float32], rate_hz: int) -> tuple[Onset, ...]:
    """The onsets of a mono sound (sample,), by time. Silence has none."""
    if not len(sound) or float(np.abs(sound).max()) < FLOOR:
        return ()
    envelope = _envelope(sound, rate_hz)
    found: list[Onset] = []
    for moment_s in _moments(sound, rate_hz):
        start = _attack(envelope, round(moment_s * rate_hz), rate_hz)
        if found and start / rate_hz - found[-1].place_s < LEAST_GAP_S:
            continue
        found.append(Onset(start / rate_hz, _peak(sound, start, rate_hz)))
    return tuple(found)


def _moments(sound: NDArray[np.float32], rate_hz: int) -> list[float]:
    """Where the flux has a top that stands out, in seconds."""
    flux = _flux(sound, rate_hz)
    around = max(1, round(AROUND_S / HOP_S))
    padded = np.pad(flux, around, mode="edge")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * around + 1), axis=1)
    least = OVER_USUAL * usual + OVER_LOUDEST * float(flux.max())
    gap = max(1, round(LEAST_GAP_S / HOP_S))
    top = np.lib.stride_tricks.sliding_window_view(np.pad(flux, gap), 2 * gap + 1).max(axis=1)
    return [float(one) * HOP_S for one in np.flatnonzero((flux >= top) & (flux > least) & (flux > 0))]


def _flux(sound: NDArray[np.float32], rate_hz: int) -> NDArray[np.float64]:
    """How much louder each band got from frame to frame, summed (frame,); frame k is centred at k * HOP_S."""
    size, hop = round(FRAME_S * rate_hz), round(HOP_S * rate_hz)
    padded = np.pad(sound, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][: len(sound) // hop + 1]
    bands = _band_edges(size, rate_hz)
    window, louder = np.hanning(size).astype(np.float32), np.zeros(len(frames))
    before = np.full(len(bands) - 1, np.log(FLOOR))
    for number, frame in enumerate(frames):
        power = np.abs(np.fft.rfft(frame * window)) ** 2
        energy = np.add.reduceat(power, bands[:-1])[: len(bands) - 1] / size
        now = np.log(np.sqrt(energy) + FLOOR)
        louder[number] = np.maximum(now - before, 0.0).sum()
        before = now
    return louder


def _band_edges(size: int, rate_hz: int) -> NDArray[np.int64]:
    """Bins at which bands begin, evenly over the logarithm from 100 Hz up; each holds one bin at least."""
    edges = np.geomspace(100.0, rate_hz / 2, BANDS + 1) * size / rate_hz
    return np.unique(np.maximum(1, edges.round().astype(np.int64)))


def _envelope(sound: NDArray[np.float32], rate_hz: int) -> NDArray[np.float64]:
    """The level (sample,) over ENVELOPE_S that ends there."""
    size = max(1, round(ENVELOPE_S * rate_hz))
    summed = np.cumsum(np.concatenate([np.zeros(size), sound.astype(np.float64) ** 2]))
    level: NDArray[np.float64] = np.sqrt(np.maximum(summed[size:] - summed[:-size], 0.0) / size)
    return level


def _attack(envelope: NDArray[np.float64], near: int, rate_hz: int) -> int:
    """The sample at which the level has gone ATTACK_SHARE of its way up."""
    first = max(0, near - round(ATTACK_BACK_S * rate_hz))
    piece = envelope[first : near + round(ATTACK_ON_S * rate_hz)]
    top = int(piece.argmax())
    rise = piece[: top + 1]
    low = int(len(rise) - 1 - rise[::-1].argmin())
    least = rise[low] + ATTACK_SHARE * (rise[top] - rise[low])
    return first + low + int(np.argmax(rise[low:] >= least))


def _peak(sound: NDArray[np.float32], start: int, rate_hz: int) -> float:
    return float(np.abs(sound[start : start + round(0.1 * rate_hz)]).max(initial=0.0))
