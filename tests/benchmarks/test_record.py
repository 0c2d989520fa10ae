"""Measured figures into a pack's card."""

import json
from pathlib import Path

import pytest

from benchmarks.record import main, rounded
from foley_models.card import CARD_FILE, read_card
from foley_models.pack_files import verify_pack
from tests.models.tiny_core import write_tiny_pack


def test_a_report_goes_under_its_name_and_nothing_else_changes(tmp_path: Path) -> None:
    folder = write_tiny_pack(tmp_path / "pack")
    before = read_card(folder / CARD_FILE)
    (tmp_path / "ear.json").write_text(json.dumps({"average": 0.123456, "clips": 16}), encoding="utf-8")
    assert main(["--pack", str(folder), f"ear={tmp_path / 'ear.json'}"]) == 0
    after = verify_pack(folder)
    assert after.measured == {**before.measured, "ear": {"average": 0.123, "clips": 16}}
    assert after.files == before.files
    assert after.categories == before.categories


def test_numbers_are_rounded_at_any_depth() -> None:
    assert rounded({"a": [0.12345, {"b": 1.0004}], "c": "text", "d": 7}) == {
        "a": [0.123, {"b": 1.0}],
        "c": "text",
        "d": 7,
    }


@pytest.mark.parametrize(("report", "says"), [("ear.json", "NAME=FILE"), ("ear=missing.json", "cannot be read")])
def test_a_wrong_report_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], report: str, says: str
) -> None:
    folder = write_tiny_pack(tmp_path / "pack")
    assert main(["--pack", str(folder), report]) == 1
    assert says in capsys.readouterr().err


def test_what_is_no_json_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_tiny_pack(tmp_path / "pack")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    assert main(["--pack", str(folder), f"ear={tmp_path / 'broken.json'}"]) == 1
    assert "not JSON" in capsys.readouterr().err
