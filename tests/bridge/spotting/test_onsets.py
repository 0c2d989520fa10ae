"""Onsets are found where they are, within five milliseconds, and only there."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.spotting.guide import OVERLAP_S, PIECE_S, read_guide
from foley_bridge.spotting.onsets import find_onsets
from foley_models.errors import RequestError
from tests.bridge.spotting.clicks import hits_at

TIMES_S = (0.4, 0.71, 1.3, 1.42, 2.0, 2.9, 3.05, 3.7)
STRENGTHS = (1.0, 0.5, 0.8, 0.3, 1.0, 0.25, 0.6, 0.9)
MOST_S = 0.005  # what is promised


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 48_000, 96_000])
@pytest.mark.parametrize("floor", [0.0, 0.001, 0.005])
def test_every_hit_is_found_within_five_milliseconds_and_nothing_else(rate_hz: int, floor: float) -> None:
    found = find_onsets(hits_at(TIMES_S, STRENGTHS, rate_hz, seconds=4.5, floor=floor), rate_hz)
    assert len(found) == len(TIMES_S)
    assert max(abs(one.place_s - time_s) for one, time_s in zip(found, TIMES_S, strict=True)) < MOST_S
    order = np.argsort([one.peak for one in found])
    assert set(order[:2]) == {3, 5}  # the two weakest


@pytest.mark.parametrize("sound", [np.zeros(0), np.zeros(24_000), np.full(24_000, 1e-6)])
def test_silence_has_no_onsets(sound: np.ndarray) -> None:
    assert find_onsets(sound.astype(np.float32), 24_000) == ()


def test_a_steady_tone_has_one_onset_at_most() -> None:
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 24_000)
    assert len(find_onsets(tone.astype(np.float32), 24_000)) <= 1


def test_a_long_guide_track_is_read_in_pieces_without_losing_or_doubling_a_hit(tmp_path: Path) -> None:
    edges = [PIECE_S - 0.01, PIECE_S + 0.2, PIECE_S + OVERLAP_S / 2 - 0.004, PIECE_S + OVERLAP_S / 2 + 0.3]
    times = [1.0, 60.0, *edges, PIECE_S + OVERLAP_S + 0.2, 2 * PIECE_S + 1.7]
    path = tmp_path / "guide.flac"
    soundfile.write(path, hits_at(times, [1.0] * len(times), 8_000, seconds=2 * PIECE_S + 3), 8_000)
    events = read_guide(path)
    assert len(events) == len(times)
    assert max(abs(one.place_s - time_s) for one, time_s in zip(events, times, strict=True)) < MOST_S
    assert max(one.strength for one in events) == 1.0


def test_a_guide_that_is_no_sound_is_named(tmp_path: Path) -> None:
    (tmp_path / "guide.wav").write_bytes(b"RIFFjunk")
    with pytest.raises(RequestError, match=r"The guide track .*guide\.wav cannot be used"):
        read_guide(tmp_path / "guide.wav")
