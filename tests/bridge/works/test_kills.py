"""A sheet that was asked for over OSC outlives the daemon: every cue once, also where nobody asks again."""

import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.reliability.cue_host import RATE_HZ
from benchmarks.reliability.cue_kills import look, sheet_of
from benchmarks.reliability.daemons import DaemonProcess
from foley_bridge.client import Client
from foley_bridge.cues.keeping import RECORD_FILE
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import Kind, State
from foley_bridge.osc.message import Argument

CUES = 30
WAIT_S = 120.0  # far more than it takes, on a machine that is busy with other things

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9")


def test_a_sheet_goes_on_by_itself_after_kill_9_and_the_same_id_hears_of_its_end(tmp_path: Path) -> None:
    sheet, out = tmp_path / "sheet.csv", tmp_path / "out"
    sheet.write_text(sheet_of(CUES), encoding="utf-8")
    pairs: dict[str, Argument] = {"out": str(out), "rate": RATE_HZ}
    with DaemonProcess(tmp_path / "home") as daemon:
        with Client.connect(daemon.folders) as client:
            client.tell("/foley/cues", str(sheet), pairs=pairs, request_id="sheet")
            _until_made(out, 2)
        daemon.kill()
        assert _made(out) < CUES
        daemon.launch()
        _until_made(out, CUES)  # nobody has asked again
        with Client.connect(daemon.folders) as client:
            words = [one.word for one in client.cues(str(sheet), pairs=pairs, request_id="sheet")]
        assert words[-2:] == ["made", "done"]
        with Journal(daemon.folders.journal_file) as journal:
            kinds = Counter(one.kind for one in journal.recent(1000))
            assert journal.job("sheet").state is State.DONE
    assert kinds == {Kind.CUES: 1, Kind.GENERATE: CUES}
    found = look(out, CUES, Counter(), seconds=0.0)
    assert (found.missing, found.doubled, found.surplus, found.temporary) == ([], [], [], [])


def _made(out: Path) -> int:
    record = out / RECORD_FILE
    return record.read_bytes().count(b"\n") if record.exists() else 0


def _until_made(out: Path, cues: int) -> None:
    deadline_s = time.monotonic() + WAIT_S
    while _made(out) < cues:
        assert time.monotonic() < deadline_s, f"{_made(out)} cues are made"
        time.sleep(0.01)
