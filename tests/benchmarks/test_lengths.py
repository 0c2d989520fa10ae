"""The benchmark of lengths: its figures of one sound, its lines and its picture, with a tiny pack."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.lengths import cut_share, draw, join_ranks, made_once, show_seams
from foley_bridge.engine.production import Craft
from foley_models.decoding import PieceDecoder
from foley_models.pack import load_pack
from foley_models.stack import ModelStack
from tests.models.tiny_core import write_tiny_pack

ALL_PASS = Craft(lambda *_: None, lambda *_: None, predict_cat_id=lambda _: "RAINConc")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny")


@pytest.fixture(scope="module")
def stack(folder: Path) -> ModelStack:
    return ModelStack(load_pack(folder, device="cpu", dtype="float32"))


def test_lines_and_picture_come_of_a_few_steps(
    stack: ModelStack, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show_seams(stack, 1, steps=1)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("joins of long sounds: at 40 steps")
    assert lines[1].startswith("seams of loops: step in medians 0.")
    draw(stack, tmp_path / "new" / "picture.png", steps=1)
    assert (tmp_path / "new" / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_a_click_at_a_join_ranks_above_all_other_places(stack: ModelStack) -> None:
    sound = np.random.default_rng(1).normal(size=40 * 8000).astype(np.float32) * 0.01
    spec = stack.pack.parts.spec
    before = join_ranks(stack, sound)
    assert 0.2 < np.mean(before) < 0.8
    joins = PieceDecoder(stack.pack.parts, circular=False, on_piece=lambda _: None).joins(2500)
    for join in joins:
        sound[join * spec.hop_samples : join * spec.hop_samples + 3] += 1.0
    assert len(joins) == 5
    assert min(join_ranks(stack, sound)) > 0.9
    assert cut_share(np.concatenate([sound[: spec.rate_hz], 30 * sound[: spec.rate_hz]]), spec.rate_hz) > 2.0


def test_one_sound_is_made_as_the_engine_does(folder: Path) -> None:
    found = made_once(str(folder), 11.0, 1, rate_hz=8000, craft=ALL_PASS)
    assert found["sound_mb"] == 3 * 11 * 8000 / (1 << 20)
    assert found["peak_mb"] >= found["generated_mb"] >= found["loaded_mb"] > 0
