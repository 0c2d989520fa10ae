"""What is heard: sample for sample, without a gap or a click, and where it is at a moment."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foley_bridge.audition.clip import JOIN_S, clip_of
from foley_bridge.audition.levels import Level
from foley_bridge.audition.mixing import FADE_S, Mixer
from tests.bridge.audition.making import RATE_HZ, clip, noise, sound, tone

SIZES = (1, 7, 64, 997, 4800, 100_000)
LOUDEST_STEP = 2 * np.pi * 440 / RATE_HZ * 0.25  # of the tone, between two samples
FADE = round(FADE_S * RATE_HZ)


def play(mixer: Mixer, frames: int, *, size: int = 480, at_s: float = 0.0) -> NDArray[np.float32]:
    """So many frames (frame, 2) in blocks of a size; the first is heard at `at_s`."""
    parts = []
    for start in range(0, frames, size):
        out = np.full((min(size, frames - start), 2), np.nan, np.float32)
        mixer.render(out, at_s + start / RATE_HZ)
        parts.append(out)
    return np.concatenate(parts)


def steps(heard: NDArray[np.float32]) -> float:
    return float(np.abs(np.diff(heard, axis=0)).max())


def longest_silence(heard: NDArray[np.float32]) -> int:
    sounding = np.flatnonzero(np.abs(heard[:, 0]) > 1e-4)
    return int(np.diff(sounding, prepend=0, append=len(heard)).max())


@pytest.mark.parametrize("size", SIZES)
def test_a_sound_is_heard_as_it_is_in_blocks_of_any_size(size: int) -> None:
    samples = noise(0.2)
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(samples), 0.0, 0.5)
    heard = play(mixer, 12_000, size=size)
    assert np.array_equal(heard[:9600], np.repeat(samples[:, None] * np.float32(0.5), 2, axis=1))
    assert not heard[9600:].any()


def test_two_channels_stay_two_and_a_device_with_one_gets_their_mean() -> None:
    both = np.stack([tone(0.1), np.zeros(4800, np.float32)], axis=1)
    for channels in (1, 2):
        mixer = Mixer(RATE_HZ)
        mixer.start(clip(both), 0.0, 1.0)
        out = np.zeros((4800, channels), np.float32)
        mixer.render(out, 0.0)
        assert np.allclose(out, both if channels == 2 else both.mean(axis=1, keepdims=True))


@pytest.mark.parametrize("size", SIZES)
def test_switching_to_the_very_same_sound_is_not_heard_at_all(size: int) -> None:
    samples = noise(1.0)
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(samples, name="a"), 0.0, 1.0)
    first = play(mixer, 10_000, size=size)
    mixer.switch(clip(samples, name="b"), 0.0, 1.0)
    heard = np.concatenate([first, play(mixer, 10_000, size=size)])
    assert np.allclose(heard[:, 0], samples[:20_000], atol=1e-6)


def test_switching_between_sounds_makes_no_click_and_no_gap() -> None:
    mixer = Mixer(RATE_HZ)
    clips = [clip(tone(1.0), name="a"), clip(-tone(1.0, level=0.2), name="b")]
    mixer.start(clips[0], 0.0, 1.0)
    parts = [play(mixer, 5000)]
    for number in range(5):
        mixer.switch(clips[(number + 1) % 2], 0.0, 1.0)
        parts.append(play(mixer, 3001))
    heard = np.concatenate(parts)
    assert steps(heard) < LOUDEST_STEP + 0.45 * np.pi / FADE
    assert longest_silence(heard) < FADE


def test_the_other_sound_goes_on_where_the_first_one_is() -> None:
    ramp = (np.arange(48_000) / 48_000).astype(np.float32)
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(ramp, name="a"), 0.25, 1.0)
    play(mixer, 4800)
    mixer.switch(clip(ramp * 0.5, name="b"), 0.0, 1.0)
    heard = play(mixer, 4800)
    assert heard[-1, 0] == pytest.approx(0.5 * (0.25 + 0.2 - 1 / 48_000), abs=1e-6)


def test_a_switch_to_a_sound_that_is_over_by_then_begins_it() -> None:
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(tone(1.0), name="long"), 0.0, 1.0)
    play(mixer, 24_000)
    short = tone(0.1, level=0.1)
    mixer.switch(clip(short, name="short"), 0.5, 1.0)
    heard = play(mixer, 4800)
    assert np.allclose(heard[FADE:, 0], short[FADE:])


def test_seeking_is_heard_without_a_click() -> None:
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(tone(2.0)), 0.0, 1.0)
    parts = [play(mixer, 4801)]
    for position_s in (1.0, 0.3, 0.0, 1.7):
        mixer.seek(position_s)
        parts.append(play(mixer, 4801))
    assert steps(np.concatenate(parts)) < 2 * LOUDEST_STEP + 0.5 * np.pi / FADE  # both are heard for a moment


def test_stopping_fades_out_and_then_there_is_silence() -> None:
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(tone(1.0)), 0.0, 1.0)
    parts = [play(mixer, 4831)]
    mixer.stop()
    parts.append(play(mixer, 4800))
    heard = np.concatenate(parts)
    assert steps(heard) < LOUDEST_STEP + 0.25 * np.pi / FADE
    assert not heard[4831 + FADE :].any()
    assert heard[4831 : 4831 + FADE // 2].any()


@pytest.mark.parametrize("size", SIZES)
def test_a_sound_that_joins_its_own_start_loops_as_it_is(size: int) -> None:
    whole = tone(0.1, pitch_hz=400)  # forty periods
    mixer = Mixer(RATE_HZ)
    mixer.loop = True
    mixer.start(clip(whole), 0.0, 1.0)
    assert np.allclose(play(mixer, 15_000, size=size)[:, 0], np.resize(whole, 15_000), atol=1e-6)


@pytest.mark.parametrize("size", SIZES)
def test_a_sound_that_does_not_is_faded_into_its_start(size: int) -> None:
    odd = tone(0.1017, pitch_hz=438.7) + np.float32(0.1)
    odd[: len(odd) // 2] -= np.float32(0.2) * np.linspace(1, 0, len(odd) // 2, dtype=np.float32)
    mixer = Mixer(RATE_HZ)
    mixer.loop = True
    mixer.start(clip(odd), 0.0, 1.0)
    heard = play(mixer, 30_000, size=size)
    period = len(odd) - round(JOIN_S * RATE_HZ)
    assert np.array_equal(heard[:period, 0], odd[:period])
    assert np.array_equal(heard[period : 2 * period], heard[2 * period : 3 * period])
    assert steps(heard) < LOUDEST_STEP + 0.7 * np.pi / round(JOIN_S * RATE_HZ)


def test_a_loop_that_is_switched_off_ends_where_the_sound_does() -> None:
    samples = noise(0.1)
    mixer = Mixer(RATE_HZ)
    mixer.loop = True
    mixer.start(clip(samples), 0.0, 1.0)
    first = play(mixer, 9000)
    mixer.loop = False
    rest = play(mixer, 9000)
    ended = int(np.flatnonzero(np.concatenate([first, rest])[:, 0])[-1])
    assert np.concatenate([first, rest])[ended, 0] == samples[-1]
    assert not mixer.heard(10.0).sounding


def test_volume_and_level_change_without_a_click() -> None:
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(np.full(48_000, 0.5, np.float32)), 0.0, 1.0)
    parts = [play(mixer, 4800)]
    mixer.turn(volume=0.25)
    parts.append(play(mixer, 4800))
    mixer.turn(gain=2.0)
    parts.append(play(mixer, 4800))
    heard = np.concatenate(parts)
    assert heard[[4799, 9599, 14_399], 0] == pytest.approx([0.5, 0.125, 0.25])
    assert steps(heard) < 0.001


def test_what_would_be_beyond_full_scale_is_held_there() -> None:
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(tone(0.1, level=0.9)), 0.0, 4.0)
    assert np.abs(play(mixer, 4800)).max() == 1.0


def test_the_position_is_that_of_what_is_heard_now_not_of_what_the_device_was_given() -> None:
    mixer = Mixer(RATE_HZ)
    one = clip(noise(1.0))
    mixer.start(one, 0.0, 1.0)
    assert mixer.heard(0.0).sounding  # before the device asked
    play(mixer, 4800, size=4800, at_s=10.1)  # given at 10 s, heard a tenth later
    assert mixer.heard(10.0).position_s == 0.0
    assert mixer.heard(10.15).position_s == pytest.approx(0.05)
    assert mixer.heard(11.0).position_s == pytest.approx(0.1)  # no further than was given
    play(mixer, 4800, size=4800, at_s=10.2)
    assert mixer.heard(10.15).position_s == pytest.approx(0.05)
    assert mixer.heard(10.15).clip is one


def test_it_sounds_until_its_last_sample_is_heard() -> None:
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(noise(0.1)), 0.0, 1.0)
    play(mixer, 9600, size=9600, at_s=5.0)
    assert mixer.heard(5.09).sounding
    assert not mixer.heard(5.11).sounding


def test_a_start_in_the_middle_is_never_said_to_be_before_it() -> None:
    mixer = Mixer(RATE_HZ)
    mixer.start(clip(noise(1.0)), 0.5, 1.0)
    play(mixer, 480, at_s=3.0)
    assert mixer.heard(2.9).position_s == pytest.approx(0.5)


def test_the_position_goes_round_with_a_loop() -> None:
    mixer = Mixer(RATE_HZ)
    mixer.loop = True
    mixer.start(clip(tone(0.1, pitch_hz=400)), 0.0, 1.0)
    play(mixer, 7200, size=4000, at_s=0.0)
    assert mixer.heard(0.14).position_s == pytest.approx(0.04, abs=1e-3)


@pytest.mark.parametrize("frames", [1, 2, 3, 100])
def test_the_shortest_sounds_loop_and_end(frames: int) -> None:
    mixer = Mixer(RATE_HZ)
    mixer.loop = True
    mixer.start(clip(noise(frames / RATE_HZ)), 0.0, 1.0)
    assert np.isfinite(play(mixer, 2000)).all()
    mixer.loop = False
    play(mixer, 2000)
    assert not mixer.heard(100.0).sounding


def test_a_file_of_another_rate_keeps_its_pitch_and_length() -> None:
    made = clip_of(sound(tone(1.0, rate_hz=16_000), rate_hz=16_000), Level(-23.0, -6.0), RATE_HZ)
    assert made.frames == 48_000
    assert np.allclose(made.samples[4800:-4800, 0], tone(1.0)[4800:-4800], atol=1e-3)
    assert made.path == Path("sound.wav")
