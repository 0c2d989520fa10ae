"""Hits at known times: noise that starts at once and dies away, over a floor of noise."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def hits_at(
    times_s: Sequence[float], strengths: Sequence[float], rate_hz: int, *, seconds: float, floor: float = 0.001
) -> NDArray[np.float32]:
    """A mono sound (sample,) with a hit at each time."""
    chance = np.random.default_rng(1)
    sound = floor * chance.standard_normal(round(seconds * rate_hz))
    for time_s, strength in zip(times_s, strengths, strict=True):
        start, size = round(time_s * rate_hz), round(0.15 * rate_hz)
        hit = 0.3 * strength * chance.standard_normal(size) * np.exp(-np.arange(size) / (0.03 * rate_hz))
        end = min(start + size, len(sound))
        sound[start:end] += hit[: end - start]
    return sound.clip(-1, 1).astype(np.float32)
