"""How far a waveform is from the one it should be, by its spectrograms, for every example of a batch."""

import torch
from torch import Tensor

from foley_models.core.mel import magnitude_spectrogram
from foley_models.parts import FrontEnd

RESOLUTIONS = ((2048, 512), (1024, 256), (512, 128), (256, 64))  # (window, hop) in samples


def spectral_errors(made: Tensor, real: Tensor) -> Tensor:
    """Mean over resolutions of spectral convergence and log-magnitude distance (batch,) (Yamamoto et al., 2020)."""
    total = torch.zeros(len(made), device=made.device)
    for window, hop in RESOLUTIONS:
        a, b = magnitude_spectrogram(made, window, hop), magnitude_spectrogram(real, window, hop)
        convergence = (a - b).norm(dim=(1, 2)) / b.norm(dim=(1, 2)).clamp_min(1.0)
        distance = (a.clamp_min(1e-3).log() - b.clamp_min(1e-3).log()).abs().mean(dim=(1, 2))
        total = total + convergence + distance
    return total / len(RESOLUTIONS)


def log_mel_errors(made: Tensor, real: Tensor, front_end: FrontEnd) -> Tensor:
    """Mean absolute distance of log-mel spectrograms (batch,) of waveforms (batch, sample)."""
    return (front_end(made) - front_end(real)).abs().mean(dim=(1, 2))
