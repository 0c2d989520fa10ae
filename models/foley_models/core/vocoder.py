"""The vocoder of the embedded pack: it works at frame rate and ends in an inverse STFT (after Vocos, Siuzdak 2023).

A convolutional network predicts log-magnitude and phase of each frame. A few channels of fixed noise come in beside
the spectrogram, since most Foley is noise, and noise needs phases that no spectrogram determines.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foley_models.audio_spec import AudioSpec
from foley_models.core.mel import inverse_stft

MAX_LOG_MAGNITUDE = 7.0  # a full-scale sine under a Hann window of 1024 samples reaches log(256) = 5.5


@dataclass(frozen=True)
class VocoderShape:
    """Sizes of the vocoder."""

    width: int = 320
    hidden: int = 896
    layers: int = 6
    kernel: int = 7
    noise_channels: int = 8
    log_mel_mean: float = -6.0
    log_mel_std: float = 2.7


class ConvNeXtBlock(nn.Module):
    """Depthwise convolution over time, then a two-layer perceptron a frame, added to the input."""

    def __init__(self, shape: VocoderShape) -> None:
        super().__init__()
        self.depthwise = nn.Conv1d(
            shape.width, shape.width, shape.kernel, padding=shape.kernel // 2, groups=shape.width
        )
        self.norm = nn.LayerNorm(shape.width)
        self.widen = nn.Linear(shape.width, shape.hidden)
        self.narrow = nn.Linear(shape.hidden, shape.width)
        self.gain = nn.Parameter(torch.full((shape.width,), 1.0 / shape.layers))

    def forward(self, x: Tensor) -> Tensor:
        """(batch, channel, frame) to the same shape."""
        hidden = self.norm(self.depthwise(x).transpose(1, 2))
        hidden = self.gain * self.narrow(nn.functional.gelu(self.widen(hidden)))
        out: Tensor = x + hidden.transpose(1, 2)
        return out


class FrameVocoder(nn.Module):
    """Log-mel (batch, frame, bin) to waveform (batch, frame * hop)."""

    def __init__(self, shape: VocoderShape, spec: AudioSpec) -> None:
        super().__init__()
        self.shape = shape
        self.spec = spec
        self.enter = nn.Conv1d(
            spec.mel_bins + shape.noise_channels, shape.width, shape.kernel, padding=shape.kernel // 2
        )
        self.enter_norm = nn.LayerNorm(shape.width)
        self.blocks = nn.ModuleList(ConvNeXtBlock(shape) for _ in range(shape.layers))
        self.leave_norm = nn.LayerNorm(shape.width)
        self.leave = nn.Linear(shape.width, 2 * (spec.window_samples // 2 + 1))

    def forward(self, log_mel: Tensor, noise: Tensor) -> Tensor:
        """Waveform in float32; `noise` is (batch, noise channel, frame) of unit variance."""
        mel = (log_mel.transpose(1, 2) - self.shape.log_mel_mean) / self.shape.log_mel_std
        x = self.enter(torch.cat([mel, noise], dim=1).to(self.enter.weight.dtype))
        x = self.enter_norm(x.transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        log_magnitude, phase = self.leave(self.leave_norm(x.transpose(1, 2))).float().transpose(1, 2).chunk(2, dim=1)
        magnitude = log_magnitude.clamp(max=MAX_LOG_MAGNITUDE).exp()
        # what torch.polar gives, in a third of its time
        spectrum = torch.complex(magnitude * phase.cos(), magnitude * phase.sin())
        return inverse_stft(spectrum, self.spec.window_samples, self.spec.hop_samples)

    def synthesize(self, log_mel: Tensor) -> Tensor:
        """Waveform (batch, frame * hop) with noise that is the same for every call and every row."""
        generator = torch.Generator().manual_seed(0)
        noise = torch.randn(1, self.shape.noise_channels, log_mel.shape[1], generator=generator)
        waveform: Tensor = self(log_mel, noise.to(log_mel.device).expand(len(log_mel), -1, -1))
        return waveform
