"""The cut of waveforms and the check that they are sound."""

import math

import pytest
import torch
from torch import Tensor

from foley_models.errors import PackError
from foley_models.finishing import cut, is_sound

RATE_HZ = 22050


def _sine(samples: int, peak: float = 0.5) -> Tensor:
    return (peak * torch.sin(torch.arange(samples) * 2 * torch.pi * 441 / RATE_HZ))[None]


@pytest.mark.parametrize("samples", [round(0.25 * RATE_HZ), RATE_HZ, 88199])
def test_the_cut_is_exact_to_the_sample(samples: int) -> None:
    assert cut(_sine(100_000), samples, RATE_HZ).shape == (1, samples)


def test_only_the_last_five_milliseconds_are_faded_and_end_in_nothing() -> None:
    sound = _sine(RATE_HZ)
    ended = cut(sound, 20_000, RATE_HZ)
    fade = round(0.005 * RATE_HZ)
    assert torch.equal(ended[:, :-fade], sound[:, : 20_000 - fade])
    assert ended[0, -1].item() == pytest.approx(0, abs=1e-7)
    assert (ended[:, -fade:].abs() <= sound[:, 20_000 - fade : 20_000].abs()).all()


def test_what_is_too_loud_is_turned_down_to_the_peak_and_the_rest_is_left_alone() -> None:
    both = torch.cat([_sine(RATE_HZ, peak=3.0), _sine(RATE_HZ, peak=0.1)])
    ended = cut(both, 20_000, RATE_HZ)
    assert ended[0].abs().max().item() == pytest.approx(0.98, abs=1e-6)
    assert ended[1].abs().max().item() == pytest.approx(0.1, abs=1e-3)


def test_too_short_a_sound_is_refused_not_filled_up() -> None:
    with pytest.raises(PackError, match="made 100 samples where 101 were due"):
        cut(_sine(100), 101, RATE_HZ)


def test_silence_and_numbers_that_are_not_finite_are_not_sound() -> None:
    sounds = _sine(1000).repeat(6, 1)
    sounds[1] = 0
    sounds[2] *= 0.0019  # peak 0.00095
    sounds[3] *= 0.0021  # peak 0.00105
    sounds[4, 17] = math.nan
    sounds[5, 17] = math.inf
    assert is_sound(sounds).tolist() == [True, False, False, True, False, False]


def test_what_was_not_finite_before_the_cut_is_not_sound_after_it() -> None:
    sounds = _sine(1000).repeat(2, 1)
    sounds[0, 17], sounds[1, 17] = math.nan, math.inf
    assert is_sound(cut(sounds, 500, RATE_HZ)).tolist() == [False, False]
