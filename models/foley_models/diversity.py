"""Sounds that fit and are unlike each other: maximal marginal relevance (Carbonell and Goldstein, 1998).

One after the other is chosen, each time the one with the most of (1 - diversity) * score - diversity * likeness to the
nearest of those chosen before. Score and likeness are both cosines in CLAP space.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]  # (sound, size), L2-normalised


def next_of(
    scores: Sequence[float], vectors: Vectors, left: Sequence[int], chosen: Sequence[int], *, diversity: float
) -> int:
    """Which of the places `left` comes after those `chosen`; the first of equal ones, and last whose score is NaN."""
    values = [_value(scores[one], vectors, one, chosen, diversity) for one in left]
    return left[max(range(len(left)), key=lambda place: (values[place], -place))]


def pick(scores: Sequence[float], vectors: Vectors, count: int, *, diversity: float) -> list[int]:
    """The places of up to `count` sounds, in the order in which they are chosen."""
    left = list(range(len(scores)))
    chosen: list[int] = []
    while left and len(chosen) < count:
        chosen.append(next_of(scores, vectors, left, chosen, diversity=diversity))
        left.remove(chosen[-1])
    return chosen


def spread(vectors: Vectors) -> float:
    """Mean cosine distance between two of the sounds; 0 for fewer than two."""
    if len(vectors) < 2:
        return 0.0
    likeness = vectors @ vectors.T
    return float(1.0 - likeness[np.triu_indices(len(vectors), 1)].mean())


def _value(score: float, vectors: Vectors, one: int, chosen: Sequence[int], diversity: float) -> float:
    if math.isnan(score):
        return -math.inf
    if not chosen:
        return score  # the best of all comes first, however unlike the others should be
    nearest = float((vectors[list(chosen)] @ vectors[one]).max())
    return (1.0 - diversity) * score - diversity * nearest
