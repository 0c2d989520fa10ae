"""Pieces of files in one stem: what does not fit onto the disk, or into a WAV file, is said and leaves nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.stem import Piece, write_stem
from foley_models.errors import DestinationError, DiskFullError, RequestError
from tests.bridge.small_disk import SIZE_BYTES, small_disk

RATE_HZ = 8000


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for folder in small_disk(tmp_path, monkeypatch):
        if not os.path.ismount(folder):
            pytest.skip("this user may not mount a small disk")
        yield folder


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    soundfile.write(tmp_path / "a.wav", 0.5 * np.sin(np.arange(RATE_HZ) / 3), RATE_HZ, subtype="PCM_24")
    return tmp_path / "a.wav"


@pytest.mark.parametrize(
    ("share", "error"),
    [(1.2, DiskFullError), (0.7, DestinationError)],  # the room for mixing does not fit; it does, and the file not
)
def test_a_stem_that_does_not_fit_onto_the_disk_is_an_error_and_not_the_end_of_the_program(
    disk: Path, sound: Path, share: float, error: type[DestinationError]
) -> None:
    length_s = share * SIZE_BYTES / 4 / RATE_HZ
    with pytest.raises(error, match=r"stem\.wav"):
        write_stem(disk / "stem.wav", [Piece(sound, length_s - 1.0, 1.0)], rate_hz=RATE_HZ)
    assert list(disk.iterdir()) == []
    assert write_stem(disk / "stem.wav", [Piece(sound, 0.0, 1.0)], rate_hz=RATE_HZ) == 0.0


def test_a_stem_beyond_what_a_wav_file_holds_is_refused_before_anything_is_written(tmp_path: Path, sound: Path) -> None:
    with pytest.raises(RequestError, match="larger than a WAV file can be: choose a lower rate than 192000"):
        write_stem(tmp_path / "stem.wav", [Piece(sound, 3 * 3600.0, 1.0)], rate_hz=192_000)
    assert not (tmp_path / "stem.wav").exists()


def test_a_piece_is_heard_from_its_offset_at_its_pace_between_its_fades(tmp_path: Path, sound: Path) -> None:
    piece = Piece(sound, 0.5, 0.25, gain_db=-6.0, offset_s=0.1, rate=1.0, fades_s=(0.01, 0.02))
    write_stem(tmp_path / "stem.wav", [piece], rate_hz=RATE_HZ)
    heard, source = (soundfile.read(path)[0] for path in (tmp_path / "stem.wav", sound))
    start, length = round(0.5 * RATE_HZ), round(0.25 * RATE_HZ)
    assert len(heard) == start + length
    assert not heard[:start].any()
    whole = slice(start + 80, start + length - 160)
    expected = source[round(0.1 * RATE_HZ) :][80 : length - 160] * 10 ** (-6 / 20)
    assert np.abs(heard[whole] - expected).max() < 1e-5
    assert heard[start] == heard[-1] == 0.0


def test_a_faster_piece_is_higher_and_takes_less_of_the_timeline(tmp_path: Path, sound: Path) -> None:
    write_stem(tmp_path / "stem.wav", [Piece(sound, 0.0, 0.5, rate=2.0)], rate_hz=RATE_HZ)
    heard, source = (soundfile.read(path)[0] for path in (tmp_path / "stem.wav", sound))
    tops = [int(np.abs(np.fft.rfft(one)).argmax()) / len(one) for one in (heard, source)]
    assert len(heard) == RATE_HZ // 2
    assert tops[0] / tops[1] == pytest.approx(2.0, rel=0.01)
