"""The ears' front end against what it is by definition."""

import numpy as np
import pytest
import torch

from foley_models.evaluation.mel_patches import hann, log_mel, mel_filters, padded


def test_a_tone_gives_the_logarithm_of_its_weighted_spectrum() -> None:
    time = np.arange(16_000) / 16_000
    tone = 0.3 * np.sin(2 * np.pi * 1000.0 * time)
    spectrum = log_mel(torch.from_numpy(tone).float(), window=hann(), filters=mel_filters(), offset=0.01)
    assert spectrum.shape == (98, 64)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    frame = tone[160 * 7 : 160 * 7 + 400] * window
    bins = np.array([np.abs((frame * np.exp(-2j * np.pi * k * np.arange(400) / 512)).sum()) for k in range(257)])
    np.testing.assert_allclose(spectrum[7].numpy(), np.log(bins @ mel_filters().numpy() + 0.01), atol=1e-3)


def test_the_loudest_band_of_a_tone_is_the_one_whose_centre_is_nearest() -> None:
    edges = np.linspace(1127 * np.log1p(125 / 700), 1127 * np.log1p(7500 / 700), 66)
    centres = 700 * (np.exp(edges[1:-1] / 1127) - 1)
    for tone_hz in (500.0, 1000.0, 3000.0):
        tone = torch.sin(2 * torch.pi * tone_hz * torch.arange(400) / 16_000)
        spectrum = log_mel(tone, window=hann(), filters=mel_filters(), offset=0.01)[0]
        assert abs(int(spectrum.argmax()) - int(np.abs(centres - tone_hz).argmin())) <= 1


def test_the_filters_rise_and_fall_linearly_on_the_mel_axis_and_leave_zero_hertz_out() -> None:
    filters = mel_filters()
    assert filters.shape == (257, 64)
    assert float(filters[0].abs().sum()) == 0.0
    assert float(filters.max()) <= 1.0
    # between the lowest and the highest centre, neighbouring triangles add up to 1
    inside = [k for k in range(257) if 160 < k * 31.25 < 7200]
    np.testing.assert_allclose(filters[inside].sum(1).numpy(), 1.0, atol=1e-5)


def test_silence_gives_the_logarithm_of_the_offset() -> None:
    spectrum = log_mel(torch.zeros(400), window=hann(), filters=mel_filters(), offset=0.001)
    assert spectrum.numpy() == pytest.approx(np.log(0.001))


def test_padding_only_adds_what_is_missing() -> None:
    assert padded(torch.ones(3), 5).tolist() == [1, 1, 1, 0, 0]
    assert padded(torch.ones(6), 5).tolist() == [1] * 6
