"""Which score a class's sounds should reach, and under which guidance (Yuan et al., 3.2): tried out, by distance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError
from foley_models.evaluation.kernel_distance import FEWEST, SCALE, kad, reference_bandwidth, unbiased_mmd

Array = NDArray[np.float64]

KEPT_LEAST = 8  # sounds: a distance of fewer is luck
KEPT_SHARE = 0.2  # of a pool, so that a threshold does not make one sound out of many
LEVELS = 24


@dataclass(frozen=True)
class Pool:
    """Candidates of one class under one guidance: scores (sound,) and embeddings (sound, size).

    A guidance of None stands for a pack's few steps, which have it inside.
    """

    guidance: float | None
    scores: Array
    embeddings: Array


@dataclass(frozen=True)
class Point:
    """One threshold that was tried: the distance (times 1000) of what passes, and how much that is."""

    guidance: float | None
    threshold: float
    distance: float
    passing: float  # share in (0, 1]


@dataclass(frozen=True)
class Choice:
    """What is best for a class, with the standard error of its distance, beside no threshold at the same guidance."""

    label: str
    best: Point
    spread: float
    unfiltered: float
    recordings: int
    points: tuple[Point, ...]


def choose_threshold(label: str, pools: Sequence[Pool], reference: Array, *, seed: int = 0) -> Choice:
    """The threshold and guidance with the smallest kernel distance to validation recordings (clip, size).

    Tried are LEVELS quantiles of each pool's scores, from all of it down to KEPT_SHARE or KEPT_LEAST sounds. Of equal
    distances the lower threshold wins, which wastes fewer sounds. RequestError of too few recordings or sounds.
    """
    if len(reference) < FEWEST:
        raise RequestError(
            f"{label}: {len(reference)} validation recordings are too few, at least {FEWEST} are needed."
        )
    bandwidth = reference_bandwidth(reference)
    points = [point for pool in pools for point in _curve(pool, reference, bandwidth)]
    if not points:
        raise RequestError(f"{label}: the pools hold fewer than {KEPT_LEAST} sounds each; make larger ones.")
    best = min(points, key=lambda one: (one.distance, one.threshold))
    pool = next(one for one in pools if one.guidance == best.guidance)
    found = kad(pool.embeddings[pool.scores >= best.threshold], reference, seed=seed)
    assert found is not None  # KEPT_LEAST is more than it needs
    return Choice(
        label=label,
        best=best,
        spread=found.spread,
        unfiltered=SCALE * unbiased_mmd(pool.embeddings, reference, bandwidth),
        recordings=len(reference),
        points=tuple(points),
    )


def _curve(pool: Pool, reference: Array, bandwidth: float) -> list[Point]:
    if len(pool.scores) < KEPT_LEAST:
        return []
    least = max(KEPT_LEAST, round(KEPT_SHARE * len(pool.scores)))
    order = np.sort(pool.scores)
    places = np.unique(np.linspace(0, len(order) - least, LEVELS).astype(int))
    points = []
    for place in places.tolist():
        # Down to three decimals, as cards have it: what the threshold was made of still passes.
        threshold = max(-1.0, float(np.floor(order[place] * 1000) / 1000))
        passing = pool.scores >= threshold
        distance = SCALE * unbiased_mmd(pool.embeddings[passing], reference, bandwidth)
        points.append(Point(pool.guidance, threshold, distance, float(passing.mean())))
    return points
