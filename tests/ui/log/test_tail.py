"""Reading the log while it is written and rotated: each line once, in order, whatever happens to its files."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.logs import LOG_FILE, LOGGER, Log, open_log
from foley_models.errors import NotAvailableError
from foley_ui.log.lines import Level, parsed, readable
from foley_ui.log.tail import LINES_MOST, LogTail


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    made = open_log(tmp_path, level="debug", size_bytes=10_000)
    yield made
    made.close()


def say(*texts: str) -> None:
    for text in texts:
        logging.getLogger(f"{LOGGER}.daemon.runner").info("%s", text)


def texts(tail: LogTail) -> list[str]:
    return [line.text for line in tail.read().lines]


def test_a_folder_without_a_log_is_told_and_no_error(tmp_path: Path) -> None:
    batch = LogTail(tmp_path / "none").read()
    assert (batch.missing, batch.afresh, batch.lines) == (True, True, ())


def test_each_line_is_read_once(tmp_path: Path, log: Log) -> None:
    tail = LogTail(tmp_path)
    say("one", "two")
    assert texts(tail) == ["one", "two"]
    assert tail.read().lines == ()
    say("three")
    batch = tail.read()
    assert ([line.text for line in batch.lines], batch.afresh) == (["three"], False)


def test_half_a_line_waits_for_its_rest(tmp_path: Path, log: Log) -> None:
    tail = LogTail(tmp_path)
    say("one")
    tail.read()
    with (tmp_path / LOG_FILE).open("ab") as stream:
        stream.write(b"2026-11-22T09:00:00.123Z INFO foley_bridge.x: tw")
        stream.flush()
        assert tail.read().lines == ()
        stream.write("ö\n".encode())
    assert texts(tail) == ["twö"]


def test_what_came_before_and_after_a_rotation_is_read_in_order(tmp_path: Path, log: Log) -> None:
    tail = LogTail(tmp_path)
    said = [f"{number:04d} {'x' * 60}" for number in range(300)]
    read: list[str] = []
    for number, text in enumerate(said):
        say(text)
        if number % 17 == 0:
            read += texts(tail)
    read += texts(tail)
    assert (tmp_path / f"{LOG_FILE}.2").exists()
    assert read == said


def test_after_more_than_one_rotation_it_begins_afresh_with_the_end(tmp_path: Path, log: Log) -> None:
    tail = LogTail(tmp_path)
    say("first")
    tail.read()
    for number in range(400):
        say(f"{number:04d} {'x' * 60}")
    batch = tail.read()
    assert batch.afresh
    assert batch.lines[-1].text.startswith("0399")
    assert [line.text[:4] for line in batch.lines] == [f"{399 - n:04d}" for n in reversed(range(len(batch.lines)))]


def test_of_a_large_file_only_the_end_is_read(tmp_path: Path) -> None:
    line = "2026-11-22T09:00:00.123Z INFO foley_bridge.x: number "
    (tmp_path / LOG_FILE).write_text("".join(f"{line}{number}\n" for number in range(60_000)), encoding="utf-8")
    batch = LogTail(tmp_path).read()
    assert len(batch.lines) == LINES_MOST
    assert batch.lines[-1].text == "number 59999"


def test_a_log_that_was_removed_begins_anew(tmp_path: Path, log: Log) -> None:
    tail = LogTail(tmp_path)
    say("one")
    tail.read()
    (tmp_path / LOG_FILE).unlink()
    assert tail.read().missing
    (tmp_path / LOG_FILE).write_text("2026-11-22T09:00:00.123Z INFO foley_bridge.x: new\n", encoding="utf-8")
    batch = tail.read()
    assert (batch.afresh, [line.text for line in batch.lines]) == (True, ["new"])


def test_a_log_that_cannot_be_read_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / LOG_FILE).mkdir()
    with pytest.raises(NotAvailableError, match="cannot be read"):
        LogTail(tmp_path).read()


def test_a_line_has_parts_and_what_is_none_of_ours_is_shown_as_it_is() -> None:
    lines = ["2026-11-22T09:00:00.123Z WARNING foley_bridge.engine.supervisor: it hangs\\n  here", "3 lines were lost"]
    good, other = parsed(lines)
    assert (good.level, good.where, good.text) == (Level.WARNING, "engine.supervisor", "it hangs\\n  here")
    assert readable(good).splitlines()[1:] == ["it hangs", "  here"]
    assert (other.level, other.when, readable(other)) == (Level.ERROR, "", "3 lines were lost")
