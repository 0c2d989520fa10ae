"""Sounds that no recording holds."""

from collections.abc import Callable

import numpy as np
import pytest

from foley_models.training.augment import (
    Augmentation,
    Random,
    Samples,
    add_noise,
    change_pitch,
    draw_example,
    equalise,
    level_peak,
    mix,
    rms,
    shape,
    splice,
    spread,
)

RATE_HZ, LENGTH = 8000, 4000
NEVER = Augmentation(
    pitched=0, shifted=0, reversed=0, mixed=0, spliced=0, equalised=0, noisy=0, shaped=0, peak_db=(-6.0, -6.0)
)


def random(seed: int = 1) -> Random:
    return np.random.default_rng(seed)


def tone(hz: float) -> Samples:
    return np.sin(2 * np.pi * hz * np.arange(LENGTH) / RATE_HZ).astype(np.float32)


def draw(random: Random) -> Samples:
    return tone(float(random.integers(100, 3000)))


def test_the_same_generator_gives_the_same_sounds_and_another_gives_others() -> None:
    once, again, other = (draw_example(draw, RATE_HZ, Augmentation(), random(seed)) for seed in (1, 1, 2))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)


@pytest.mark.parametrize("seed", range(20))
def test_every_sound_is_as_long_as_before_finite_and_below_full_scale(seed: int) -> None:
    made = draw_example(draw, RATE_HZ, Augmentation(), random(seed))
    assert made.shape == (LENGTH,)
    assert made.dtype == np.float32
    assert np.isfinite(made).all()
    assert 10 ** (-12.1 / 20) < np.abs(made).max() < 10 ** (-0.9 / 20)


def test_without_any_step_only_the_level_is_another() -> None:
    made = draw_example(lambda _: tone(440), RATE_HZ, NEVER, random())
    np.testing.assert_allclose(made / np.abs(made).max(), tone(440) / np.abs(tone(440)).max(), atol=1e-6)
    assert np.abs(made).max() == pytest.approx(10 ** (-6 / 20), rel=1e-5)


def test_silence_stays_silence() -> None:
    made = draw_example(lambda _: np.zeros(LENGTH, np.float32), RATE_HZ, Augmentation(noisy=0), random())
    assert not made.any()


def test_pitch_changes_by_no_more_than_asked() -> None:
    for seed in range(5):
        spectrum = np.abs(np.fft.rfft(change_pitch(tone(800), 12.0, random(seed))))
        peak_hz = int(spectrum.argmax()) * RATE_HZ / LENGTH
        assert 390 <= peak_hz <= 1610


def test_a_mixture_holds_both_sounds_at_the_level_asked_for() -> None:
    made = mix(tone(400), 0.01 * tone(1000), (-6.0, -6.0), random())
    spectrum = np.abs(np.fft.rfft(made))
    ratio = spectrum[500] / spectrum[200]  # bins of 2 Hz
    assert 20 * np.log10(ratio) == pytest.approx(-6.0, abs=0.1)


def test_a_splice_is_one_sound_and_then_the_other() -> None:
    made = splice(np.zeros(LENGTH, np.float32), np.ones(LENGTH, np.float32), (0.5, 0.5), random())
    assert not made[: LENGTH // 2].any()
    assert made[LENGTH // 2 :].all()


def test_a_flat_equaliser_changes_nothing() -> None:
    np.testing.assert_allclose(equalise(tone(440), RATE_HZ, 0.0, random()), tone(440), atol=1e-5)


def test_noise_has_the_level_asked_for() -> None:
    noise = add_noise(tone(440), (-20.0, -20.0), random()) - tone(440)
    assert 20 * np.log10(rms(noise) / rms(tone(440))) == pytest.approx(-20.0, abs=0.5)


@pytest.mark.parametrize("step", [shape, level_peak])
def test_levels_follow_what_was_asked(step: Callable[[Samples, tuple[float, float], Random], Samples]) -> None:
    made = step(np.ones(LENGTH, np.float32), (-6.0, -6.0), random())
    np.testing.assert_allclose(made, 10 ** (-6 / 20), rtol=1e-5)


@pytest.mark.parametrize("roomy", [0.0, 1.0])
def test_a_sound_is_spread_over_two_channels_at_the_same_peak_and_stays_what_it_is(roomy: float) -> None:
    sound, how = 0.5 * tone(440), Augmentation(roomy=roomy)
    for seed in range(5):
        both = spread(sound, RATE_HZ, how, random(seed))
        assert both.shape == (2, LENGTH)
        assert both.dtype == np.float32
        assert np.abs(both).max() == pytest.approx(np.abs(sound).max(), rel=1e-5)
        assert abs(20 * np.log10(rms(both[0]) / rms(both[1]))) < how.side_db + 3
        alike = [float(np.corrcoef(one, sound)[0, 1]) for one in both]
        assert all(one > 0.999 for one in alike) == (not roomy)
        assert np.array_equal(both, spread(sound, RATE_HZ, how, random(seed)))
