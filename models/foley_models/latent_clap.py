"""The latent CLAP encoder (Karchkhadze et al., III.D): a PANN-10 network whose input is a latent, not a spectrogram.

Four blocks of two 3 x 3 convolutions with average pooling, mean plus maximum over time, two linear layers
(Kong et al., 2020, CNN10), here with narrower channels and an output in CLAP space.
"""

from dataclasses import dataclass
from itertools import pairwise

from torch import Tensor, nn


@dataclass(frozen=True)
class LatentClapShape:
    """Sizes of the latent CLAP encoder."""

    latent_channels: int = 8
    channels: tuple[int, ...] = (40, 80, 160, 320)
    embedding_size: int = 512


class PannBlock(nn.Module):
    """Two convolutions with batch norm, then 2 x 2 average pooling."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels_out)
        self.second = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels_out)
        self.pool = nn.AvgPool2d(2, ceil_mode=True)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channel, time, frequency) to half of both, rounded up."""
        x = nn.functional.relu(self.first_norm(self.first(x)))
        x = nn.functional.relu(self.second_norm(self.second(x)))
        out: Tensor = self.pool(x)
        return out


class LatentClap(nn.Module):
    """Clean latents to the CLAP audio embedding of the sound they decode to."""

    def __init__(self, shape: LatentClapShape) -> None:
        super().__init__()
        self.shape = shape
        self.enter_norm = nn.BatchNorm2d(shape.latent_channels)
        widths = (shape.latent_channels, *shape.channels)
        self.blocks = nn.ModuleList(PannBlock(a, b) for a, b in pairwise(widths))
        self.hidden = nn.Linear(shape.channels[-1], shape.embedding_size)
        self.out = nn.Linear(shape.embedding_size, shape.embedding_size)

    def forward(self, latents: Tensor) -> Tensor:
        """L2-normalised float32 embeddings (batch, 512) of latents (batch, channel, time, frequency)."""
        x = self.enter_norm(latents.to(self.out.weight.dtype))
        for block in self.blocks:
            x = block(x)
        over_frequency = x.mean(-1)
        pooled = over_frequency.mean(-1) + over_frequency.amax(-1)
        embedding = self.out(nn.functional.relu(self.hidden(pooled)))
        return nn.functional.normalize(embedding.float(), dim=-1)

    def embed_latents(self, latents: Tensor) -> Tensor:
        """The same under the name that the stack's interface gives it."""
        out: Tensor = self(latents)
        return out
