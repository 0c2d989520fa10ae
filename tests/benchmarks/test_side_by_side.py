"""The stock way and ours, side by side: who is asked what, and what the answers come to."""

import json
from pathlib import Path

import pytest

from benchmarks import side_by_side
from benchmarks.families import JUDGED_FAMILIES
from benchmarks.side_by_side import Answer, kept, prompts_of, turned
from foley_models.card import CARD_FILE, read_card
from foley_models.pack_files import find_pack
from tests.models.tiny_core import add_few_steps, write_tiny_pack


def answer(*pool_scores: float, delivered: int = 2) -> Answer:
    best = tuple(sorted(pool_scores, reverse=True))
    return Answer(1.0, 1.0, 1.0, best[:delivered], best)


def test_each_prompt_begins_with_another_system() -> None:
    assert [next(turned(["a", "b", "c"], number)) for number in range(4)] == ["a", "b", "c", "a"]
    assert list(turned(["a", "b", "c"], 1)) == ["b", "c", "a"]


def test_a_hundred_prompts_are_all_different_requests() -> None:
    prompts = prompts_of(read_card(find_pack("core") / CARD_FILE), 130)
    assert len({(one.text, one.seed) for one in prompts}) == 130
    assert {one.family for one in prompts[:13]} == set(JUDGED_FAMILIES)


def test_what_is_kept_is_a_share_of_the_gain_over_the_mean() -> None:
    whole = [answer(0.0, 0.2, 0.4, 0.6)]  # the best is 0.3 over the mean
    assert kept([answer(0.6, 0.4)], whole) == pytest.approx(1.0)
    assert kept([answer(0.4, 0.2)], whole) == pytest.approx(1 / 3)
    assert kept([answer(0.0, 0.2)], whole) < 0


def test_all_systems_answer_on_a_tiny_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_tiny_pack(tmp_path / "pack")
    add_few_steps(folder)
    assert side_by_side.main(["--pack", str(folder), "--prompts", "2", "--device", "cpu", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["systems"]) == list(side_by_side.SYSTEMS)
    assert found["systems"]["ddim 50"]["times_faster"] == 1.0
    assert found["systems"]["ours"]["times_less_cpu"] > 1.0  # a twelfth of the steps
    assert found["systems"]["ours"]["kept"] is not None


def test_a_pack_without_few_steps_has_nothing_to_compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_tiny_pack(tmp_path / "pack")
    assert side_by_side.main(["--pack", str(folder), "--prompts", "2", "--device", "cpu"]) == 1
    assert "has no few steps" in capsys.readouterr().err


def test_ear_and_recordings_go_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert side_by_side.main(["--ear", str(tmp_path)]) == 1
    assert "go together" in capsys.readouterr().err
