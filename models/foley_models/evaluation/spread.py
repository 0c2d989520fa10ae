"""How far a statistic of one or more sets would move with other sounds: its standard error, from parts of the sets."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int64]
Statistic = Callable[..., float]  # takes one array of row indices a set, without a row twice

KEPT = 0.75  # of each set in one resampling
RESAMPLINGS = 100


def standard_error(
    statistic: Statistic, sizes: Sequence[int], *, resamplings: int = RESAMPLINGS, seed: int = 0
) -> float:
    """Standard error of `statistic(rows of set 1, rows of set 2, ...)` for sets of these sizes.

    Its standard deviation over random three quarters of each set, times sqrt(3): the delete-d jackknife (Shao and Wu,
    1989), whose factor is sqrt(kept / left out). No row is ever drawn twice, because the distances used here would take
    a copy for a perfect match, and a covariance for a lost dimension.
    """
    random = np.random.default_rng(seed)
    values = [statistic(*(_some_of(size, random) for size in sizes)) for _ in range(resamplings)]
    return float(np.std(values, ddof=1) * np.sqrt(KEPT / (1.0 - KEPT)))


def _some_of(size: int, random: np.random.Generator) -> Indices:
    return random.permutation(size)[: max(2, round(KEPT * size))]
