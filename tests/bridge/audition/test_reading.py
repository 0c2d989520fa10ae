"""Files for ear and eye: plain WAV is decoded here, others elsewhere, and what is wrong with one is a sentence."""

import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.audition.reading import SoundReader, UnplayableError, read_plain_wav
from foley_bridge.files.wav import encode_wav
from tests.bridge.audition.making import noise


def test_a_take_is_read_without_any_library_and_without_a_process(tmp_path: Path) -> None:
    (tmp_path / "take.wav").write_bytes(encode_wav(noise(0.1).astype(np.float64), 48_000))
    before = set(sys.modules)
    sound = SoundReader(command=["/nowhere"]).read(tmp_path / "take.wav")
    assert sound.samples.shape == (4800, 1)
    assert np.allclose(sound.samples[:, 0], noise(0.1), atol=1e-6)
    assert not {"soundfile", "soxr"} & (set(sys.modules) - before)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT"])
@pytest.mark.parametrize("channels", [1, 2])
def test_plain_wav_files_are_read_as_the_library_reads_them(tmp_path: Path, subtype: str, channels: int) -> None:
    path = tmp_path / "sound.wav"
    soundfile.write(path, np.stack([noise(0.05, seed=n) for n in range(channels)], axis=1), 44_100, subtype=subtype)
    sound = read_plain_wav(path)
    assert sound is not None
    expected, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    assert sound.rate_hz == rate_hz
    assert np.allclose(sound.samples, expected, atol=1e-7)


def test_other_files_are_read_in_a_process_with_their_two_channels_and_more_are_mixed(tmp_path: Path) -> None:
    one = noise(0.2)
    soundfile.write(tmp_path / "pair.flac", np.stack([one, one / 2], axis=1), 32_000)
    soundfile.write(tmp_path / "four.wav", np.stack([one, one, -one, one], axis=1), 48_000)
    reader = SoundReader()
    try:
        pair, four = (reader.read(tmp_path / name) for name in ("pair.flac", "four.wav"))
    finally:
        reader.rest()
    assert (pair.rate_hz, pair.samples.shape) == (32_000, (len(one), 2))
    assert np.allclose(pair.samples[:, 1], one / 2, atol=1e-4)
    assert np.allclose(four.samples[:, 0], one / 2, atol=1e-4)


def test_what_cannot_be_read_is_a_sentence_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "notes.wav").write_text("no sound at all", encoding="utf-8")
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "nan.wav").write_bytes(b"")
    soundfile.write(tmp_path / "nan.wav", np.full(100, np.nan), 48_000, subtype="FLOAT")
    reader = SoundReader()
    try:
        for name in ("notes.wav", "empty.wav", "nan.wav", "gone.wav", "."):
            with pytest.raises(UnplayableError, match=r"cannot be played: (it|the file) .*\)\.$"):
                reader.read(tmp_path / name)
    finally:
        reader.rest()


def test_of_a_file_that_was_cut_off_what_is_there_is_heard(tmp_path: Path) -> None:
    (tmp_path / "cut.wav").write_bytes(encode_wav(noise(0.1).astype(np.float64), 48_000)[:9000])
    reader = SoundReader()
    try:
        assert len(reader.read(tmp_path / "cut.wav").samples) == pytest.approx(3000, abs=50)
    finally:
        reader.rest()


def test_a_file_too_long_to_be_held_says_how_long_it_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foley_bridge.audition.reading.SAMPLES_MOST", 8_000)
    soundfile.write(tmp_path / "long.wav", noise(1.0), 48_000)
    soundfile.write(tmp_path / "long.flac", noise(1.0), 48_000)
    reader = SoundReader()
    try:
        for name in ("long.wav", "long.flac"):
            with pytest.raises(UnplayableError, match=r"it lasts 1 s, and at most 0 s of such a file are played here"):
                reader.read(tmp_path / name)
    finally:
        reader.rest()
