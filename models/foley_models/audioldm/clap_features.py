"""The log-mel spectrogram that CLAP's audio tower listens to: the numbers of LAION's networks.

They are those of transformers' ClapFeatureExtractor without fusion, with one correction: LAION's filters begin at 50 Hz
where the extractor's default is 0, which shifts the lowest bins by 1.5 dB. Computed with torch rather than by the
extractor, which is numpy, float64 and one clip at a time.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foley_models.errors import RequestError
from foley_models.optional import torchaudio_paths

WEAKEST_POWER = 1e-10


@dataclass(frozen=True)
class ClapAudio:
    """Numbers of the spectrogram; CLAP was trained on clips of ten seconds."""

    rate_hz: int = 48_000
    clip_samples: int = 480_000
    window_samples: int = 1024
    hop_samples: int = 480
    lowest_hz: float = 50.0
    highest_hz: float = 14_000.0


def mel_filters(audio: ClapAudio, mel_bins: int) -> Tensor:
    """Slaney's filters, float32 (frequency, mel bin)."""
    from transformers.audio_utils import mel_filter_bank

    filters = mel_filter_bank(
        num_frequency_bins=audio.window_samples // 2 + 1,
        num_mel_filters=mel_bins,
        min_frequency=audio.lowest_hz,
        max_frequency=audio.highest_hz,
        sampling_rate=audio.rate_hz,
        norm="slaney",
        mel_scale="slaney",
    )
    return torch.from_numpy(filters).float()


def clap_features(waveforms: Tensor, filters: Tensor, audio: ClapAudio) -> Tensor:
    """Decibels (batch, 1, frame, mel bin) of waveforms (batch, sample) at `audio.rate_hz`, float32 on their device.

    A shorter clip is repeated as often as it fits wholly and then followed by silence, as in CLAP's training.
    RequestError for one without samples, or longer than `audio.clip_samples`.
    """
    filled = filled_clips(waveforms.float(), audio)
    if torchaudio_paths.pays(filled):
        return _decibels(torchaudio_mel(filled, filters.shape[-1], audio))
    window = torch.hann_window(audio.window_samples, device=filled.device)
    spectrum = torch.stft(
        filled, audio.window_samples, audio.hop_samples, window=window, pad_mode="reflect", return_complex=True
    )
    power = spectrum.abs().square().transpose(1, 2)  # (batch, frame, frequency)
    return _decibels(power @ filters.to(power.device))


def torchaudio_mel(filled: Tensor, bins: int, audio: ClapAudio) -> Tensor:
    """The same power (batch, frame, mel bin) by torchaudio."""
    return torchaudio_paths.mel_power(
        filled,
        audio.rate_hz,
        window_samples=audio.window_samples,
        hop_samples=audio.hop_samples,
        band_hz=(audio.lowest_hz, audio.highest_hz),
        bins=bins,
    )


def _decibels(mel: Tensor) -> Tensor:
    return 10.0 * mel.clamp(min=WEAKEST_POWER).log10()[:, None]


def filled_clips(waveforms: Tensor, audio: ClapAudio) -> Tensor:
    """Waveforms (batch, sample) brought to the length of a clip. RequestError likewise."""
    samples = waveforms.shape[-1]
    if not 1 <= samples <= audio.clip_samples:
        raise RequestError(f"a clip has {samples} samples: CLAP takes 1 to {audio.clip_samples}, at {audio.rate_hz} Hz")
    repeated = waveforms.repeat(1, audio.clip_samples // samples)
    return nn.functional.pad(repeated, (0, audio.clip_samples - repeated.shape[-1]))
