"""Stable Audio's denoiser: a diffusion transformer that predicts v, behind the interface of a denoiser."""

import math
from typing import Any

from torch import Tensor

from foley_models.schedule import SigmaSchedule
from foley_models.stable_audio.conditioner import Timing


class TransformerDenoiser:
    """Predicts noise with a transformer over latent frames, each of which knows its place."""

    def __init__(self, transformer: Any, timing: Timing, schedule: SigmaSchedule, rotary: int) -> None:
        self.transformer = transformer
        self._timing, self._schedule, self._rotary = timing, schedule, rotary

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """The noise in `z_n` (batch, channel, time, 1) at steps `n` (batch,) under what leads (batch, size)."""
        dtype = self.transformer.dtype
        states, times = self._timing.taken(embedding.to(dtype))
        # Its time is the angle between signal and noise, in right angles.
        angle = self._schedule.sigma(n).atan() * (2.0 / math.pi)
        v: Tensor
        (v,) = self.transformer(
            z_n[..., 0].to(dtype),
            angle.float().to(z_n.device),
            encoder_hidden_states=states,
            global_hidden_states=times,
            rotary_embedding=self._places(z_n),
            return_dict=False,  # what it would return otherwise warns of itself
        )
        return self._schedule.eps_from_v(z_n, v.float()[..., None], n.to(z_n.device))

    def _places(self, z_n: Tensor) -> tuple[Tensor, Tensor]:
        """Cosines and sines (place, number) of the frames and of the state before them."""
        from diffusers.models.embeddings import get_1d_rotary_pos_embed

        cosines, sines = get_1d_rotary_pos_embed(
            self._rotary, z_n.shape[2] + 1, use_real=True, repeat_interleave_real=False
        )
        return cosines.to(z_n.device), sines.to(z_n.device)
