"""AudioLDM 2's denoiser: its UNet behind the interface of a denoiser."""

from typing import Any

from torch import Tensor

from foley_models.audioldm2.conditioner import LeadLayout


class AttendingDenoiser:
    """Predicts noise with a UNet that attends to what a language model and a T5 made of the text."""

    def __init__(self, unet: Any, layout: LeadLayout) -> None:
        self.unet = unet
        self._layout = layout

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """The noise in `z_n` (batch, channel, time, frequency) at steps `n` (batch,) under what leads (batch, size)."""
        vectors, states, there = self._layout.taken(embedding.to(self.unet.dtype))
        answer = self.unet(
            z_n.to(self.unet.dtype),
            n,
            encoder_hidden_states=vectors,
            encoder_hidden_states_1=states,
            encoder_attention_mask_1=there,
        )
        eps: Tensor = answer.sample
        return eps.float()
