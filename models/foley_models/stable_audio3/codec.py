"""Stable Audio 3's codec: an autoencoder of transformers from the waveform itself, a piece at a time.

Each layer looks one window of latent frames to either side, so a piece with enough around it comes out as it would in
the whole, and memory grows with the piece and not with the square of the length.
"""

from typing import Any

import torch
from torch import Tensor

from foley_models.stable_audio.codec import joined, one_by_one

PIECE_FRAMES = 64  # latent frames of one piece without what is around it: six seconds


class SameCodec:
    """Samples to latents; of a latent, the frames that the vocoder makes sound of."""

    def __init__(self, autoencoder: Any, *, latent_channels: int, channels: int) -> None:
        self.autoencoder = autoencoder
        self._latent_channels, self._channels = latent_channels, channels

    def latent_shape(self, frames: int) -> tuple[int, int, int]:
        """(channel, time, 1)."""
        return self._latent_channels, frames, 1

    def encode(self, log_mel: Tensor) -> Tensor:
        """Latents (batch, channel, time, 1) in float32 of samples (batch, frame, sample), the same in all channels.

        Samples may also be (batch, frame, channel, sample).
        """
        waveforms = joined(log_mel, self._channels).to(self.autoencoder.dtype)
        latents = one_by_one(lambda one: self.autoencoder.encode(one).latents, waveforms)
        return latents.float()[..., None]

    def decode(self, latents: Tensor) -> Tensor:
        """Latent frames (batch, frame, channel) of latents, in float32."""
        return latents[..., 0].transpose(1, 2).float()


class SameVocoder:
    """Latent frames to sound."""

    def __init__(self, autoencoder: Any, *, heard_frames: int, hop_samples: int) -> None:
        self.autoencoder = autoencoder
        self._heard, self._hop = heard_frames, hop_samples

    def synthesize(self, log_mel: Tensor) -> Tensor:
        """Waveforms (batch, channel, frame * hop) in float32 of latent frames (batch, frame, channel)."""
        frames = log_mel.transpose(1, 2).to(self.autoencoder.dtype)
        starts = range(0, frames.shape[-1], PIECE_FRAMES)
        waveforms = torch.cat([self._piece(frames, start) for start in starts], dim=-1)
        return waveforms if waveforms.shape[1] > 1 else waveforms[:, 0]

    def _piece(self, frames: Tensor, start: int) -> Tensor:
        first, stop = max(0, start - self._heard), min(frames.shape[-1], start + PIECE_FRAMES)
        made = self.autoencoder.decode(frames[..., first : stop + self._heard]).sample
        piece: Tensor = made[..., (start - first) * self._hop : (stop - first) * self._hop]
        return piece.float()
