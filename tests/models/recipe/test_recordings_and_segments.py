"""Recordings in, segments out."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_models.errors import RecipeError
from foley_models.recipe.recordings import find_events, level, load_clip, read_manifest
from foley_models.recipe.segments import SegmentMaker, shift_pitch
from tests.models.recipe.small_set import FAMILIES, write_small_set

RATE_HZ, LENGTH = 22050, 90112


def clips_of(folder: Path) -> list:  # type: ignore[type-arg]
    return [load_clip(folder, recording, RATE_HZ) for recording in read_manifest(folder, ("train",))]


def test_only_the_splits_asked_for_are_read(tmp_path: Path) -> None:
    folder = write_small_set(tmp_path)
    assert {item.split for item in read_manifest(folder, ("train",))} == {"train"}
    assert len(read_manifest(folder, ("train", "validation"))) == 3 * len(FAMILIES)


def test_a_folder_without_manifest_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r"manifest\.csv"):
        read_manifest(tmp_path, ("train",))


def test_a_manifest_without_a_column_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("path,category\na.flac,rain\n", encoding="utf-8")
    with pytest.raises(RecipeError, match="caption"):
        read_manifest(tmp_path, ("train",))


def test_a_silent_clip_is_no_clip(tmp_path: Path) -> None:
    folder = write_small_set(tmp_path)
    recording = read_manifest(folder, ("train",))[0]
    soundfile.write(folder / recording.path, np.zeros(8000), 16000)
    assert load_clip(folder, recording, RATE_HZ) is None


def test_silence_around_an_event_is_not_part_of_it(tmp_path: Path) -> None:
    folder = write_small_set(tmp_path)
    bark = next(item for item in read_manifest(folder, ("train",)) if item.category == "dog_bark")
    clip = load_clip(folder, bark, RATE_HZ)
    assert clip is not None
    assert len(clip.samples) / RATE_HZ == pytest.approx(1.4, abs=0.01)
    assert len(clip.active) / RATE_HZ == pytest.approx(0.4, abs=0.05)


def test_two_hits_apart_are_two_events_and_close_ones_are_one() -> None:
    hit = np.ones(2205, dtype=np.float32)
    apart = np.concatenate([hit, np.zeros(22050, dtype=np.float32), hit])
    close = np.concatenate([hit, np.zeros(441, dtype=np.float32), hit])
    assert len(find_events(apart, RATE_HZ)) == 2
    assert len(find_events(close, RATE_HZ)) == 1


def test_levelling_bounds_the_peak_and_the_loudest_moment() -> None:
    random = np.random.default_rng(0)
    click = np.zeros(22050, dtype=np.float32)
    click[1000] = 0.01
    assert np.abs(level(click, RATE_HZ)).max() == pytest.approx(0.9)
    noise = level(random.uniform(-1, 1, size=22050).astype(np.float32), RATE_HZ)
    assert np.sqrt(np.square(noise).mean()) == pytest.approx(0.25, rel=0.1)


def test_an_octave_up_is_half_as_long() -> None:
    assert len(shift_pitch(np.ones(10000, dtype=np.float32), 12.0, RATE_HZ)) == pytest.approx(5000, abs=2)


def test_the_same_draw_gives_the_same_segment_and_another_another(tmp_path: Path) -> None:
    maker = SegmentMaker(clips_of(write_small_set(tmp_path)), RATE_HZ, LENGTH)
    first, again, other = (maker.draw(np.random.default_rng([1, index])) for index in (0, 0, 1))
    assert np.array_equal(first.samples, again.samples)
    assert first.caption == again.caption
    assert not np.array_equal(first.samples, other.samples)


def test_segments_have_the_length_asked_for_and_are_finite_and_below_full_scale(tmp_path: Path) -> None:
    maker = SegmentMaker(clips_of(write_small_set(tmp_path)), RATE_HZ, LENGTH)
    for index in range(40):
        segment = maker.draw(np.random.default_rng([2, index]))
        assert segment.samples.shape == (LENGTH,)
        assert np.isfinite(segment.samples).all()
        assert 0.1 < np.abs(segment.samples).max() < 1.0


def test_every_family_is_drawn_and_steps_become_walking(tmp_path: Path) -> None:
    maker = SegmentMaker(clips_of(write_small_set(tmp_path)), RATE_HZ, LENGTH)
    drawn = [maker.draw(np.random.default_rng([3, index])) for index in range(80)]
    assert {segment.category for segment in drawn} == set(FAMILIES)
    walks = [segment for segment in drawn if segment.category == "footstep" and "walking" in segment.caption]
    assert walks
    assert all(len(find_events(walk.samples, RATE_HZ, under_db=25.0)) >= 3 for walk in walks[:3])


def test_a_segment_names_the_recordings_in_it(tmp_path: Path) -> None:
    folder = write_small_set(tmp_path)
    known = {item.path for item in read_manifest(folder, ("train",))}
    maker = SegmentMaker(clips_of(folder), RATE_HZ, LENGTH)
    for index in range(20):
        segment = maker.draw(np.random.default_rng([4, index]))
        assert segment.sources
        assert set(segment.sources) <= known
