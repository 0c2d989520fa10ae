"""Magnitudes between what a log-mel says and what a draft has."""

import torch

from foley_models.audio_spec import AudioSpec
from foley_models.core.magnitudes import BandMagnitudes
from foley_models.core.mel import LogMel, mel_basis, stft

SPEC = AudioSpec(rate_hz=22050, mel_bins=80, window_samples=1024, hop_samples=256)
BASIS = mel_basis(SPEC)
MAGNITUDES = BandMagnitudes(BASIS)


def voice() -> torch.Tensor:
    """One second with partials every 200 Hz, as of a voice."""
    time_s = torch.arange(86 * 256) / SPEC.rate_hz
    partials = [torch.sin(2 * torch.pi * 200 * number * time_s) / number for number in range(1, 40)]
    return torch.stack(partials).sum(0)[None] * 0.1


def loudness(magnitude: torch.Tensor) -> torch.Tensor:
    return (magnitude.transpose(1, 2) @ BASIS).clamp_min(1e-4).log()


def test_a_draft_s_bands_become_as_loud_as_the_log_mel_says() -> None:
    real = stft(voice(), 1024, 256).abs()
    tilt = torch.linspace(0.3, 2.0, real.shape[1])[None, :, None]
    wrong, right = real * tilt, loudness(real)
    before = (loudness(wrong) - right).abs().mean()
    after = (loudness(MAGNITUDES.fine(right, wrong)) - right).abs().mean()
    assert after < before / 5


def test_partials_stay_that_the_log_mel_alone_cannot_have() -> None:
    real = stft(voice(), 1024, 256).abs()
    log_mel = LogMel(SPEC, BASIS)(voice())
    half = real * 0.5  # a draft that is too quiet
    between, smooth = MAGNITUDES.between(log_mel, half), MAGNITUDES.smooth(log_mel)

    def errors(found: torch.Tensor) -> torch.Tensor:
        upper = slice(93, 372)  # 2 to 8 kHz, where a band holds several partials
        return (found[:, upper].log() - real[:, upper].clamp_min(1e-5).log()).abs().mean()

    assert errors(between) < 0.7 * errors(smooth)


def test_a_draft_of_nothing_is_raised_no_further_than_its_bound_and_is_finite() -> None:
    log_mel = torch.zeros(1, 8, 80)
    between = MAGNITUDES.between(log_mel, torch.zeros(1, 513, 8))
    assert torch.isfinite(between).all()
    assert (between <= MAGNITUDES.smooth(log_mel)).all()
