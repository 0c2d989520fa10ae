"""AudioLDM's denoiser: the UNet behind the interface of a denoiser."""

from typing import TYPE_CHECKING

from torch import Tensor, nn

if TYPE_CHECKING:
    from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel


class UNetDenoiser:
    """Predicts noise with a UNet that takes the embedding as its class label."""

    def __init__(self, unet: "UNet2DConditionModel", multiple: int = 1) -> None:
        """`multiple` is what time and frequency are filled up to with zeros, as much before as behind."""
        self.unet = unet
        self._multiple = multiple

    def predict_eps(self, z_n: Tensor, n: Tensor, embedding: Tensor) -> Tensor:
        """The noise in `z_n` (batch, channel, time, frequency) at steps `n` (batch,) under `embedding` (batch, 512)."""
        dtype = self.unet.dtype
        time, rows = z_n.shape[2:]
        before, above = (-time % self._multiple) // 2, (-rows % self._multiple) // 2
        behind, below = -time % self._multiple - before, -rows % self._multiple - above
        filled = nn.functional.pad(z_n, (above, below, before, behind))
        answer = self.unet(filled.to(dtype), n, encoder_hidden_states=None, class_labels=embedding.to(dtype))
        eps: Tensor = answer.sample
        return eps[:, :, before : before + time, above : above + rows].float()
