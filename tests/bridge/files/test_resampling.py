"""From the pack's rate to the project's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foley_bridge.files.resampling import resample
from foley_models.errors import FoleyError


@settings(max_examples=30)
@given(
    st.floats(0.25, 10.0), st.sampled_from([16_000, 22_050, 44_100, 48_000]), st.sampled_from([44_100, 48_000, 96_000])
)
def test_the_length_is_exact_to_the_sample_at_any_pair_of_rates(seconds: float, from_hz: int, to_hz: int) -> None:
    waveform = np.zeros(round(seconds * from_hz), dtype=np.float32)
    assert len(resample(waveform, from_hz, to_hz, seconds=seconds)) == round(seconds * to_hz)


def test_a_tone_keeps_its_pitch_and_level() -> None:
    tone = np.sin(2 * np.pi * 1000 * np.arange(22_050) / 22_050).astype(np.float32)
    expected = np.sin(2 * np.pi * 1000 * np.arange(48_000) / 48_000)
    converted = resample(tone, 22_050, 48_000, seconds=1.0)
    assert np.max(np.abs(converted - expected)[1000:-1000]) < 1e-4


def test_the_same_rate_changes_nothing() -> None:
    waveform = np.random.default_rng(1).uniform(-1, 1, 480).astype(np.float32)
    assert np.array_equal(resample(waveform, 48_000, 48_000, seconds=0.01), waveform)


@pytest.mark.parametrize("samples", [0, 22_050 // 2, 22_050 + 100])
def test_a_sound_of_another_length_is_a_fault_and_not_padded(samples: int) -> None:
    with pytest.raises(FoleyError, match="s of sound where 1 s were asked for"):
        resample(np.zeros(samples, dtype=np.float32), 22_050, 48_000, seconds=1.0)
