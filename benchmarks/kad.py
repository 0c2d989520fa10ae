"""Kernel audio distance: an unbiased squared MMD between two sets of embeddings, with a Gaussian kernel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError

Embeddings = NDArray[np.float64]
Indices = NDArray[np.int64]
SCALE = 1000.0
FEWEST = 4
KEPT = 0.75  # of each set in one resampling
RESAMPLINGS = 100


@dataclass(frozen=True)
class Kad:
    """The distance times 1000, and its standard deviation over resamplings (three quarters of each set, each time)."""

    value: float
    spread: float


def median_distance(reference: Embeddings) -> float:
    """Median Euclidean distance between different rows of `reference` (sound, size): the kernel's bandwidth."""
    squared = _squared_distances(reference)
    return float(np.median(np.sqrt(squared[np.triu_indices(len(reference), k=1)])))


def unbiased_mmd(x: Embeddings, y: Embeddings, bandwidth: float) -> float:
    """Squared MMD of rows x and y under exp(-d^2 / (2 bandwidth^2)), pairs of a row with itself left out.

    Unbiased (Gretton et al., 2012, eq. 3): zero on average for two sets of one distribution, so it may be negative.
    """
    rows = np.concatenate([x, y])
    return _mmd(_kernel(rows, bandwidth), np.arange(len(x)), np.arange(len(x), len(rows)))


def kad(sounds: Embeddings, reference: Embeddings, *, seed: int = 0) -> Kad | None:
    """Distance of `sounds` to `reference` (both (sound, size)); None with fewer than four rows in either."""
    if min(len(sounds), len(reference)) < FEWEST:
        return None
    bandwidth = median_distance(reference)
    if bandwidth == 0.0:
        raise RequestError("all reference sounds have the same embedding, so there is no scale to measure by")
    kernel = _kernel(np.concatenate([sounds, reference]), bandwidth)
    own, other = np.arange(len(sounds)), np.arange(len(sounds), len(kernel))
    random = np.random.default_rng(seed)
    drawn = [_mmd(kernel, _some_of(own, random), _some_of(other, random)) for _ in range(RESAMPLINGS)]
    return Kad(SCALE * _mmd(kernel, own, other), SCALE * float(np.std(drawn, ddof=1)))


def _mmd(kernel: Embeddings, own: Indices, other: Indices) -> float:
    """The distance between two groups of the rows that `kernel` (row, row) was computed of."""
    within = [_mean_off_diagonal(kernel[np.ix_(rows, rows)]) for rows in (own, other)]
    return sum(within) - 2.0 * float(kernel[np.ix_(own, other)].mean())


def _some_of(rows: Indices, random: np.random.Generator) -> Indices:
    """Three quarters of the rows, without replacement: a row drawn twice would look like a perfect match."""
    return random.permutation(rows)[: max(2, round(KEPT * len(rows)))]


def _kernel(rows: Embeddings, bandwidth: float) -> Embeddings:
    return np.asarray(np.exp(_squared_distances(rows) / (-2.0 * bandwidth**2)))


def _mean_off_diagonal(kernel: Embeddings) -> float:
    count = len(kernel)
    return float((kernel.sum() - np.trace(kernel)) / (count * (count - 1)))


def _squared_distances(rows: Embeddings) -> Embeddings:
    norms = np.square(rows).sum(axis=1)
    return np.asarray(np.maximum(norms[:, None] + norms[None] - 2.0 * rows @ rows.T, 0.0))
