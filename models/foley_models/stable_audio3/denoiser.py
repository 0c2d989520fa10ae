"""Stable Audio 3's denoiser: a transformer that predicts the velocity of a flow, behind the interface of a denoiser.

A flow mixes signal and noise by (1 - t) and t, the stack by the cosine and sine of an angle: both are the same mixture
but for its size. Where it is all noise, as it is at the first step, the clean latent that a velocity implies is divided
by next to nothing on its way through the stack's noise, so what is predicted is told in float64.
"""

from typing import Any

import torch
from torch import Tensor

from foley_models.schedule import FlowSchedule
from foley_models.stable_audio3.conditioner import TextAndLength


class FlowDenoiser:
    """Predicts noise with a transformer over latent frames of any number."""

    def __init__(self, transformer: Any, lead: TextAndLength, schedule: FlowSchedule) -> None:
        self.transformer = transformer
        self._lead, self._schedule = lead, schedule

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """The noise in `z_n` (batch, channel, time, 1) at steps `n` (batch,) under what leads (batch, size).

        In float64, see above.
        """
        sigma = self._schedule.sigma(n).to(z_n.device)[:, None, None]  # the noise in units of the signal
        noise, signal = sigma / (1.0 + sigma), 1.0 / (1.0 + sigma)
        mixed = z_n[..., 0].double() * (noise.square() + signal.square()).sqrt()
        dtype = self.transformer.dtype
        states, length = self._lead.taken(embedding.to(dtype))
        (velocity,) = self.transformer(
            mixed.to(dtype),
            noise[:, 0, 0].float(),
            encoder_hidden_states=states,
            global_hidden_states=length,
            return_dict=False,
        )
        eps: Tensor = mixed + signal * velocity.to(torch.float64)
        return eps[..., None]
