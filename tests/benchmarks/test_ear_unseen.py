"""The ear on prompts in unseen words, from end to end, with a real pack and a real network, both tiny."""

import json
from pathlib import Path

import pytest

from benchmarks import ear_unseen
from benchmarks.ear_unseen import main
from benchmarks.families import JUDGED_FAMILIES
from benchmarks.unseen_prompts import UnseenPrompt, load_unseen_prompts
from tests.benchmarks.tiny_ear import write_ear
from tests.models.tiny_core import write_tiny_pack


def of_family(family: str) -> list[UnseenPrompt]:
    return [one for one in load_unseen_prompts() if one.family == family]


def test_every_family_has_its_row_and_a_second_run_finds_the_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    two_each = [one for family in JUDGED_FAMILIES for one in of_family(family)[:2]]
    monkeypatch.setattr(ear_unseen, "load_unseen_prompts", lambda: two_each)
    ear, pack, out = write_ear(tmp_path / "ear"), write_tiny_pack(tmp_path / "pack"), tmp_path / "out"
    command = ["--ear", str(ear), "--pack", str(pack), "--out", str(out), "--seeds", "1", "--device", "cpu"]
    assert main(command) == 0
    printed = capsys.readouterr().out
    assert all(f"| {family} |" in printed for family in JUDGED_FAMILIES)
    rows = json.loads((out / "ear_unseen.json").read_text(encoding="utf-8"))
    assert {row["takes"] for row in rows.values()} == {2}
    assert rows["keyboard"]["lenient"] == 0.0  # the tiny ear never hears one
    made = {file: file.stat().st_mtime_ns for file in out.rglob("*.wav")}
    assert len(made) == len(two_each)
    assert main(command) == 0
    assert {file: file.stat().st_mtime_ns for file in out.rglob("*.wav")} == made


def test_no_seeds_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--ear", str(tmp_path), "--out", str(tmp_path), "--seeds", "0"]) == 1
    assert "seeds is 0" in capsys.readouterr().err
