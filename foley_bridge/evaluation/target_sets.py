"""Multi-target sets (Yuan et al., 5): the sounds of a class that stand for it best, as embeddings to rank against."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError

Array = NDArray[np.float64]
By = Literal["text", "mean"]

MOST = 64


@dataclass(frozen=True)
class Target:
    """One sound that was chosen, and its cosine with what stands for the class."""

    label: str
    name: str
    correlation: float


def choose_targets(
    label: str, names: Sequence[str], clips: Array, centre: Array, count: int
) -> tuple[list[Target], Array]:
    """The `count` clips (clip, 512) with the largest cosine to `centre` (512,), best first, L2-normalised.

    RequestError where `count` is out of range or a class has no clip.
    """
    if not 1 <= count <= MOST:
        raise RequestError(f"{count} targets a class: choose a number from 1 to {MOST}.")
    if not len(clips):
        raise RequestError(f"{label} has no recordings to choose from.")
    unit = clips / np.linalg.norm(clips, axis=1, keepdims=True)
    cosine = unit @ (centre / np.linalg.norm(centre))
    order = np.argsort(-cosine, kind="stable")[:count]
    return [Target(label, names[i], float(cosine[i])) for i in order.tolist()], unit[order]


def mean_direction(clips: Array) -> Array:
    """The mean (512,) of L2-normalised clips (clip, 512)."""
    return np.asarray((clips / np.linalg.norm(clips, axis=1, keepdims=True)).mean(axis=0))
