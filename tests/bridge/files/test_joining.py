"""A range that was made is put into its recording: untouched elsewhere bit for bit, at its level, without a step."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from foley_bridge.files.joining import FADE_S, Joined, joined, touched_frames
from foley_bridge.files.sample_formats import as_samples, decode_samples, delivered_subtype, encode_samples
from foley_bridge.files.wav import SampleFormat, wav_parts
from foley_models.errors import FoleyError

MADE_HZ = 22_050
FORMS = [
    ("PCM_U8", 1, 8000),
    ("PCM_16", 2, 44_100),
    ("PCM_24", 1, 48_000),
    ("PCM_24", 6, 96_000),
    ("PCM_32", 2, 192_000),
    ("FLOAT", 2, 48_000),
    ("DOUBLE", 1, 22_050),
]


@dataclass(frozen=True)
class Copy:
    samples: NDArray[Any]
    rate_hz: int


@dataclass(frozen=True)
class Place:
    first: int
    last: int
    window_first: int
    frames: int
    subtype: str = "PCM_16"


def noise(frames: int, channels: int = 1, *, seed: int = 1, level: float = 0.1) -> NDArray[np.float64]:
    return level * np.random.default_rng(seed).standard_normal((frames, channels))


def copy_of(sound: NDArray[np.float64], rate_hz: int, subtype: str) -> Copy:
    kinds = {"FLOAT": np.float32, "DOUBLE": np.float64}
    like = np.zeros(1, kinds.get(subtype, np.int32))
    return Copy(as_samples(sound, like, subtype), rate_hz)


def filled(subtype: str, channels: int, rate_hz: int, *, level: float = 0.1) -> tuple[Copy, Place, Joined]:
    """Two seconds of noise, of which 0.8 to 1.2 are made; the model heard 0.3 to 1.7."""
    original = copy_of(noise(2 * rate_hz, channels), rate_hz, subtype)
    first, last, begin = round(0.8 * rate_hz), round(1.2 * rate_hz), round(0.3 * rate_hz)
    place = Place(first, last, begin, 2 * rate_hz, subtype)
    made = noise(round(1.4 * MADE_HZ), seed=2, level=level)[:, 0].astype(np.float32)
    return original, place, joined(made, MADE_HZ, original, place)


@pytest.mark.parametrize(("subtype", "channels", "rate_hz"), FORMS)
def test_a_filled_file_is_the_recording_bit_for_bit_outside_the_range_and_its_crossfades(
    subtype: str, channels: int, rate_hz: int
) -> None:
    original, place, result = filled(subtype, channels, rate_hz)
    file = b"".join(wav_parts(result.data, rate_hz, form=SampleFormat(channels, subtype)))
    info = soundfile.info(BytesIO(file))
    assert (info.subtype, info.channels, info.samplerate, info.frames) == (subtype, channels, rate_hz, place.frames)
    read, _ = soundfile.read(BytesIO(file), dtype=original.samples.dtype.name, always_2d=True)
    first, last = touched_frames(place, rate_hz, len(original.samples))
    assert np.array_equal(read[:first], original.samples[:first])
    assert np.array_equal(read[last:], original.samples[last:])
    assert (place.first - first, last - place.last) == (round(FADE_S * rate_hz),) * 2
    assert not np.array_equal(read[place.first : place.last], original.samples[place.first : place.last])
    assert decode_samples(result.data, channels, subtype) == pytest.approx(
        soundfile.read(BytesIO(file), dtype="float64", always_2d=True)[0]
    )


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_samples_come_back_as_they_went(subtype: str) -> None:
    copy = copy_of(noise(1000, 3, level=0.3), 48_000, subtype)
    file = BytesIO(b"".join(wav_parts(encode_samples(copy.samples, subtype), 48_000, form=SampleFormat(3, subtype))))
    assert np.array_equal(soundfile.read(file, dtype=copy.samples.dtype.name, always_2d=True)[0], copy.samples)


def test_formats_that_a_wav_file_has_stay_and_others_become_floats() -> None:
    assert [delivered_subtype(one) for one in ("PCM_16", "PCM_24", "DOUBLE")] == ["PCM_16", "PCM_24", "DOUBLE"]
    assert delivered_subtype("PCM_S8") == "PCM_16"
    assert [delivered_subtype(one) for one in ("VORBIS", "MPEG_LAYER_III", "ULAW")] == ["FLOAT"] * 3


@pytest.mark.parametrize("level", [0.04, 0.1, 0.3])
def test_what_was_made_gets_the_level_of_what_is_around_it(level: float) -> None:
    _, place, result = filled("PCM_24", 1, 48_000, level=level)
    inside, outside = (
        np.sqrt(np.mean(part**2)) for part in (result.mix[place.first : place.last], result.mix[: place.first - 2000])
    )
    assert inside == pytest.approx(outside, rel=0.1)
    assert all(step is not None and abs(step) < 1.0 for step in result.steps_db)


def test_each_channel_keeps_its_own_level() -> None:
    sound = noise(48_000, 2)
    sound[:, 1] *= 0.1
    original = copy_of(sound, 48_000, "PCM_24")
    place = Place(19_200, 28_800, 0, 48_000, "PCM_24")
    result = joined(noise(MADE_HZ, seed=2)[:, 0].astype(np.float32), MADE_HZ, original, place)
    left, right = decode_samples(result.data, 2, "PCM_24")[20_000:28_000].T
    assert np.sqrt(np.mean(left**2) / np.mean(right**2)) == pytest.approx(10.0, rel=0.1)


def test_silence_around_a_range_says_nothing_of_its_level() -> None:
    original = copy_of(np.zeros((48_000, 1)), 48_000, "PCM_24")
    place = Place(19_200, 28_800, 0, 48_000, "PCM_24")
    result = joined(noise(MADE_HZ, seed=2)[:, 0].astype(np.float32), MADE_HZ, original, place)
    assert np.sqrt(np.mean(result.mix[20_000:28_000] ** 2)) == pytest.approx(0.1, rel=0.1)
    assert not result.mix[: place.first - round(FADE_S * 48_000)].any()


@pytest.mark.parametrize("other", [0, 1])
def test_a_crossfade_keeps_the_level_of_sounds_that_are_alike_and_of_others(other: int) -> None:
    rate_hz = MADE_HZ
    powers = []
    for seed in range(30):
        sound = noise(rate_hz, seed=2 * seed)
        made = noise(rate_hz, seed=2 * seed + other)
        place = Place(rate_hz // 2, rate_hz, 0, rate_hz, "DOUBLE")
        result = joined(made[:, 0].astype(np.float32), rate_hz, copy_of(sound, rate_hz, "DOUBLE"), place)
        fade = result.mix[place.first - round(FADE_S * rate_hz) : place.first]
        powers.append(np.mean(fade**2))
    assert np.sqrt(np.mean(powers)) == pytest.approx(0.1, rel=0.05)


def test_a_sound_that_is_continued_is_itself_until_the_crossfade_and_ends_softly() -> None:
    rate_hz = 44_100
    original = copy_of(noise(rate_hz, 2), rate_hz, "PCM_16")
    place = Place(rate_hz, 2 * rate_hz, 0, 2 * rate_hz)
    made = noise(2 * MADE_HZ, seed=3)[:, 0].astype(np.float32)
    result = joined(made, MADE_HZ, original, place)
    samples = decode_samples(result.data, 2, "PCM_16")
    kept = rate_hz - round(FADE_S * rate_hz)
    assert np.array_equal(samples[:kept], original.samples[:kept] / 2.0**31)
    assert len(samples) == 2 * rate_hz
    assert np.abs(samples[-1]).max() < 0.01
    assert np.sqrt(np.mean(samples[-rate_hz // 2 : -1000] ** 2)) == pytest.approx(0.1, rel=0.1)
    assert result.steps_db[1] is None


def test_a_beginning_is_replaced_and_nothing_goes_beyond_full_scale() -> None:
    original = copy_of(noise(MADE_HZ, level=0.3), MADE_HZ, "PCM_16")
    place = Place(0, 8000, 0, MADE_HZ)
    made = 3 * noise(MADE_HZ, seed=3)[:, 0].astype(np.float32)
    result = joined(made, MADE_HZ, original, place)
    assert np.abs(result.mix[:8000]).max() < 1.0
    assert np.abs(result.mix[0]) < 0.01
    last = touched_frames(place, MADE_HZ, MADE_HZ)[1]
    assert np.array_equal(result.mix[last:], (original.samples / 2.0**31)[last:, 0])


def test_what_is_not_as_long_as_its_window_is_refused() -> None:
    original = copy_of(noise(48_000), 48_000, "PCM_16")
    with pytest.raises(FoleyError, match="48000 were due"):
        joined(np.zeros(MADE_HZ * 3, np.float32), MADE_HZ, original, Place(1000, 9000, 0, 48_000))
