"""Change of rate by cutting or widening the spectrum: exact for band-limited sound, in torch alone.

On CUDA torchaudio does it where it is installed. For scoring, where the encoder hears another rate than the pack makes.
What is delivered is never resampled here.
"""

import math

import torch
from torch import Tensor

from foley_models.optional import torchaudio_paths


def resample(waveforms: Tensor, from_hz: int, to_hz: int) -> Tensor:
    """Waveforms (batch, ceil(sample * to_hz / from_hz)) of float32 waveforms (batch, sample) at `from_hz`."""
    if from_hz == to_hz:
        return waveforms
    if torchaudio_paths.pays(waveforms):
        return torchaudio_paths.resampled(waveforms, from_hz, to_hz)
    samples = waveforms.shape[-1]
    unit = from_hz // math.gcd(from_hz, to_hz)
    # To a whole number of units, so that the ratio of the lengths is the ratio of the rates.
    padded = torch.nn.functional.pad(waveforms, (0, -samples % unit))
    length = padded.shape[-1] * to_hz // from_hz
    spectrum = torch.fft.rfft(padded)
    # The bin at half of the lower rate has no phase of its own at that rate: it is left out.
    kept = min(padded.shape[-1], length)
    changed: Tensor = torch.fft.irfft(spectrum[..., : (kept + 1) // 2], n=length)
    return changed[..., : -(-samples * to_hz // from_hz)].mul(length / padded.shape[-1])
