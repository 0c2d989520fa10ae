"""24-bit WAV files, read by two readers that are not ours."""

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from foley_bridge.files.wav import CEILING, FULL_SCALE, encode_wav, guard_gain
from foley_models.errors import FoleyError


def _read(data: bytes) -> tuple[NDArray[np.int32], int]:
    codes, rate_hz = soundfile.read(io.BytesIO(data), dtype="int32")
    return codes, rate_hz


def test_a_file_is_mono_24_bit_pcm_at_its_rate(tmp_path: Path) -> None:
    from wavinfo import WavInfoReader

    path = tmp_path / "x.wav"
    path.write_bytes(encode_wav(np.linspace(-1, 1, 4801), 48_000))
    info = WavInfoReader(str(path))
    assert (info.fmt.audio_format, info.fmt.channel_count, info.fmt.sample_rate) == (1, 1, 48_000)
    assert (info.fmt.bits_per_sample, info.fmt.block_align, info.fmt.byte_rate) == (24, 3, 144_000)
    assert info.data.frame_count == 4801
    assert soundfile.info(path).subtype == "PCM_24"


@given(st.lists(st.floats(-1, 1), max_size=50))
def test_every_sample_reads_back_within_half_a_step(samples: list[float]) -> None:
    waveform = np.array(samples, dtype=np.float64)
    codes, rate_hz = _read(encode_wav(waveform, 44_100))
    assert rate_hz == 44_100
    assert len(codes) == len(samples)
    # soundfile gives 24-bit samples in the upper bits of 32.
    assert np.all(np.abs(codes / 256 - waveform * FULL_SCALE) <= 0.5 + 1e-6)


def test_full_scale_does_not_wrap_around() -> None:
    codes, _ = _read(encode_wav(np.array([1.0, -1.0]), 48_000))
    assert list(codes // 256) == [FULL_SCALE, -FULL_SCALE]


def test_a_file_of_odd_length_is_padded_so_that_its_chunks_stay_even() -> None:
    data = encode_wav(np.zeros(3), 48_000)
    assert len(data) % 2 == 0
    assert len(_read(data)[0]) == 3


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_a_number_never_becomes_a_click(value: float) -> None:
    with pytest.raises(FoleyError, match="not numbers"):
        encode_wav(np.array([0.0, value]), 48_000)


def test_a_sound_beyond_full_scale_is_refused_rather_than_clipped() -> None:
    with pytest.raises(FoleyError, match="full scale"):
        encode_wav(np.array([1.01]), 48_000)


def test_the_guard_turns_down_only_what_would_clip() -> None:
    assert guard_gain(np.array([0.5, -1.0])) == 1.0
    assert guard_gain(np.zeros(0)) == 1.0
    loud = np.array([0.5, -1.7])
    assert np.max(np.abs(loud * guard_gain(loud))) == pytest.approx(CEILING)
