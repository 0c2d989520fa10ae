"""The audio tower of the embedded CLAP: a small residual convolutional network over log-mel spectrograms."""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from foley_models.audio_spec import AudioSpec
from foley_models.core.mel import LogMel


@dataclass(frozen=True)
class AudioTowerShape:
    """Sizes of the audio tower."""

    stem: int = 32
    channels: tuple[int, ...] = (48, 96, 192, 384)
    embedding_size: int = 512
    log_mel_mean: float = -5.0
    log_mel_std: float = 3.0


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions that halve time and frequency, beside a pooled shortcut."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels_in, channels_out, 3, stride=2, padding=1, bias=False)
        self.first_norm = nn.BatchNorm2d(channels_out)
        self.second = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.second_norm = nn.BatchNorm2d(channels_out)
        self.shortcut = nn.Conv2d(channels_in, channels_out, 1, bias=False)
        self.pool = nn.AvgPool2d(2, ceil_mode=True)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channel, time, frequency) to half of both, rounded up."""
        hidden = nn.functional.relu(self.first_norm(self.first(x)))
        hidden = self.second_norm(self.second(hidden))
        out: Tensor = nn.functional.relu(hidden + self.shortcut(self.pool(x)))
        return out


class AudioTower(nn.Module):
    """Waveform (`forward`) or log-mel (`embed_log_mel`) to the CLAP audio embedding."""

    def __init__(self, shape: AudioTowerShape, spec: AudioSpec, basis: Tensor | None = None) -> None:
        super().__init__()
        self.shape = shape
        self.log_mel = LogMel(spec, basis)
        self.stem = nn.Conv2d(1, shape.stem, 5, stride=2, padding=2, bias=False)
        self.stem_norm = nn.BatchNorm2d(shape.stem)
        widths = (shape.stem, *shape.channels)
        self.blocks = nn.ModuleList(ResidualBlock(a, b) for a, b in pairwise(widths))
        self.hidden = nn.Linear(2 * shape.channels[-1], shape.embedding_size)
        self.out = nn.Linear(shape.embedding_size, shape.embedding_size)

    def settled(self) -> "AudioTower":
        """Itself, made quicker for listening alone: norms folded into their convolutions, as oneDNN wants these."""
        for owner, name in ((self, "stem"), *((block, name) for block in self.blocks for name in ("first", "second"))):
            conv, norm = getattr(owner, name), getattr(owner, f"{name}_norm")
            setattr(owner, name, fuse_conv_bn_eval(conv, norm))
            setattr(owner, f"{name}_norm", nn.Identity())
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                module.weight.data = module.weight.data.contiguous(memory_format=torch.channels_last)
        return self

    def embed_log_mel(self, log_mel: Tensor) -> Tensor:
        """L2-normalised float32 embeddings (batch, 512) of log-mel (batch, frame, bin)."""
        x = (log_mel[:, None] - self.shape.log_mel_mean) / self.shape.log_mel_std
        x = x.to(self.stem.weight.dtype).contiguous(memory_format=torch.channels_last)
        x = nn.functional.relu(self.stem_norm(self.stem(x)))
        for block in self.blocks:
            x = block(x)
        over_frequency = x.mean(-1)
        pooled = torch.cat([over_frequency.mean(-1), over_frequency.amax(-1)], dim=1)
        embedding = self.out(nn.functional.gelu(self.hidden(pooled)))
        return nn.functional.normalize(embedding.float(), dim=-1)

    def forward(self, waveform: Tensor) -> Tensor:
        """L2-normalised float32 embeddings (batch, 512) of waveforms (batch, sample)."""
        return self.embed_log_mel(self.log_mel(waveform))
