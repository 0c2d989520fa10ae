"""Change of rate for scoring."""

import pytest
import torch

from foley_models.resample import resample


@pytest.mark.parametrize(("from_hz", "to_hz"), [(22050, 48000), (16000, 48000), (48000, 22050), (22050, 16000)])
def test_a_sine_keeps_its_pitch_and_level_at_another_rate(from_hz: int, to_hz: int) -> None:
    samples = from_hz // 2
    window = torch.hann_window(samples)  # nothing jumps at the ends, where the spectrum wraps around
    sine = (torch.sin(2 * torch.pi * 1000 * torch.arange(samples) / from_hz) * window)[None]
    changed = resample(sine, from_hz, to_hz)
    wide = torch.nn.functional.interpolate(window[None, None], size=to_hz // 2, mode="linear", align_corners=False)[0]
    expected = torch.sin(2 * torch.pi * 1000 * torch.arange(to_hz // 2) / to_hz) * wide
    assert changed.shape == expected.shape
    assert (changed - expected).abs().max().item() < 2e-3


def test_what_the_lower_rate_cannot_hold_is_left_out() -> None:
    high = torch.sin(2 * torch.pi * 15000 * torch.arange(48000) / 48000)[None]
    assert resample(high, 48000, 22050).abs().max().item() < 1e-2


def test_the_same_rate_changes_nothing() -> None:
    noise = torch.randn(2, 100, generator=torch.Generator().manual_seed(1))
    assert torch.equal(resample(noise, 22050, 22050), noise)


@pytest.mark.parametrize("samples", [1, 2, 147, 148, 5513, 22050])
def test_the_length_follows_the_rates_rounded_up(samples: int) -> None:
    assert resample(torch.zeros(3, samples), 22050, 48000).shape == (3, -(-samples * 48000 // 22050))
