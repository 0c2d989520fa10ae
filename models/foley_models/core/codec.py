"""The codec of the embedded pack: a linear one, principal components of small mel patches.

Each patch of 4 frames by 4 mel bins becomes 8 numbers, with components of its own for every row of patches, since low
and high bins vary differently. Linear means cheap, exact to invert up to what was dropped, and nothing to go wrong
far from the training sounds.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class CodecShape:
    """Sizes of the codec."""

    mel_bins: int = 80
    patch_frames: int = 4
    patch_bins: int = 4
    channels: int = 8

    @property
    def rows(self) -> int:
        """Patches over frequency."""
        return self.mel_bins // self.patch_bins

    @property
    def patch_size(self) -> int:
        """Numbers in a patch."""
        return self.patch_frames * self.patch_bins


class PatchCodec(nn.Module):
    """Log-mel (batch, frame, bin) to latents (batch, channel, time, frequency) and back.

    `analysis` (row, channel, patch) and `synthesis` (row, patch, channel) hold components with their scales, `mean`
    (row, patch) the average patch.
    """

    analysis: Tensor
    synthesis: Tensor
    mean: Tensor

    def __init__(self, shape: CodecShape) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("analysis", torch.zeros(shape.rows, shape.channels, shape.patch_size))
        self.register_buffer("synthesis", torch.zeros(shape.rows, shape.patch_size, shape.channels))
        self.register_buffer("mean", torch.zeros(shape.rows, shape.patch_size))

    def latent_shape(self, frames: int) -> tuple[int, int, int]:
        """(channel, time, frequency) of the latent that covers `frames` mel frames, rounded up."""
        return self.shape.channels, -(-frames // self.shape.patch_frames), self.shape.rows

    def patches(self, log_mel: Tensor) -> Tensor:
        """Patches (batch, time, row, patch) of log-mel (batch, frame, bin); the last frame is repeated to fill one."""
        batch, frames, _ = log_mel.shape
        missing = -frames % self.shape.patch_frames
        filled = torch.cat([log_mel, log_mel[:, -1:].expand(-1, missing, -1)], dim=1) if missing else log_mel
        # (batch, time, patch frame, row, patch bin) -> (batch, time, row, patch frame, patch bin)
        grid = filled.reshape(batch, -1, self.shape.patch_frames, self.shape.rows, self.shape.patch_bins)
        return grid.transpose(2, 3).reshape(batch, -1, self.shape.rows, self.shape.patch_size)

    def encode(self, log_mel: Tensor) -> Tensor:
        """Scaled latents (batch, channel, time, frequency) in float32."""
        centred = self.patches(log_mel.float()) - self.mean.float()
        return torch.einsum("btrp,rcp->bctr", centred, self.analysis.float())

    def decode(self, latents: Tensor) -> Tensor:
        """Log-mel (batch, frame, bin) in float32 of scaled latents."""
        return self.joined(torch.einsum("bctr,rpc->btrp", latents.float(), self.synthesis.float()) + self.mean.float())

    def joined(self, patches: Tensor) -> Tensor:
        """The log-mel (batch, frame, bin) that patches (batch, time, row, patch) make up."""
        batch, time, rows, _ = patches.shape
        grid = patches.reshape(batch, time, rows, self.shape.patch_frames, self.shape.patch_bins).transpose(2, 3)
        return grid.reshape(batch, time * self.shape.patch_frames, self.shape.mel_bins)

    @torch.no_grad()
    def fit(self, log_mel: Tensor, *, flatness: float = 0.5) -> float:
        """Fits components to log-mel (batch, frame, bin) and returns the share of variance kept.

        A component of standard deviation s is scaled to s ** (1 - flatness): 0 leaves the spectrum of components as it
        is, 1 makes all equal. In between, noise hides fine detail first and coarse shape last, so that sampling goes
        from coarse to fine; then all are scaled so that a latent's mean square is 1.
        """
        patches = self.patches(log_mel).double().flatten(0, 1)  # (patch count, row, patch)
        mean = patches.mean(0)
        centred = patches - mean
        covariance = torch.einsum("nrp,nrq->rpq", centred, centred) / len(centred)
        values, vectors = torch.linalg.eigh(covariance)  # ascending
        kept = values.flip(-1)[:, : self.shape.channels].clamp_min(1e-8)  # (row, channel)
        components = vectors.flip(-1)[:, :, : self.shape.channels].transpose(1, 2)  # (row, channel, patch)
        components = components * torch.where(components.sum(-1, keepdim=True) < 0, -1.0, 1.0)
        scale = kept.sqrt() ** -flatness
        scale = scale / (scale.square() * kept).mean().sqrt()
        self.mean.copy_(mean)
        self.analysis.copy_(components * scale[..., None])
        self.synthesis.copy_((components / scale[..., None]).transpose(1, 2))
        return float(kept.sum() / values.sum())
