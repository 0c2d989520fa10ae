"""Fréchet audio distance: between two sets of embeddings taken as Gaussians (Yuan et al., eq. 2)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError
from foley_models.evaluation.spread import Indices, standard_error

Array = NDArray[np.float64]

RESAMPLINGS = 50


@dataclass(frozen=True)
class Gaussian:
    """Mean (size,) and covariance (size, size) of embeddings; `rows` says of how many, None where nobody knows."""

    mean: Array
    covariance: Array
    rows: int | None = None

    @property
    def size(self) -> int:
        """Numbers of one embedding."""
        return len(self.mean)


@dataclass(frozen=True)
class Fad:
    """The distance, its standard error over clips, and in how many dimensions it was measured."""

    value: float
    spread: float
    dimensions: int


def gaussian_of(rows: Array) -> Gaussian:
    """Mean and unbiased covariance of embeddings (row, size). RequestError of fewer than two."""
    if rows.ndim != 2 or len(rows) < 2:
        raise RequestError(
            f"embeddings of the shape {rows.shape} have no covariance; give (row, size), two rows or more"
        )
    rows = rows.astype(np.float64)
    return Gaussian(rows.mean(axis=0), np.atleast_2d(np.cov(rows, rowvar=False)), len(rows))


def frechet_distance(a: Gaussian, b: Gaussian) -> float:
    """||m_a - m_b||^2 + tr(S_a + S_b - 2 (S_a S_b)^(1/2)).

    The trace of the root is the sum of the roots of the eigenvalues of S_a^(1/2) S_b S_a^(1/2), which is symmetric and
    has those of S_a S_b: real and not negative, also where a covariance is singular, up to rounding that is cut off.
    RequestError where the sizes differ.
    """
    if a.size != b.size:
        raise RequestError(f"embeddings of {a.size} and of {b.size} numbers cannot be compared; use one ear for both")
    values, vectors = np.linalg.eigh(a.covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T
    product = root @ b.covariance @ root
    eigenvalues = np.linalg.eigvalsh((product + product.T) / 2.0)
    shared = float(np.sqrt(np.maximum(eigenvalues, 0.0)).sum())
    apart = float(np.square(a.mean - b.mean).sum())
    return apart + float(np.trace(a.covariance) + np.trace(b.covariance)) - 2.0 * shared


def fad(
    sounds: Sequence[Array],
    reference: Sequence[Array] | Gaussian,
    *,
    dimensions: int | None = None,
    resamplings: int = RESAMPLINGS,
    seed: int = 0,
) -> Fad:
    """FAD of clips to reference clips, each given as its embeddings (window, size), or to known statistics.

    All windows of all clips count alike, as in DCASE 2023 Task 7; the standard error is over clips, since the windows
    of one clip are no new evidence. With `dimensions`, both sides are first projected onto the principal axes of the
    reference, which makes a covariance of few clips usable. RequestError where a covariance could not have full rank.
    """
    target = reference if isinstance(reference, Gaussian) else gaussian_of(_joined(reference))
    own = gaussian_of(_joined(sounds))
    for what, one in (("sounds", own), ("reference recordings", target)):
        _check_rank(what, one, dimensions)
    axes = None if dimensions is None else principal_axes(target, dimensions)
    projected = _projected(sounds, axes)
    others = None if isinstance(reference, Gaussian) else _projected(reference, axes)
    fixed = target if axes is None else _through(target, axes)

    def distance(some: Indices, *rest: Indices) -> float:
        against = fixed if others is None else gaussian_of(np.concatenate([others[i] for i in rest[0]]))
        return frechet_distance(gaussian_of(np.concatenate([projected[i] for i in some])), against)

    sizes = (len(projected),) if others is None else (len(projected), len(others))
    value = frechet_distance(gaussian_of(np.concatenate(projected)), fixed)
    return Fad(value, standard_error(distance, sizes, resamplings=resamplings, seed=seed), dimensions or target.size)


def principal_axes(reference: Gaussian, dimensions: int) -> Array:
    """The axes (size, dimensions) along which the reference varies most, in orthonormal columns."""
    if not 1 <= dimensions <= reference.size:
        raise RequestError(
            f"{dimensions} dimensions were asked for; the embeddings have {reference.size}, choose from 1"
        )
    _, vectors = np.linalg.eigh(reference.covariance)
    return np.asarray(vectors[:, ::-1][:, :dimensions])


def _through(one: Gaussian, axes: Array) -> Gaussian:
    return Gaussian(one.mean @ axes, axes.T @ one.covariance @ axes, one.rows)


def _projected(clips: Sequence[Array], axes: Array | None) -> list[Array]:
    return [np.asarray(rows if axes is None else rows @ axes, dtype=np.float64) for rows in clips]


def _joined(clips: Sequence[Array]) -> Array:
    if len(clips) < 2:
        raise RequestError(f"a Fréchet distance needs at least two clips on each side, and there are {len(clips)}")
    return np.concatenate(list(clips))


def _check_rank(what: str, one: Gaussian, dimensions: int | None) -> None:
    needed = (one.size if dimensions is None else dimensions) + 1
    if one.rows is not None and one.rows < needed:
        raise RequestError(
            f"a Fréchet distance in {needed - 1} dimensions needs at least {needed} embeddings, and the {what} have "
            f"{one.rows}; ask for a PCA to at most {one.rows - 1} dimensions first, or give more sounds"
        )
