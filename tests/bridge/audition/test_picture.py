"""What a sound looks like in numbers, how loud it is made, and what is remembered of it."""

import math
import os
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.audition.levels import CEILING_DBTP, TARGET_LUFS, Level, common_target_lufs, gain_db
from foley_bridge.audition.memory import Memory, file_key
from foley_bridge.audition.picture import COLUMNS_MOST, ROWS, SoundPicture, level_of, picture_of_sound
from foley_bridge.audition.reading import Sound, UnplayableError
from foley_bridge.audition.store import SoundStore
from tests.bridge.audition.making import RATE_HZ, noise, sound, tone


def picture(one: Sound) -> SoundPicture:
    return picture_of_sound(one, level_of(one))


def test_the_outline_holds_every_peak() -> None:
    samples = noise(2.0)
    samples[50_001], samples[70_003] = 0.9, -0.8
    made = picture(sound(samples))
    assert made.peaks.shape == (2, COLUMNS_MOST)
    assert made.peaks[1].max() == np.float32(0.9)
    assert made.peaks[0].min() == np.float32(-0.8)
    assert int(made.peaks[1].argmax()) == 50_001 * COLUMNS_MOST // len(samples)


def test_the_outline_is_of_both_channels() -> None:
    made = picture(sound(np.stack([tone(0.5, level=0.1), -np.abs(tone(0.5, level=0.7))], axis=1)))
    assert made.peaks[0].min() == pytest.approx(-0.7, abs=0.01)
    assert made.peaks[1].max() == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100, 48_000, 192_000])
@pytest.mark.parametrize("pitch_hz", [100.0, 1000.0, 3500.0])
def test_a_tone_is_a_line_at_its_height_in_mel(rate_hz: int, pitch_hz: float) -> None:
    made = picture(sound(tone(1.0, pitch_hz=pitch_hz, rate_hz=rate_hz), rate_hz=rate_hz))
    lowest, highest, here = (2595 * math.log10(1 + f / 700) for f in (40.0, min(20_000.0, rate_hz / 2), pitch_hz))
    expected = (here - lowest) / (highest - lowest) * (ROWS - 1)
    middle = made.spectrogram[:, made.spectrogram.shape[1] // 2]
    assert abs(int(middle.argmax()) - expected) <= 2
    assert middle.max() >= 250


def test_a_click_is_where_it_is() -> None:
    samples = np.zeros(RATE_HZ, np.float32)
    samples[12_000] = 0.9
    loudest = picture(sound(samples)).spectrogram.sum(axis=0).argmax()
    assert loudest / COLUMNS_MOST == pytest.approx(0.25, abs=0.005)


def test_silence_is_dark_and_quiet_sounds_are_not_made_to_look_loud() -> None:
    assert not picture(sound(np.zeros(RATE_HZ, np.float32))).spectrogram.any()
    assert picture(sound(tone(1.0, level=0.0005))).spectrogram.max() < 220


@pytest.mark.parametrize("frames", [1, 2, 10, 500])
def test_the_shortest_sounds_have_a_picture(frames: int) -> None:
    made = picture(sound(noise(1.0)[:frames]))
    assert made.peaks.shape == (2, frames)
    assert made.spectrogram.shape == (ROWS, frames)


def test_ten_seconds_take_far_less_than_a_second_of_computing() -> None:
    """40 ms where this was written; the bound is for machines that are busy or slow."""
    one = sound(noise(10.0))
    picture(one)

    def taken_s() -> float:
        start_s = time.thread_time()
        picture(one)
        return time.thread_time() - start_s

    assert min(taken_s() for _ in range(3)) < 0.4


def test_loudness_and_peak_are_those_of_the_standard() -> None:
    made = picture(sound(tone(3.0, pitch_hz=997, level=1.0)))
    assert made.lufs == pytest.approx(-3.01, abs=0.05)
    assert made.peak_dbtp == pytest.approx(0.0, abs=0.05)


def test_sounds_reach_the_target_or_stop_where_their_peaks_do() -> None:
    even, peaky = Level(-40.0, -30.0), Level(-40.0, -3.0)
    assert gain_db(even, TARGET_LUFS) == 17.0
    assert gain_db(peaky, TARGET_LUFS) == pytest.approx(CEILING_DBTP + 3.0)
    assert common_target_lufs([even]) == TARGET_LUFS
    assert common_target_lufs([even, peaky]) == -38.0
    assert gain_db(Level(-math.inf, -math.inf), TARGET_LUFS) == 0.0
    assert gain_db(Level(-80.0, -70.0), TARGET_LUFS) == 30.0


def test_a_file_is_looked_at_once_until_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    soundfile.write(path, tone(0.2, level=0.1), RATE_HZ)
    store = SoundStore()
    first = store.picture(path)
    assert store.picture(path) is first
    assert store.clip(path, 44_100) is store.clip(path, 44_100)
    soundfile.write(path, tone(0.2, level=0.5), RATE_HZ)
    os.utime(path, ns=(1, 1))
    assert store.picture(path).lufs > first.lufs + 10
    path.unlink()
    with pytest.raises(UnplayableError, match=r"take\.wav cannot be played: it is not there any more"):
        store.picture(path)


def test_what_was_not_asked_for_the_longest_is_forgotten(tmp_path: Path) -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    memory: Memory[str] = Memory(2, lambda _: 1)
    for name in ("a", "b", "a", "c", "a", "b"):
        memory.get((name,), lambda name=name: make(name))  # type: ignore[misc]  # the loop's own name
    assert made == ["a", "b", "c", "b"]


def test_a_path_that_cannot_be_one_is_a_sentence() -> None:
    with pytest.raises(UnplayableError, match="cannot be played"):
        file_key(Path("no\0thing.wav"))
