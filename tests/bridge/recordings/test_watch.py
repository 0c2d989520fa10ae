"""A watched folder: takes join when they are complete, leave when they are removed, and nothing stays behind."""

import os
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from foley_bridge.recordings.records import Checked
from foley_bridge.recordings.watch import Watch, watch
from foley_models.errors import RequestError
from tests.bridge.recordings.making import record, tone

PATIENCE_S = 60.0  # a busy machine is no failure


class Heard:
    """What the watch told, in its order."""

    def __init__(self) -> None:
        self._told: queue.SimpleQueue[Checked] = queue.SimpleQueue()

    def __call__(self, checked: Checked) -> None:
        self._told.put(checked)

    def until(self, true_of: Callable[[Checked], bool]) -> Checked:
        """The first that this is true of; a failure where none comes."""
        while not true_of(checked := self._told.get(timeout=PATIENCE_S)):
            pass
        return checked


def names(checked: Checked) -> list[str]:
    return sorted(one.take.path.name for one in checked.usable)


@contextmanager
def watched(folder: Path) -> Iterator[tuple[Watch, Heard]]:
    heard = Heard()
    with watch(folder, heard, settle_s=0.2) as one:
        yield one, heard


def test_takes_join_leave_and_get_their_captions(tmp_path: Path) -> None:
    folder = tmp_path / "bell"
    record(folder / "a.wav", tone(300))
    with watched(folder) as (_, heard):
        assert names(heard.until(lambda checked: bool(checked.usable))) == ["a.wav"]
        record(folder / "new" / "b.wav", tone(400))
        assert names(heard.until(lambda checked: len(checked.usable) == 2)) == ["a.wav", "b.wav"]
        (folder / "captions.csv").write_text("file,caption\na.wav,a small bell\n")
        heard.until(lambda checked: checked.usable[0].take.caption == "a small bell")
        (folder / "a.wav").unlink()
        assert names(heard.until(lambda checked: len(checked.usable) == 1)) == ["b.wav"]


def test_a_take_that_is_still_written_waits_until_it_is_complete(tmp_path: Path) -> None:
    folder = tmp_path / "bell"
    record(folder / "a.wav", tone(300))
    growing = record(folder / "b.wav", tone(400))
    complete = threading.Event()

    def write_on() -> None:
        stamp_ns = growing.stat().st_mtime_ns
        while not complete.wait(0.01):
            stamp_ns += 1_000_000
            os.utime(growing, ns=(stamp_ns, stamp_ns))

    writer = threading.Thread(target=write_on)
    writer.start()
    heard = Heard()
    with watch(folder, heard, settle_s=1.0):
        first = heard.until(lambda checked: bool(checked.usable))
        assert names(first) == ["a.wav"]
        assert "Still being written: b.wav." in first.notes
        complete.set()
        writer.join()
        assert names(heard.until(lambda checked: len(checked.usable) == 2)) == ["a.wav", "b.wav"]


def test_a_folder_that_goes_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "bell"
    record(folder / "a.wav", tone(300))
    with watched(folder) as (_, heard):
        heard.until(lambda checked: bool(checked.usable))
        (folder / "a.wav").unlink()
        folder.rmdir()
        gone = heard.until(lambda checked: bool(checked.notes) and not checked.usable)
        assert "is not there" in gone.notes[0]


def test_a_closed_watch_leaves_no_thread(tmp_path: Path) -> None:
    before = set(threading.enumerate())
    (tmp_path / "bell").mkdir()
    with watched(tmp_path / "bell") as (one, heard):
        heard.until(lambda checked: not checked.usable)
    one.close()
    left = [thread for thread in set(threading.enumerate()) - before if not thread.name.startswith("recordings ")]
    assert left == []


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="is not there"):
        watch(tmp_path / "none", Heard())
