"""What more seconds, sounds and steps cost: every request is made, and a picture and tables say the same."""

from pathlib import Path

import pytest

from benchmarks import growth
from tests.models.tiny_core import add_few_steps, write_tiny_pack


def test_what_grows_is_asked_for_both_ways_and_steps_of_the_whole_denoiser() -> None:
    asked = growth.requests()
    assert [asked["seconds"][growth.OURS][s].seconds for s in growth.SECONDS] == list(growth.SECONDS)
    assert all(one.pool == 4 * one.count for ways in asked.values() for of in ways.values() for one in of.values())
    assert all(one.thorough and one.steps == 20 for one in asked["count"][growth.STOCK].values())
    assert {one.sampler for one in asked["seconds"][growth.OURS].values()} == {None}


def test_tables_and_a_picture_come_of_a_tiny_pack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_tiny_pack(tmp_path / "pack")
    add_few_steps(folder)
    monkeypatch.setattr(growth, "SECONDS", (0.25, 0.5))
    monkeypatch.setattr(growth, "COUNTS", (1,))
    monkeypatch.setattr(growth, "STEPS", (2, 3))
    monkeypatch.setattr(growth, "RUNS", 1)
    picture = tmp_path / "growth.png"
    assert growth.main(["--pack", str(folder), "--device", "cpu", "--picture", str(picture)]) == 0
    told = capsys.readouterr().out
    assert told.count("| ours |") == 3
    assert told.count("| stock, 20 steps |") == 2
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_pack_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert growth.main(["--pack", "nowhere"]) == 1
    assert capsys.readouterr().err.startswith("benchmarks.growth: ")
