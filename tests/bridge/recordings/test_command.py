"""`foley-bridge recordings`: a table for people, JSON for programs, a sentence for every mistake."""

import json
from pathlib import Path

import numpy as np
import pytest

from foley_bridge.cli import main
from tests.bridge.recordings.making import record, tone


def test_the_table_names_what_is_used_and_what_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 4):
        record(tmp_path / "dog_bark" / f"dog{'abc'[number - 1]}.wav", tone(100 * number))
    record(tmp_path / "door" / "silent.wav", np.zeros(8000, np.float32))
    (tmp_path / "notes.txt").write_text("x")
    assert main(["recordings", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "dog_bark/doga.wav" in out
    assert "a dog bark" in out
    assert "door/silent.wav: it is silent: its peak is nothing at all, under -60." in out
    assert "3 clips can be used, 0.9 s: 2 recordings to learn from, 1 for validation. Not used: 1." in out
    assert "Files that are no sounds: 1." in out


def test_json_holds_every_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(tmp_path / "bell" / "ä.wav", tone())
    (tmp_path / "bell" / "b.wav").write_bytes(b"")
    assert main(["recordings", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in told["usable"]] == ["bell/ä.wav"]
    assert told["usable"][0]["caption_source"] == "folder"
    assert [one["kind"] for one in told["refused"]] == ["empty"]
    assert told["notes"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none"], "is not there: give a folder, a list as CSV or a REAPER project (.RPP)."),
        (["."], "holds no sound file. Give a folder with WAV, FLAC, AIFF, OGG or MP3 files."),
        ([".", "--validation", "2"], "--validation is 2: choose a share from 0 to 0.8."),
        (["broken.csv"], "line 1: the column path is missing"),
        (["broken.rpp"], "is no REAPER project"),
    ],
)
def test_a_mistake_is_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    if arguments[0].startswith("broken"):
        (tmp_path / arguments[0]).write_text("file\na.wav\n")
    assert main(["recordings", *arguments]) == 2
    captured = capsys.readouterr()
    assert sentence in captured.err
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err


def test_a_project_is_checked_with_the_active_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(tmp_path / "a.wav", tone(300))
    record(tmp_path / "b.wav", tone(400))
    takes = "NAME bell\n<SOURCE WAVE\nFILE a.wav\n>\nTAKE\nNAME 'big bell'\n<SOURCE WAVE\nFILE b.wav\n>"
    (tmp_path / "p.rpp").write_text(f"<REAPER_PROJECT 0.1\n<ITEM\nLENGTH 9\n{takes}\n>\n>\n")
    assert main(["recordings", str(tmp_path / "p.rpp")]) == 0
    assert "big bell (item 1, take 2): it is not the active take of its item" in capsys.readouterr().out
    assert main(["recordings", str(tmp_path / "p.rpp"), "--all-takes", "--json"]) == 0
    assert [one["caption"] for one in json.loads(capsys.readouterr().out)["usable"]] == ["a bell", "a big bell"]


def test_help_has_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["recordings", "--help"])
    out = capsys.readouterr().out
    assert "foley-bridge recordings Episode3.RPP --all-takes" in out
    assert "captions.csv" in out


def test_names_cannot_steer_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(tmp_path / "bell" / "a\x1b[31m.wav", tone())
    assert main(["recordings", str(tmp_path)]) == 0
    assert "\x1b" not in capsys.readouterr().out
