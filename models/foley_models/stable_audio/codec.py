"""Stable Audio's codec: an autoencoder from the waveform itself, behind the interfaces of a codec and a vocoder.

There is no spectrogram between them. What stands in its place are the samples of each latent frame on the way in, and
the latent frame itself on the way out.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

DECODED_MARGIN = 16  # latent frames: more than the decoder hears to either side


class Patches:
    """The front end: a waveform cut into the samples of each latent frame."""

    def __init__(self, hop_samples: int) -> None:
        self._hop_samples = hop_samples

    def __call__(self, waveforms: Tensor) -> Tensor:
        """Samples (batch, frame, sample of the frame) in float32, the last frame filled up with silence.

        Of waveforms (batch, channel, sample) they are (batch, frame, channel, sample of the frame).
        """
        missing = -waveforms.shape[-1] % self._hop_samples
        filled = nn.functional.pad(waveforms.float(), (0, missing))
        frames = filled.reshape(*filled.shape[:-1], -1, self._hop_samples)
        return frames if frames.ndim == 3 else frames.transpose(1, 2)


def joined(samples: Tensor, channels: int) -> Tensor:
    """Waveforms (batch, channel, sample) of what `Patches` gives; those of one channel are the same in all.

    An autoencoder of one channel gets the mean of several.
    """
    if samples.ndim == 3:
        return samples.flatten(1)[:, None].expand(-1, channels, -1)
    waveforms = samples.transpose(1, 2).flatten(2)
    return waveforms if waveforms.shape[1] == channels else waveforms.mean(1, keepdim=True).expand(-1, channels, -1)


def one_by_one(encode: Callable[[Tensor], Tensor], waveforms: Tensor) -> Tensor:
    """Latents of waveforms (batch, channel, sample), each encoded alone: of few seconds it takes some GB of memory."""
    return torch.cat([encode(one) for one in torch.split(waveforms, 1)])


class WaveformCodec:
    """Samples to latents; of a latent, the frames that the vocoder makes sound of."""

    def __init__(self, autoencoder: Any, *, latent_channels: int, frames: int, channels: int) -> None:
        """`frames` are those of the one stretch that the denoiser was trained on, which it makes of every length."""
        self.autoencoder = autoencoder
        self._latent_channels, self._frames, self._channels = latent_channels, frames, channels

    def latent_shape(self, frames: int) -> tuple[int, int, int]:
        """(channel, time, 1): always the whole stretch, since the denoiser is told how much of it is to sound."""
        return self._latent_channels, max(frames, self._frames), 1

    def encode(self, log_mel: Tensor) -> Tensor:
        """Latents (batch, channel, time, 1) in float32 of samples (batch, frame, sample), the same in all channels.

        Samples may also be (batch, frame, channel, sample).
        """
        waveforms = joined(log_mel, self._channels).to(self.autoencoder.dtype)
        latents = one_by_one(lambda one: self.autoencoder.encode(one).latent_dist.mode(), waveforms)
        return latents.float()[..., None]

    def decode(self, latents: Tensor) -> Tensor:
        """Latent frames (batch, frame, channel) of latents, in float32."""
        return latents[..., 0].transpose(1, 2).float()


class WaveformVocoder:
    """Latent frames to sound."""

    def __init__(self, autoencoder: Any) -> None:
        self.autoencoder = autoencoder

    def synthesize(self, log_mel: Tensor) -> Tensor:
        """Waveforms (batch, channel, frame * hop) in float32 of latent frames (batch, frame, channel)."""
        frames = log_mel.transpose(1, 2).to(self.autoencoder.dtype)
        waveforms: Tensor = self.autoencoder.decode(frames).sample
        return waveforms.float() if waveforms.shape[1] > 1 else waveforms[:, 0].float()
