"""Classifier-free guidance (Ho and Salimans 2022), as a wrapper around a denoiser's prediction."""

import math
from collections.abc import Callable

import torch
from torch import Tensor

from foley_models.errors import RequestError

PredictUnder = Callable[[Tensor, Tensor, Tensor], Tensor]


def guided(
    predict_eps: PredictUnder, embedding: Tensor, unconditional: Tensor, scale: float
) -> Callable[[Tensor, Tensor], Tensor]:
    """The prediction under `embedding` (batch, 512), steered away from `unconditional` (512,) or (batch, 512).

    eps = eps_unconditional + scale * (eps_conditional - eps_unconditional). Both come out of one pass of twice the
    batch, the unconditional half first; at scale 1 the second term is all there is, and only that half is run.
    A negative prompt is its embedding in the place of the unconditional one.

    Raises RequestError for a scale below 0 or not finite.
    """
    if not math.isfinite(scale) or scale < 0:
        raise RequestError(f"guidance is {scale}: it must be a number of at least 0 (1 means no guidance)")
    if scale == 1.0:
        return lambda z_n, n: predict_eps(z_n, n, embedding)
    both = torch.cat([unconditional.expand_as(embedding), embedding])  # (2 * batch, 512)

    def predict(z_n: Tensor, n: Tensor) -> Tensor:
        away, towards = predict_eps(torch.cat([z_n, z_n]), torch.cat([n, n]), both).chunk(2)
        return away + scale * (towards - away)

    return predict
