"""Imitations and fills with the pack that ships, at a small size, and their picture."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.imitation_and_fill import (
    FILE_HZ,
    GUIDE_HZ,
    Measured,
    Shown,
    draw,
    guide,
    produced,
    recording,
    steps_of,
)
from foley_bridge.files.sample_formats import decode_samples
from foley_models.envelope import correlation, levels_of
from foley_models.pack import load_pack
from foley_models.pack_files import find_pack
from foley_models.stack import ModelStack


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    stack = ModelStack(load_pack(find_pack("core"), device="cpu", dtype="float32"))
    return Measured(stack, tmp_path_factory.mktemp("sounds"), 1, steps=8)


def test_what_is_delivered_follows_its_guide(measured: Measured) -> None:
    row = measured.imitations(0.6)
    assert row.followed
    assert min(row.followed) >= 0.8
    assert np.median(row.followed) > np.median(row.free)


def test_a_guide_of_many_windows_is_followed_to_its_end(measured: Measured, tmp_path: Path) -> None:
    sound = guide(2, 15.0)
    order = measured.imitation(recording(tmp_path / "long.wav", sound, GUIDE_HZ), "heavy boots on gravel", 0.6, 1.0)
    (made,) = produced(measured.stack, replace(order, request=replace(order.request, count=1, pool=4, steps=4)))
    heard = decode_samples(made.pcm, 1, "PCM_24")[:, 0]
    assert len(heard) == 15 * FILE_HZ
    for part in (slice(None), slice(10 * FILE_HZ, None)):
        first = 0 if part.start is None else 10
        assert correlation(levels_of(sound[first * GUIDE_HZ :], GUIDE_HZ), levels_of(heard[part], FILE_HZ)) >= 0.8


def test_a_fill_changes_nothing_outside_its_range(measured: Measured) -> None:
    seams = measured.fills()
    assert seams.files > 0
    assert seams.difference == 0.0


def test_steps_are_those_of_the_level_where_it_is_heard() -> None:
    tone = np.sin(np.arange(FILE_HZ) / 10) * np.repeat([0.1, 0.2, 0.0, 0.1], FILE_HZ // 4)
    assert max(steps_of(tone, FILE_HZ)) == pytest.approx(6.0, abs=0.2)


def test_the_picture_is_small(tmp_path: Path) -> None:
    sound = guide(1, 2.5, FILE_HZ)
    shown = [Shown("guide", guide(1), GUIDE_HZ), Shown("other", guide(2), GUIDE_HZ)]
    draw(tmp_path / "picture.png", shown, (sound, sound))
    assert 5_000 < (tmp_path / "picture.png").stat().st_size < 400_000
