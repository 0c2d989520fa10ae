"""Less like that: where the condition goes to leave sounds behind, and how much likeness to them counts.

Two things take sounds away from one that was heard: a condition that is moved off from it along the sphere that
embeddings lie on, and a choice among candidates that counts their likeness to it against them. What is avoided is what
sets a sound apart from others of its kind, so its embedding is taken from their centre: away from the embedding itself
would be away from everything that sounds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import normalize

ANGLE_MOST = 0.55  # radians, at amount 1
WEIGHT_LEAST, WEIGHT_MOST = 0.1, 0.5  # of likeness beside a score, both cosines, from amount 0 to amount 1
LEFT_LEAST = 1e-3  # of a direction of length 1: what is less of it is rounding


@dataclass(frozen=True, eq=False)
class Avoided:
    """L2-normalised embeddings (sound, 512) of sounds, and by how much likeness to the nearest lowers a score.

    `of_latents` where the latent CLAP encoder hears in the same space.
    """

    heard: Tensor
    weight: float
    of_latents: bool = True

    def cost(self, vectors: NDArray[np.float32]) -> list[float]:
        """By how much the score of each of (candidate, 512), L2-normalised, is lowered."""
        likeness = vectors @ self.heard.float().cpu().numpy().T
        return [self.weight * float(one) for one in likeness.max(axis=1)]


def angle_of(amount: float) -> float:
    """By which angle, in radians, the condition is moved."""
    return ANGLE_MOST * amount


def weight_of(amount: float) -> float:
    """How much likeness counts beside a score."""
    return WEIGHT_LEAST + (WEIGHT_MOST - WEIGHT_LEAST) * amount


def centre_of(targets: Mapping[str, Tensor], category: str) -> Tensor | None:
    """The mean (512,) of the real sounds that a pack stores of a category, of all where it stores none of that."""
    stored = targets.get(category)
    if stored is None and targets:
        stored = torch.cat(list(targets.values()))
    return None if stored is None else normalize(stored.float().mean(dim=0), dim=0).cpu()


def moved_away(embedding: Tensor, heard: Tensor, centre: Tensor | None, angle: float) -> Tensor:
    """An embedding (512,), L2-normalised, moved by an angle along the sphere away from the first of (sound, 512).

    It goes neither towards the others nor from them: who left one behind and then what came of that would go back to
    the first. Computed on the CPU, so that it does not depend on the device.
    """
    start = normalize(embedding.detach().float().cpu(), dim=0)
    apart = heard.float().cpu() - (0.0 if centre is None else centre)
    newest, *before = normalize(apart - (apart @ start)[:, None] * start, dim=1)
    across = _without(newest, before)
    if across is None:
        return embedding
    away = math.cos(angle) * start - math.sin(angle) * across
    return normalize(away, dim=0).to(embedding)


def _without(one: Tensor, others: Sequence[Tensor]) -> Tensor | None:
    """What of a direction (512,) is across the others, as a direction; None where nothing is left of it."""
    axes: list[Tensor] = []
    for other in (*others, one):
        left = other - sum(((other @ axis) * axis for axis in axes), torch.zeros_like(other))
        if float(left.norm()) > LEFT_LEAST:
            axes.append(normalize(left, dim=0))
        elif other is one:
            return None
    return axes[-1]
