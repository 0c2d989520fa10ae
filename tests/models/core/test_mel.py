"""The log-mel front end and the inverse STFT."""

import math

import pytest
import torch

from foley_models.audio_spec import AudioSpec
from foley_models.core.mel import LOG_FLOOR, LogMel, inverse_stft, mel_basis, same_padding

SPEC = AudioSpec(rate_hz=22050, mel_bins=80, window_samples=1024, hop_samples=256)


def test_n_hops_of_sound_give_n_frames() -> None:
    front_end = LogMel(SPEC, mel_basis(SPEC))
    assert front_end(torch.randn(2, 40 * 256)).shape == (2, 40, 80)


def test_a_sound_shorter_than_a_window_is_padded_rather_than_refused() -> None:
    log_mel = LogMel(SPEC, mel_basis(SPEC))(torch.randn(1, 100))
    assert log_mel.shape[1] >= 1
    assert torch.isfinite(log_mel).all()


def test_silence_lies_at_the_floor() -> None:
    log_mel = LogMel(SPEC, mel_basis(SPEC))(torch.zeros(1, 4096))
    assert torch.allclose(log_mel, torch.full_like(log_mel, math.log(LOG_FLOOR)))


def test_a_tone_is_loudest_in_the_bin_that_covers_it() -> None:
    times = torch.arange(22050) / 22050
    log_mel = LogMel(SPEC, mel_basis(SPEC))(torch.sin(2 * math.pi * 1000 * times)[None])
    centres = mel_basis(SPEC).argmax(0) * 22050 / 1024
    assert abs(float(centres[log_mel[0].mean(0).argmax()]) - 1000) < 60


def test_ten_times_the_amplitude_is_the_logarithm_of_ten_more() -> None:
    front_end, noise = LogMel(SPEC, mel_basis(SPEC)), torch.randn(1, 8192)
    assert torch.allclose(front_end(10 * noise), front_end(noise) + math.log(10), atol=1e-4)


@pytest.mark.parametrize(("window", "hop"), [(1024, 256), (512, 128)])
def test_the_inverse_stft_gives_back_what_the_stft_took(window: int, hop: int) -> None:
    wave = torch.randn(2, 32 * hop)
    pad = same_padding(window, hop)
    padded = torch.nn.functional.pad(wave[:, None], (pad, pad), mode="reflect")[:, 0]
    spectrum = torch.stft(padded, window, hop, window=torch.hann_window(window), center=False, return_complex=True)
    made = inverse_stft(spectrum, window, hop)
    assert made.shape == wave.shape
    assert torch.allclose(made, wave, atol=1e-4)
