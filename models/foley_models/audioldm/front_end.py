"""AudioLDM's front end: the log-mel spectrogram that its autoencoder and HiFi-GAN were trained on."""

from functools import cached_property

import torch
from torch import Tensor, nn

from foley_models.audio_spec import AudioSpec

LOG_FLOOR = 1e-5


class LogMelFrontEnd:
    """Natural logarithm of mel magnitudes: Hann window, centred frames, Slaney's filters up to half the rate."""

    def __init__(self, spec: AudioSpec) -> None:
        self._spec = spec

    def __call__(self, waveforms: Tensor) -> Tensor:
        """Log-mel (batch, sample / hop rounded up, bin) in float32 of waveforms (batch, sample)."""
        spec = self._spec
        filled = nn.functional.pad(waveforms.float(), (0, max(0, spec.window_samples - waveforms.shape[-1])))
        window = torch.hann_window(spec.window_samples, device=filled.device)
        spectrum = torch.stft(
            filled, spec.window_samples, spec.hop_samples, window=window, pad_mode="reflect", return_complex=True
        )
        frames = spec.frames_for(waveforms.shape[-1])
        magnitude = spectrum.abs().transpose(1, 2)[:, :frames]  # (batch, frame, frequency)
        return (magnitude @ self._filters.to(magnitude.device)).clamp_min(LOG_FLOOR).log()

    @cached_property
    def _filters(self) -> Tensor:
        from transformers.audio_utils import mel_filter_bank

        spec = self._spec
        bins = spec.window_samples // 2 + 1
        filters = mel_filter_bank(
            bins, spec.mel_bins, 0.0, spec.rate_hz / 2, spec.rate_hz, norm="slaney", mel_scale="slaney"
        )
        with torch.inference_mode(mode=False):  # whoever comes first, gradients may pass through them later
            return torch.from_numpy(filters).float()
