"""Loudness against the reference signals of ITU-R BS.1770-4 and EBU Tech 3341, peaks against tones that are known."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from foley_bridge.files.loudness import integrated_lufs, peak_dbfs, true_peak_dbtp

RATE_HZ = 48_000
# The references are for two channels of which each has this level; one channel alone is this much quieter.
ONE_CHANNEL_LU = 10 * math.log10(2)
TOLERANCE_LU = 0.1  # what EBU Tech 3341 allows


def _tone(level_dbfs: float, seconds: float, *, rate_hz: int = RATE_HZ, pitch_hz: float = 1000) -> NDArray[np.float64]:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return 10 ** (level_dbfs / 20) * np.sin(2 * np.pi * pitch_hz * time_s)


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000])
def test_a_full_scale_tone_of_997_hz_in_one_channel_has_minus_3_01(rate_hz: int) -> None:
    assert integrated_lufs(_tone(0, 5, rate_hz=rate_hz, pitch_hz=997), rate_hz) == pytest.approx(-3.01, abs=0.05)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        pytest.param([(-23, 20)], -23, id="case 1"),
        pytest.param([(-33, 20)], -33, id="case 2"),
        pytest.param([(-36, 10), (-23, 60), (-36, 10)], -23, id="case 3"),
        pytest.param([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23, id="case 4"),
        pytest.param([(-26, 20), (-20, 20.1), (-26, 20)], -23, id="case 5"),
    ],
)
def test_the_minimum_requirements_of_ebu_tech_3341_are_met(levels: list[tuple[float, float]], expected: float) -> None:
    sound = np.concatenate([_tone(level, seconds) for level, seconds in levels])
    assert integrated_lufs(sound, RATE_HZ) + ONE_CHANNEL_LU == pytest.approx(expected, abs=TOLERANCE_LU)


def test_low_tones_count_less_and_high_ones_more() -> None:
    low, middle, high = (integrated_lufs(_tone(-20, 3, pitch_hz=pitch), RATE_HZ) for pitch in (40, 1000, 6000))
    assert low < middle - 4
    assert high == pytest.approx(middle + 3.3, abs=0.2)


def test_a_sound_shorter_than_a_block_has_the_loudness_of_its_length() -> None:
    assert integrated_lufs(_tone(-20, 0.3), RATE_HZ) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(1000), np.zeros(RATE_HZ), np.full(RATE_HZ, 1e-6)])
def test_silence_has_no_loudness(sound: NDArray[np.float64]) -> None:
    assert integrated_lufs(sound, RATE_HZ) == -math.inf


def test_two_channels_add_up_and_the_higher_one_has_the_peak() -> None:
    one = _tone(-20, 3)
    both = np.stack([one, one], axis=1)
    assert integrated_lufs(both, RATE_HZ) == pytest.approx(integrated_lufs(one, RATE_HZ) + ONE_CHANNEL_LU)
    assert true_peak_dbtp(np.stack([one / 2, one], axis=1)) == true_peak_dbtp(one)


def test_where_a_long_sound_is_cut_into_pieces_nothing_is_heard_twice_or_missed() -> None:
    click = np.zeros(5 * RATE_HZ)
    for place in range(20_000, 60_000, 977):
        click[:] = 0
        click[place] = 0.5
        assert true_peak_dbtp(click) == pytest.approx(-6.02, abs=0.01)
        assert integrated_lufs(click, RATE_HZ) == pytest.approx(integrated_lufs(np.roll(click, 4800), RATE_HZ))


def test_single_precision_is_taken_as_well() -> None:
    assert integrated_lufs(_tone(-20, 1).astype(np.float32), RATE_HZ) == pytest.approx(-23.0, abs=0.1)


def test_the_peak_between_samples_is_found() -> None:
    # A quarter of the rate, sampled at 45 degrees: every sample is 3 dB below the tone's own peak.
    sound = np.sin(np.pi / 2 * np.arange(4800) + np.pi / 4)
    assert peak_dbfs(sound) == pytest.approx(-3.01, abs=0.01)
    assert true_peak_dbtp(sound) == pytest.approx(0.0, abs=0.3)


def test_silence_has_no_peak() -> None:
    assert peak_dbfs(np.zeros(10)) == true_peak_dbtp(np.zeros(10)) == true_peak_dbtp(np.zeros(0)) == -math.inf
