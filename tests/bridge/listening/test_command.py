"""`foley-bridge listen` as a person meets it."""

import os
from pathlib import Path

import pytest

from foley_bridge.cli import main
from foley_bridge.listening.session import Session
from foley_bridge.listening.trials import Given
from tests.bridge.listening.systems import make_ab


def test_results_are_printed_and_written_beside_the_test(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    test = make_ab(tmp_path)
    with Session(test, "anna") as session:
        for trial in session.trials:
            session.answer(trial.number, Given({"choice": "b"}))
    assert main(["listen", "results", str(test.folder), "--csv", "--json"]) == 0
    assert "| all | 3 | 3 | 0 | 50% |" in capsys.readouterr().out  # always the right-hand one: no preference at all
    assert sorted(path.name for path in (test.folder / "results").iterdir()) == [
        "answers.csv",
        "results.json",
        "table.csv",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("results", "nowhere"), "holds no listening test: begin one with"),
        (("join", "nowhere", "--listener", "anna"), "holds no listening test"),
        (("ab", "x", "y", "--listener", "anna", "--out", "t"), "x is no folder"),
        (("ab", "x", "y", "--listener", "anna", "--out", "t", "--per-class", "0"), "--per-class is 0"),
        (("rate", "x", "--listener", "anna", "--out", "t"), "'x' names no system: write SYSTEM=FOLDER"),
        (("rate", "x=1", "x=2", "--listener", "anna", "--out", "t"), "The system 'x' is given twice"),
        (
            ("rate", "real=1", "--real", "2", "--listener", "anna", "--out", "t"),
            "real is what the recordings are called",
        ),
        (("ab", "x", "y", "--out", "t"), "required: --listener"),
    ],
)
def test_a_mistake_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["listen", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
