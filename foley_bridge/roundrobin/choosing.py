"""Which of many pieces become the variants: the best first, then each time the one that is least like those chosen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCORE_SHARE = 0.2  # of the choice; the rest is how unlike a piece is


@dataclass(frozen=True)
class Chosen:
    """Places in what was to be chosen from, in the order of choice, and how far each is from its nearest chosen one."""

    places: tuple[int, ...]
    nearest: tuple[int, ...]  # of each, the number in `places`
    distances: tuple[float, ...]  # cosine distances to it
    usual: float  # the median distance of any two that were to be chosen from
    best: float  # the smallest distance of two, had as many been chosen by their scores alone

    @property
    def least(self) -> float:
        """The smallest distance of two of them."""
        return min(self.distances, default=0.0)


def choose(vectors: "NDArray[np.float32]", scores: Sequence[float], count: int) -> Chosen:
    """`count` of the pieces with these L2-normalised embeddings (piece, size); the better scores go first.

    Maximal marginal relevance (Carbonell and Goldstein 1998) with the distance to the nearest chosen one: greedy
    max-min, in which a better score outweighs a small difference. ValueError where there are fewer than `count`.
    """
    import numpy as np

    if count > len(vectors):
        raise ValueError(f"{count} of {len(vectors)} pieces cannot be chosen")
    apart = 1.0 - np.asarray(vectors, np.float64) @ np.asarray(vectors, np.float64).T
    merit = _between_0_and_1(np.asarray(scores, np.float64))
    places = [int(merit.argmax())] if count else []
    while len(places) < count:
        nearest = apart[places].min(axis=0)
        worth = SCORE_SHARE * merit * nearest.max() + (1.0 - SCORE_SHARE) * nearest
        worth[places] = -np.inf
        places.append(int(worth.argmax()))
    return _chosen(apart, places, np.argsort(-merit, kind="stable")[:count].tolist())


def _chosen(apart: "NDArray[np.float64]", places: list[int], best: list[int]) -> Chosen:
    import numpy as np

    among, of_best = (apart[np.ix_(one, one)].copy() for one in (places, best))
    np.fill_diagonal(among, np.inf)
    np.fill_diagonal(of_best, np.inf)
    nearest = tuple(int(row.argmin()) for row in among) if len(places) > 1 else (0,) * len(places)
    distances = tuple(float(row.min()) for row in among) if len(places) > 1 else (0.0,) * len(places)
    pairs = apart[np.triu_indices(len(apart), 1)]
    usual = float(np.median(pairs)) if len(pairs) else 0.0
    return Chosen(tuple(places), nearest, distances, usual, best=float(of_best.min()) if len(best) > 1 else 0.0)


def _between_0_and_1(scores: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """Scores from the worst, 0, to the best, 1; all alike are 1, and what has none is the worst."""
    import numpy as np

    known = np.isfinite(scores)
    if not known.any():
        return np.ones(len(scores))
    low, high = scores[known].min(), scores[known].max()
    merit: NDArray[np.float64] = np.where(known, (scores - low) / (high - low) if high > low else 1.0, 0.0)
    return merit
