"""The latent CLAP encoder (Karchkhadze et al., III.D): a PANN-10 network whose input is a latent, not a spectrogram.

Four blocks of two 3 x 3 convolutions with average pooling, mean plus maximum over time, two linear layers
(Kong et al., 2020, CNN10), here with narrower channels and an output in CLAP space. Latents that a codec makes of the
waveform itself have no axis of frequency, and no channel of theirs lies beside another: there both convolutions and
pooling go over time alone, and are wider.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import torch
from torch import Tensor, nn

from foley_models.errors import PackError
from foley_models.limits import EMBEDDING_SIZE
from foley_models.part_loader import PartLoader
from foley_models.shapes import read_shape
from foley_models.sizes import contradicts

PART = "latent_clap"


@dataclass(frozen=True)
class LatentClapShape:
    """Sizes of the latent CLAP encoder; `kernel` and `pool` are (time, frequency)."""

    latent_channels: int = 8
    channels: tuple[int, ...] = (40, 80, 160, 320)
    embedding_size: int = 512

    kernel: ClassVar[tuple[int, int]] = (3, 3)
    pool: ClassVar[tuple[int, int]] = (2, 2)


@dataclass(frozen=True)
class FrameClapShape(LatentClapShape):
    """The same for latents without frequency, (batch, channel, time, 1)."""

    latent_channels: int = 64
    channels: tuple[int, ...] = (128, 256, 384, 512)

    kernel: ClassVar[tuple[int, int]] = (3, 1)
    pool: ClassVar[tuple[int, int]] = (2, 1)


class PannBlock(nn.Module):
    """Two convolutions with batch norm, then average pooling."""

    def __init__(self, channels_in: int, channels_out: int, *, kernel: tuple[int, int], pool: tuple[int, int]) -> None:
        super().__init__()
        around = (kernel[0] // 2, kernel[1] // 2)
        self.first = nn.Conv2d(channels_in, channels_out, kernel, padding=around, bias=False)
        self.first_norm = nn.BatchNorm2d(channels_out)
        self.second = nn.Conv2d(channels_out, channels_out, kernel, padding=around, bias=False)
        self.second_norm = nn.BatchNorm2d(channels_out)
        self.pool = nn.AvgPool2d(pool, ceil_mode=True)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channel, time, frequency) to one of each pool, rounded up."""
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
        self.blocks = nn.ModuleList(PannBlock(a, b, kernel=shape.kernel, pool=shape.pool) for a, b in pairwise(widths))
        self.hidden = nn.Linear(shape.channels[-1], shape.embedding_size)
        self.out = nn.Linear(shape.embedding_size, shape.embedding_size)

    def forward(self, latents: Tensor) -> Tensor:
        """L2-normalised float32 embeddings (batch, 512) of latents (batch, channel, time, frequency)."""
        dtype = self.out.weight.dtype
        x = latents.to(dtype)
        if dtype == torch.bfloat16:  # whose convolutions oneDNN reads channel by channel far more slowly
            x = x.contiguous(memory_format=torch.channels_last)
        x = self.enter_norm(x)
        for block in self.blocks:
            x = block(x)
        over_frequency = x.mean(-1)
        pooled = over_frequency.mean(-1) + over_frequency.amax(-1)
        embedding = self.out(nn.functional.relu(self.hidden(pooled)))
        return nn.functional.normalize(embedding.float(), dim=-1)

    @classmethod
    def norms(cls, shape: LatentClapShape) -> list[str]:
        """Names of the submodules that stay in float32 whatever the rest computes in."""
        blocks = range(len(shape.channels))
        return ["enter_norm", *(f"blocks.{block}.{norm}" for block in blocks for norm in ("first_norm", "second_norm"))]

    def embed_latents(self, latents: Tensor) -> Tensor:
        """The same under the name that the stack's interface gives it."""
        out: Tensor = self(latents)
        return out


def read_latent_clap_shape(
    shapes: Mapping[str, Mapping[str, object]], latent_channels: int, kind: type[LatentClapShape] = LatentClapShape
) -> LatentClapShape | None:
    """The sizes in a card's shapes, None where the pack has no encoder. PackError where they are wrong or do not fit.

    `latent_channels` are those of the pack's codec.
    """
    if PART not in shapes:
        return None
    shape = read_shape(kind, shapes[PART], f"shapes.{PART}")
    if shape.latent_channels < 1 or not shape.channels or min(shape.channels) < 1:
        contradicts(f"latent_clap has {shape.latent_channels} latent channels and the channels {list(shape.channels)}")
    if shape.embedding_size != EMBEDDING_SIZE:
        contradicts(f"latent_clap.embedding_size is {shape.embedding_size}, CLAP's is {EMBEDDING_SIZE}")
    if shape.latent_channels != latent_channels:
        contradicts(f"the codec has {latent_channels} latent channels, latent_clap {shape.latent_channels}")
    return shape


def load_latent_clap(load: PartLoader, shape: LatentClapShape | None) -> LatentClap | None:
    """The encoder of a pack, in float32, for scores that can be compared; None where it has none.

    PackError where its weights do not fit, or have no sizes.
    """
    if shape is not None:
        return load.filled(PART, lambda: LatentClap(shape), torch.float32)
    if PART in load.tensors:
        raise PackError(f"The pack's card gives no sizes for its part {PART!r}: install the pack again.")
    return None
