"""What is said of sounds without a reference: how far they are from each other, and how near to their text."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError
from foley_models.evaluation.spread import standard_error

Array = NDArray[np.float64]

FEWEST = 4


@dataclass(frozen=True)
class Measured:
    """A number and its standard error over clips."""

    value: float
    spread: float


def diversity(sounds: Array, *, seed: int = 0) -> Measured | None:
    """Mean cosine distance, 0 to 2, between different clips of embeddings (clip, size); None of fewer than four."""
    if len(sounds) < FEWEST:
        return None
    unit = _unit(sounds)
    distances = 1.0 - unit @ unit.T

    def mean_pair(rows: NDArray[np.int64]) -> float:
        own = distances[np.ix_(rows, rows)]
        return float((own.sum() - np.trace(own)) / (len(rows) * (len(rows) - 1)))

    everything = np.arange(len(sounds))
    return Measured(mean_pair(everything), standard_error(mean_pair, (len(sounds),), seed=seed))


def clap_score(sounds: Array, texts: Array) -> Measured | None:
    """Mean cosine, -1 to 1, between each clip's embedding and that of its text, both (clip, size); None of none.

    Both come from one CLAP. RequestError where the shapes differ.
    """
    scores = clap_scores(sounds, texts)
    if not len(scores):
        return None
    error = float(scores.std(ddof=1)) / len(scores) ** 0.5 if len(scores) > 1 else float("nan")
    return Measured(float(scores.mean()), error)


def clap_scores(sounds: Array, texts: Array) -> Array:
    """The cosine (clip,) of each clip's embedding with its text's."""
    if sounds.shape != texts.shape or sounds.ndim != 2:
        raise RequestError(
            f"sounds and texts have embeddings of the shapes {sounds.shape} and {texts.shape}; "
            "each sound needs its text"
        )
    return np.asarray((_unit(sounds) * _unit(texts)).sum(axis=1))


def _unit(rows: Array) -> Array:
    rows = np.asarray(rows, dtype=np.float64)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
