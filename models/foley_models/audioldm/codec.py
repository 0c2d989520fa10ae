"""AudioLDM's codec: the variational autoencoder behind the interface of a codec."""

from typing import TYPE_CHECKING

from torch import Tensor, nn

from foley_models.audioldm.shapes import CodecShape

if TYPE_CHECKING:
    from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL


class AutoencoderCodec:
    """Log-mel to latent and back, each number of the latent standing for a square of frames and bins."""

    def __init__(self, autoencoder: "AutoencoderKL", shape: CodecShape, mel_bins: int) -> None:
        self.autoencoder = autoencoder
        self._shape = shape
        self._mel_bins = mel_bins

    def latent_shape(self, frames: int) -> tuple[int, int, int]:
        """(channel, time, frequency) of the latent that covers `frames` mel frames, rounded up."""
        step = self._shape.downsampling
        return self._shape.latent_channels, -(-frames // step), self._mel_bins // step

    def encode(self, log_mel: Tensor) -> Tensor:
        """Scaled latents (batch, channel, time, frequency), in float32, of log-mel (batch, frame, bin).

        The latent is the mode of the posterior, so the same sound has the same latent; frames are filled up to whole
        squares by repeating the last one.
        """
        missing = -log_mel.shape[1] % self._shape.downsampling
        image = log_mel[:, None].to(self.autoencoder.dtype)  # (batch, 1, frame, bin)
        filled = nn.functional.pad(image, (0, 0, 0, missing), mode="replicate")
        latents: Tensor = self.autoencoder.encode(filled).latent_dist.mode()
        return latents.float() * self._shape.scaling_factor

    def decode(self, latents: Tensor) -> Tensor:
        """Log-mel (batch, frame, bin) of scaled latents, in float32."""
        unscaled = (latents / self._shape.scaling_factor).to(self.autoencoder.dtype)
        image: Tensor = self.autoencoder.decode(unscaled).sample  # (batch, 1, frame, bin)
        return image[:, 0].float()
