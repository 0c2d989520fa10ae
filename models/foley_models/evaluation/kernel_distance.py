"""Kernel audio distance: an unbiased squared MMD between two sets of embeddings, with a Gaussian kernel."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError
from foley_models.evaluation.spread import RESAMPLINGS, Indices, standard_error

Embeddings = NDArray[np.float64]
SCALE = 1000.0
FEWEST = 4
SAME = 1e-6  # of the rows' length: under it, what is left of a distance is rounding


@dataclass(frozen=True)
class Kad:
    """The distance times 1000, and its standard error over resamplings (three quarters of each set, each time)."""

    value: float
    spread: float


def median_distance(reference: Embeddings) -> float:
    """Median Euclidean distance between different rows of `reference` (sound, size): the kernel's bandwidth."""
    squared = squared_distances(reference, reference)
    return float(np.median(np.sqrt(squared[np.triu_indices(len(reference), k=1)])))


def reference_bandwidth(reference: Embeddings) -> float:
    """The bandwidth that `reference` gives. RequestError where all its rows are the same."""
    bandwidth = median_distance(reference)
    if bandwidth <= SAME * float(np.linalg.norm(reference, axis=1).max()):
        raise RequestError("all reference sounds have the same embedding, so there is no scale to measure by")
    return bandwidth


def gaussian_kernel(x: Embeddings, y: Embeddings, bandwidth: float) -> Embeddings:
    """exp(-d^2 / (2 bandwidth^2)) between rows of x and y: (row of x, row of y)."""
    return np.asarray(np.exp(squared_distances(x, y) / (-2.0 * bandwidth**2)))


def unbiased_mmd(x: Embeddings, y: Embeddings, bandwidth: float) -> float:
    """Squared MMD of rows x and y under exp(-d^2 / (2 bandwidth^2)), pairs of a row with itself left out.

    Unbiased (Gretton et al., 2012, eq. 3): zero on average for two sets of one distribution, so it may be negative.
    """
    rows = np.concatenate([x, y])
    return _mmd(gaussian_kernel(rows, rows, bandwidth), np.arange(len(x)), np.arange(len(x), len(rows)))


def kernels_of_takes(takes: Embeddings, reference: Embeddings, bandwidth: float) -> tuple[Embeddings, Embeddings]:
    """The kernel between prompts (prompt, prompt) and to the reference (prompt, row), each a mean over takes.

    `takes` (take, prompt, size) are several sounds of each prompt. Takes of one prompt are alike, so their pairs would
    stand for pairs of sounds that have nothing in common: they are zero, as a sound's with itself is.
    """
    count, prompts, size = takes.shape
    rows = takes.reshape(-1, size)
    within = gaussian_kernel(rows, rows, bandwidth).reshape(count, prompts, count, prompts).mean(axis=(0, 2))
    np.fill_diagonal(within, 0.0)
    return within, gaussian_kernel(rows, reference, bandwidth).reshape(count, prompts, -1).mean(axis=0)


def mmd_of_takes(takes: Embeddings, reference: Embeddings, bandwidth: float) -> float:
    """`unbiased_mmd` of several takes (take, prompt, size) of each prompt, pairs of one prompt's takes left out.

    What is estimated is what one take of each estimates, with less of the noise that the takes were made from.
    """
    within, across = kernels_of_takes(takes, reference, bandwidth)
    prompts = len(within)
    own = _mean_off_diagonal(gaussian_kernel(reference, reference, bandwidth))
    return float(within.sum()) / (prompts * (prompts - 1)) + own - 2.0 * float(across.mean())


def kad(sounds: Embeddings, reference: Embeddings, *, resamplings: int = RESAMPLINGS, seed: int = 0) -> Kad | None:
    """Distance of `sounds` to `reference` (both (sound, size)); None with fewer than four rows in either.

    The bandwidth is the median distance of the whole reference, in every resampling too. RequestError where all
    reference sounds are the same.
    """
    if min(len(sounds), len(reference)) < FEWEST:
        return None
    rows = np.concatenate([sounds, reference])
    kernel = gaussian_kernel(rows, rows, reference_bandwidth(reference))
    own, other = np.arange(len(sounds)), np.arange(len(sounds), len(rows))
    spread = standard_error(
        lambda some, others: _mmd(kernel, own[some], other[others]),
        (len(own), len(other)),
        resamplings=resamplings,
        seed=seed,
    )
    return Kad(SCALE * _mmd(kernel, own, other), SCALE * spread)


def squared_distances(x: Embeddings, y: Embeddings) -> Embeddings:
    """Squared Euclidean distances between rows of x and y: (row of x, row of y)."""
    norms = np.square(x).sum(axis=1)[:, None] + np.square(y).sum(axis=1)[None]
    return np.asarray(np.maximum(norms - 2.0 * x @ y.T, 0.0))


def _mmd(kernel: Embeddings, own: Indices, other: Indices) -> float:
    """The distance between two groups of the rows that `kernel` (row, row) was computed of."""
    within = [_mean_off_diagonal(kernel[np.ix_(rows, rows)]) for rows in (own, other)]
    return sum(within) - 2.0 * float(kernel[np.ix_(own, other)].mean())


def _mean_off_diagonal(kernel: Embeddings) -> float:
    count = len(kernel)
    return float((kernel.sum() - np.trace(kernel)) / (count * (count - 1)))
