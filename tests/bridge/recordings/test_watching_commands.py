"""`--watch`, as a person meets it: what joins and leaves is said, and trainings follow one another until Ctrl-C."""

import _thread
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import pytest

from foley_bridge.cli import main
from foley_bridge.commands.watching import train_watched
from foley_bridge.recordings.changes import changes, content
from foley_bridge.recordings.check import check
from foley_bridge.recordings.gather import gather
from foley_models.errors import CancelledError
from tests.bridge.recordings.making import record, tone


@contextmanager
def watching(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "foley_bridge", "recordings", str(folder), "--watch"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def until(process: "subprocess.Popen[str]", words: str) -> str:
    for line in cast(IO[str], process.stdout):
        if words in line:
            return line
    raise AssertionError(f"it never said {words!r}")


def test_what_joins_and_leaves_is_told_until_ctrl_c(tmp_path: Path) -> None:
    folder = tmp_path / "bell"
    record(folder / "a.wav", tone(300))
    with watching(folder) as process:
        assert "a bell" in until(process, "+ a.wav")
        (folder / "empty.wav").write_bytes(b"")
        assert "the file is empty" in until(process, "! empty.wav")
        (folder / "a.wav").unlink()
        until(process, "- a.wav")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_only_folders_are_watched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.csv").write_text("path\n")
    for command in ("recordings", "train"):
        assert main([command, str(tmp_path / "list.csv"), "--watch"]) == 2
        assert "--watch is for a folder" in capsys.readouterr().err


def test_changes_are_what_was_not_there_before(tmp_path: Path) -> None:
    record(tmp_path / "bell" / "a.wav", tone(300))
    first = check(gather(tmp_path))
    assert [one.take.label for one in changes(None, first).joined] == ["bell/a.wav"]
    assert not changes(first, first)
    record(tmp_path / "bell" / "b.wav", tone(400))
    (tmp_path / "captions.csv").write_text("file,caption\nbell/a.wav,a small bell\n")
    (tmp_path / "foley-bridge").mkdir()
    second = check(gather(tmp_path))
    found = changes(first, second)
    assert [[one.take.label for one in part] for part in (found.joined, found.left, found.called)] == [
        ["bell/b.wav"],
        [],
        ["bell/a.wav"],
    ]
    assert found.refused == ()
    assert content(first) != content(second)


def test_trainings_follow_one_another_while_takes_join(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "bell"
    record(folder / "a.wav", tone(300))
    begun: list[list[str]] = []

    def train() -> None:
        begun.append(sorted(path.name for path in folder.glob("*.wav")))
        if len(begun) == 1:
            record(folder / "b.wav", tone(400))  # while it runs
        else:
            raise KeyboardInterrupt

    assert train_watched(folder, train, share=0.2, seed=1, quiet_s=0.1) == 1
    assert begun == [["a.wav"], ["a.wav", "b.wav"]]
    assert "+ b.wav" in capsys.readouterr().out
    shutil.rmtree(folder)
    folder.mkdir()

    def never() -> None:
        raise AssertionError("nothing is there to learn from")

    threading.Timer(1.0, _thread.interrupt_main).start()
    with pytest.raises(CancelledError, match="Nothing was trained"):
        train_watched(folder, never, share=0.2, seed=1)
