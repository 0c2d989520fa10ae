"""What a pack expects to hear for a prompt: where in CLAP space the sounds lie that are called so.

A contrastive CLAP brings text and sound near to each other, not together: the sound that is nearest to a text is the
one that is least like anything else, not the one that is most like what is called so. Ranking among sounds of one
prompt by it gains nothing by an independent ear (docs/core-pack.md). Yuan et al. (3.2) rank by embeddings of real
sounds of the category instead; this is that for any prompt: a linear map, fitted to the recordings and their captions,
from the tuned text embedding to the mean of the sounds that it stands for.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.errors import PackError
from foley_models.limits import EMBEDDING_SIZE

PART = "expectation"
NAMES = ("text_mean", "sound_mean", "down", "up")


@dataclass(frozen=True, eq=False)
class Expectation:
    """Means (512,) and a map of low rank: `down` (rank, 512) of a text, `up` (512, rank) to a sound."""

    text_mean: Tensor
    sound_mean: Tensor
    down: Tensor
    up: Tensor

    def of(self, text: Tensor) -> Tensor:
        """Expected sounds (..., 512) for tuned text embeddings (..., 512), both L2-normalised."""
        apart = normalize(text.float(), dim=-1) - self.text_mean
        return normalize(self.sound_mean + apart @ self.down.T @ self.up.T, dim=-1)

    def tensors(self) -> dict[str, Tensor]:
        """As a pack keeps it."""
        return {name: getattr(self, name).contiguous() for name in NAMES}


def fit_expectation(texts: Tensor, sounds: Tensor, weights: Tensor, *, ridge: float, rank: int) -> Expectation:
    """The ridge regression of sounds (n, 512) on texts (n, 512) weighted by (n,), cut to its strongest directions.

    `ridge` is relative to the mean variance of the texts' coordinates.
    """
    share = (weights / weights.sum())[:, None].double()
    texts, sounds = texts.double(), sounds.double()
    text_mean, sound_mean = (share * texts).sum(0), (share * sounds).sum(0)
    apart = texts - text_mean
    variance = apart.T @ (share * apart)
    shared = apart.T @ (share * (sounds - sound_mean))
    strength = ridge * variance.diagonal().mean()
    found = torch.linalg.solve(variance + strength * torch.eye(len(variance), dtype=torch.double), shared)
    left, values, right = torch.linalg.svd(found)
    down = (left[:, :rank] * values[:rank].sqrt()).T
    up = right[:rank].T * values[:rank].sqrt()
    return Expectation(*(one.float() for one in (text_mean, sound_mean, down, up)))


def read_expectation(tensors: Mapping[str, Tensor], device: torch.device) -> Expectation | None:
    """Of a pack's part; None where the pack has none. PackError where it does not fit."""
    if not tensors:
        return None
    rank = tensors["down"].shape[0] if "down" in tensors and tensors["down"].ndim == 2 else 0
    shapes = {
        "text_mean": (EMBEDDING_SIZE,),
        "sound_mean": (EMBEDDING_SIZE,),
        "down": (rank, EMBEDDING_SIZE),
        "up": (EMBEDDING_SIZE, rank),
    }
    found = {name: tuple(value.shape) for name, value in tensors.items()}
    if found != shapes:
        raise PackError(f"Part {PART!r} of the pack holds {found}, expected {shapes}: install the pack again.")
    return Expectation(**{name: tensors[name].float().to(device) for name in NAMES})
