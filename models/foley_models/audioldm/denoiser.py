"""AudioLDM's denoiser: the UNet behind the interface of a denoiser."""

from typing import TYPE_CHECKING

from torch import Tensor

if TYPE_CHECKING:
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel


class UNetDenoiser:
    """Predicts noise with a UNet that takes the embedding as its class label."""

    def __init__(self, unet: "UNet2DConditionModel") -> None:
        self.unet = unet

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """The noise in `z_n` (batch, channel, time, frequency) at steps `n` (batch,) under `embedding` (batch, 512)."""
        dtype = self.unet.dtype
        answer = self.unet(z_n.to(dtype), n, encoder_hidden_states=None, class_labels=embedding.to(dtype))
        eps: Tensor = answer.sample
        return eps.float()
