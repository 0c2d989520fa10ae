"""The judge: what it hears and how it prepares a sound, with a tiny ear in the real one's place."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.sounds import Sound, trivial_signal
from benchmarks.yamnet_judge import (
    PATCH_HOP_SAMPLES,
    PATCH_SAMPLES,
    YamnetJudge,
    level_peak,
    load_judge,
    sounding_patches,
)
from foley_models.errors import RequestError
from tests.benchmarks.tiny_ear import CLASSES, write_ear


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> YamnetJudge:
    return load_judge(write_ear(tmp_path_factory.mktemp("ear")))


def test_class_names_are_those_of_the_folder(judge: YamnetJudge) -> None:
    assert judge.class_names == CLASSES


def test_the_top_five_are_the_best_patches_classes_best_first(judge: YamnetJudge) -> None:
    dull, bright = trivial_signal("brown noise", 2.0, 1), trivial_signal("white noise", 2.0, 1)
    assert judge.hear(dull).top[0] == "Thump"
    # one bright patch at the end is enough
    both = Sound(np.concatenate([dull.samples, np.diff(bright.samples, prepend=0.0)]), dull.rate_hz)
    heard = judge.hear(both)
    assert set(heard.top[:2]) == {"Thump", "Hiss, bright"}
    assert heard.top[2:] == ("Horn", "Bell", "Speech")


def test_neither_level_nor_rate_changes_what_is_heard(judge: YamnetJudge) -> None:
    sound = trivial_signal("brown noise", 2.0, 1, rate_hz=48_000)
    softer = judge.hear(Sound(0.01 * sound.samples, sound.rate_hz))
    assert softer.top == judge.hear(sound).top
    assert softer.embedding == pytest.approx(judge.hear(sound).embedding, rel=1e-3)


def test_silence_after_a_sound_does_not_change_the_embedding(judge: YamnetJudge) -> None:
    samples = trivial_signal("white noise", PATCH_SAMPLES / 16_000, 1).samples
    samples[PATCH_HOP_SAMPLES:] = 0.0  # all of it in the first patch, and none in the second
    alone, followed = (judge.hear(Sound(np.pad(samples, (0, after)), 16_000)) for after in (0, 64_000))
    assert followed.embedding == pytest.approx(alone.embedding)


def test_a_patch_sounds_when_it_is_within_forty_decibels_of_the_loudest() -> None:
    samples = np.zeros(PATCH_SAMPLES + 4 * PATCH_HOP_SAMPLES, dtype=np.float32)
    samples[0] = 1.0
    samples[PATCH_SAMPLES + 3 * PATCH_HOP_SAMPLES + 1] = 0.011  # -39 dB, in the last patch only
    samples[PATCH_HOP_SAMPLES + 10] = 0.009  # -41 dB, in the first two
    assert sounding_patches(samples, 5).tolist() == [True, False, False, False, True]


def test_the_peak_is_brought_to_a_half_and_silence_stays() -> None:
    assert float(np.abs(level_peak(np.array([0.1, -0.2], dtype=np.float32))).max()) == pytest.approx(0.5)
    assert not level_peak(np.zeros(3, dtype=np.float32)).any()


@pytest.mark.parametrize("name", ["yamnet.py", "yamnet.safetensors", "yamnet_class_map.csv"])
def test_a_folder_that_lacks_a_file_is_refused_with_its_name(tmp_path: Path, name: str) -> None:
    (write_ear(tmp_path) / name).unlink()
    with pytest.raises(RequestError, match=name):
        load_judge(tmp_path)
