"""Copies that are equally loud and of one format."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.audition.levels import CEILING_DBTP, TARGET_LUFS
from foley_bridge.files.loudness import integrated_lufs, true_peak_dbtp
from foley_bridge.listening.playback import RATE_HZ, matched_copies
from foley_bridge.recordings.reading import Reader
from foley_models.errors import RequestError
from tests.bridge.listening.systems import write_sound


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


def _heard(copy: bytes) -> np.ndarray:
    samples, rate_hz = soundfile.read(BytesIO(copy), dtype="float64")
    assert rate_hz == RATE_HZ
    assert samples.ndim == 1
    return np.asarray(samples)


def test_a_quiet_and_a_loud_sound_are_equally_loud_to_a_tenth_of_a_decibel(tmp_path: Path, reader: Reader) -> None:
    for number, level in enumerate((0.003, 0.2)):
        write_sound(tmp_path / f"{number}.wav", seed=number, seconds=1.0, level=level)
    copies = [_heard(one) for one in matched_copies([tmp_path / "0.wav", tmp_path / "1.wav"], reader)]
    assert [integrated_lufs(one, RATE_HZ) for one in copies] == pytest.approx([TARGET_LUFS] * 2, abs=0.1)


def test_high_peaks_take_all_of_them_down_rather_than_clip(tmp_path: Path, reader: Reader) -> None:
    click = np.zeros(16_000)
    click[8000] = 1.0
    soundfile.write(tmp_path / "click.wav", click, 16_000)
    write_sound(tmp_path / "noise.wav", seed=1, seconds=1.0)
    copies = [_heard(one) for one in matched_copies([tmp_path / "click.wav", tmp_path / "noise.wav"], reader)]
    levels = [integrated_lufs(one, RATE_HZ) for one in copies]
    assert levels[0] == pytest.approx(levels[1], abs=0.1)
    assert levels[0] < TARGET_LUFS
    assert max(true_peak_dbtp(one) for one in copies) == pytest.approx(CEILING_DBTP, abs=0.1)


def test_silence_stays_silent_and_channels_are_mixed(tmp_path: Path, reader: Reader) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros((8000, 2)), 16_000)
    write_sound(tmp_path / "noise.wav", seed=1, seconds=0.5)
    silence, noise = (_heard(one) for one in matched_copies([tmp_path / "silence.wav", tmp_path / "noise.wav"], reader))
    assert not silence.any()
    assert integrated_lufs(noise, RATE_HZ) == pytest.approx(TARGET_LUFS, abs=0.1)


def test_a_file_that_is_no_sound_or_too_long_is_named(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "notes.wav").write_bytes(b"RIFF but not really")
    with pytest.raises(RequestError, match=r"notes\.wav cannot be played \("):
        matched_copies([tmp_path / "notes.wav"], reader)
    soundfile.write(tmp_path / "long.wav", np.zeros(61 * 8000), 8000)
    with pytest.raises(RequestError, match=r"long\.wav lasts 61 s, a listener hears at most 60 s"):
        matched_copies([tmp_path / "long.wav"], reader)
