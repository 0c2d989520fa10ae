"""The front end that the ears trained on AudioSet share: 25 ms windows every 10 ms at 16 kHz, 64 mel bins, log."""

import math

import torch
from torch import Tensor

RATE_HZ = 16_000
WINDOW_SAMPLES, HOP_SAMPLES, FFT_SAMPLES = 400, 160, 512
MEL_BINS, LOWEST_HZ, HIGHEST_HZ = 64, 125.0, 7500.0
PATCH_FRAMES = 96  # 0.96 s


def hann() -> Tensor:
    """The periodic Hann window (sample,)."""
    return torch.hann_window(WINDOW_SAMPLES, periodic=True)


def mel_filters() -> Tensor:
    """Filters (frequency bin, mel bin): triangles on the mel axis m = 1127 ln(1 + f / 700), height 1, not at 0 Hz."""
    frequencies = torch.linspace(0.0, RATE_HZ / 2, FFT_SAMPLES // 2 + 1, dtype=torch.float64)
    mels = 1127.0 * torch.log1p(frequencies / 700.0)
    low, high = (1127.0 * math.log1p(edge / 700.0) for edge in (LOWEST_HZ, HIGHEST_HZ))
    edges = torch.linspace(low, high, MEL_BINS + 2, dtype=torch.float64)
    rising = (mels[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - mels[:, None]) / (edges[2:] - edges[1:-1])
    filters = torch.minimum(rising, falling).clamp_min(0.0)
    filters[0] = 0.0
    return filters.float()


def log_mel(samples: Tensor, *, window: Tensor, filters: Tensor, offset: float) -> Tensor:
    """log(mel magnitude + offset) (..., frame, mel bin) of samples (..., sample); only whole windows give a frame."""
    frames = samples.unfold(-1, WINDOW_SAMPLES, HOP_SAMPLES) * window
    magnitude = torch.fft.rfft(frames, FFT_SAMPLES).abs()
    return torch.log(magnitude @ filters + offset)


def padded(samples: Tensor, shortest: int) -> Tensor:
    """Samples (sample,) with silence behind them up to `shortest`."""
    return torch.nn.functional.pad(samples, (0, max(0, shortest - samples.shape[-1])))
