"""Real clips to measure by: hits in a row, everything else as it was recorded."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.real_clips import CLIPS_MOST, real_clips
from benchmarks.sounds import Sound, by_family
from foley_models.errors import RecipeError
from foley_models.recipe.recordings import load_clip, read_manifest
from foley_models.recipe.segments import SegmentMaker
from tests.models.recipe.small_set import write_small_set

FAMILIES = ("rain", "dog_bark", "footstep", "keyboard")


def real(audio: Path) -> dict[str, list[Sound]]:
    return real_clips(audio, by_family(read_manifest(audio, ("train", "validation"))), FAMILIES, 4.0)


def hits(sound: Sound) -> int:
    """Blocks of 10 ms in which it becomes loud."""
    block = sound.rate_hz // 100
    power = np.square(sound.samples[: len(sound.samples) // block * block].reshape(-1, block)).mean(axis=1)
    loud = power > 0.05 * power.max()
    return int(np.count_nonzero(loud[1:] & ~loud[:-1]))


def test_steps_and_keys_come_in_a_row_and_all_else_as_it_was_recorded(tmp_path: Path) -> None:
    clips = real(write_small_set(tmp_path))
    assert {family: len(sounds) for family, sounds in clips.items()} == {
        "rain": 3,
        "dog_bark": 3,
        "footstep": CLIPS_MOST,
        "keyboard": CLIPS_MOST,
    }
    assert all(sound.seconds == 4.0 and hits(sound) >= 4 for sound in clips["footstep"])
    assert all(hits(sound) >= 6 for sound in clips["keyboard"])
    assert all(hits(sound) <= 2 for sound in clips["dog_bark"][:1])


def test_they_are_always_the_same_and_no_two_alike(tmp_path: Path) -> None:
    audio = write_small_set(tmp_path)
    first, again = real(audio)["footstep"], real(audio)["footstep"]
    assert all(np.array_equal(one.samples, two.samples) for one, two in zip(first, again, strict=True))
    assert not np.array_equal(first[0].samples, first[1].samples)


def test_only_steps_and_keys_are_laid_out(tmp_path: Path) -> None:
    audio = write_small_set(tmp_path)
    loaded = [load_clip(audio, row, 22_050) for row in read_manifest(audio, ("train",))]
    maker = SegmentMaker([clip for clip in loaded if clip is not None], 22_050, 22_050)
    with pytest.raises(RecipeError, match="rain"):
        maker.in_a_row("rain", np.random.default_rng(1))
