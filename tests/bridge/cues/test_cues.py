"""`foley-bridge cues` through a real daemon: every cue once, whatever ends in between, and only what changed again."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from foley_bridge.cli import EXIT_BAD_REQUEST, EXIT_CANCELLED, EXIT_FAILED, main
from foley_bridge.client import Client
from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.journal.journal import Journal
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer
from foley_models.errors import NotAvailableError
from tests.bridge.daemon.served import Served, served
from tests.bridge.rpp_reader import parse

SHEET = """time,length,prompt,track,count
0.5,0.5,heavy boots on gravel,Feet,2
3,0.5,a door slams,Doors,1
5,0.5,heavy boots on gravel,Feet,2
"""


@pytest.fixture
def daemon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    with served(tmp_path) as running:
        yield running


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "reel 1.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def sounds(out: Path) -> list[Path]:
    return sorted((out / "Foley").glob("*.wav"))


def jobs(daemon: Served) -> int:
    with Journal(daemon.folders.journal_file) as journal:
        return len(journal.recent(100))


def test_a_sheet_becomes_a_project_with_stems_and_a_report_and_a_second_run_makes_nothing(
    daemon: Served, sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = ["cues", str(sheet), "--out", str(out), "--stems", "--rate", "44100"]
    assert main(command) == 0
    shown = capsys.readouterr().out
    assert "0:00:03.000  a door slams: 1 take," in shown
    assert "3 of 3 cues made, 5 takes in all." in shown
    first = sounds(out)
    assert len(first) == len({one.read_bytes() for one in first}) == 5
    assert {one.name for one in (out / "stems").iterdir()} == {"feet.wav", "doors.wav"}
    feet, _ = parse((out / "cues.RPP").read_text(encoding="utf-8")).blocks("TRACK")
    assert [float(one.line("POSITION")[0]) for one in feet.blocks("ITEM")] == [0.5, 5.0]
    asked = jobs(daemon)
    assert main(command) == 0
    assert "3 of 3 cues made" in capsys.readouterr().out
    assert (sounds(out), jobs(daemon)) == (first, asked)
    assert not (out / "cues-2.RPP").exists()


def test_only_what_changed_is_made_again_and_what_was_moved_is_only_moved(
    daemon: Served, sheet: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert main(["cues", str(sheet), "--out", str(out)]) == 0
    first = sounds(out)
    sheet.write_text(SHEET.replace("3,0.5,a door", "4,0.5,a gate").replace("0.5,0.5,heavy", "0.75,0.5,heavy"))
    assert main(["cues", str(sheet), "--out", str(out)]) == 0
    assert len(sounds(out)) == len(first) + 1
    feet, doors = parse((out / "cues-2.RPP").read_text(encoding="utf-8")).blocks("TRACK")
    assert [float(one.line("POSITION")[0]) for one in feet.blocks("ITEM")] == [0.75, 5.0]
    assert "a gate" in doors.blocks("ITEM")[0].line("NAME")[0]


def test_a_sound_that_somebody_deleted_is_made_again_to_the_same_bits(
    daemon: Served, sheet: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert main(["cues", str(sheet), "--out", str(out)]) == 0
    gone = next(one for one in sounds(out) if "door" in one.name)
    before, _ = soundfile.read(gone)
    gone.unlink()
    assert main(["cues", str(sheet), "--out", str(out)]) == 0
    again = next(one for one in sounds(out) if "door" in one.name)
    assert again.name != gone.name
    assert np.array_equal(soundfile.read(again)[0], before)
    assert len(sounds(out)) == 5


def test_a_cue_that_fails_is_reported_and_tried_again_by_the_next_run(
    daemon: Served, sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    sheet.write_text("time,length,prompt,category\n0,0.5,boots,\n1,0.5,a door,NOSUCHCAT\n2,0.5,rain,\n", "utf-8")
    assert main(["cues", str(sheet), "--out", str(out), "--count", "1"]) == EXIT_FAILED
    shown = capsys.readouterr()
    assert "2 of 3 cues made" in shown.out
    assert "1 failed" in shown.out
    assert "Not every cue was made" in shown.err
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("NOSUCHCAT", "DOORWood"), encoding="utf-8")
    assert main(["cues", str(sheet), "--out", str(out), "--count", "1"]) == 0
    assert len(sounds(out)) == 3


def test_a_cue_whose_request_failed_behind_its_takes_keeps_them_and_is_not_made_twice(
    daemon: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet, out = tmp_path / "one.csv", tmp_path / "out"
    sheet.write_text("time,length,prompt,count\n1,0.5,boots,2\n", encoding="utf-8")
    ask = Client.ask

    def unheard(client: Client, address: str, *arguments: Argument) -> Answer:
        if address == "/foley/imported":
            raise NotAvailableError("The daemon ended before it heard of the import.")
        return ask(client, address, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(Client, "ask", unheard)
        assert main(["cues", str(sheet), "--out", str(out)]) == 0
    first = sounds(out)
    (out / "cues.jsonl").unlink()  # as though the host had been killed before it knew, and the daemon too often
    with sqlite3.connect(daemon.folders.journal_file) as journal:
        journal.execute("UPDATE jobs SET state = 'failed', code = 'engine-crashed', text = 'The daemon ended 5 times.'")
    assert main(["cues", str(sheet), "--out", str(out)]) == 0
    assert "boots: 2 takes" in capsys.readouterr().out
    assert sounds(out) == first
    assert "It has 2 of 2 takes: The daemon ended 5 times." in (out / "report.csv").read_text(encoding="utf-8")


def test_a_sheet_can_be_checked_and_a_bad_one_starts_nothing(
    sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cues", str(sheet), "--check"]) == 0
    assert capsys.readouterr().out == ("3 cues on 2 tracks, 5 takes, 1.5 s of sound, the last ends at 5.5 s.\n")
    sheet.write_text(SHEET + "soon,1,rain,Sky,1\n", encoding="utf-8")
    assert main(["cues", str(sheet), "--out", str(tmp_path / "out")]) == EXIT_BAD_REQUEST
    assert "row 5: 'soon' is no time" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_ctrl_c_ends_at_once_with_a_report_and_the_next_run_goes_on(daemon: Served, tmp_path: Path) -> None:
    sheet, out = tmp_path / "long.csv", tmp_path / "out"
    rows = "".join(f"{place},0.5,slow boots {place},2\n" for place in range(10))
    sheet.write_text(f"time,length,prompt,count\n{rows}", encoding="utf-8")
    command = [sys.executable, "-m", "foley_bridge", "cues", str(sheet), "--out", str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.kill(process.pid, signal.SIGINT)
        rest, errors = process.communicate()
    assert process.returncode == EXIT_CANCELLED, errors
    assert "are not made yet" in rest
    made = len(sounds(out))
    assert 0 < made < 20
    assert main(["cues", str(sheet), "--out", str(out)]) == 0
    assert len(sounds(out)) == 20
