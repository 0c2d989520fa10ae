"""The log: bounded, private, a line an event, no token, and no way for a stranger to fill or forge it."""

import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.logs import (
    FILES_MOST,
    HIDDEN,
    LINE_LIMIT_CHARACTERS,
    LOG_FILE,
    Log,
    OneLine,
    Throttle,
    escaped,
    last_lines,
    open_log,
)
from foley_models.errors import DestinationError
from tests.bridge.small_disk import small_disk

TOKEN = "0123456789abcdef" * 4
SIZE_BYTES = 20_000


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    one = open_log(tmp_path / "logs", size_bytes=SIZE_BYTES, secrets=[TOKEN])
    yield one
    one.close()


def files(log_folder: Path) -> list[Path]:
    return sorted(log_folder.iterdir())


def read(tmp_path: Path) -> list[str]:
    return (tmp_path / "logs" / LOG_FILE).read_text(encoding="utf-8").splitlines()


def test_an_event_is_a_line_with_time_level_and_place(log: Log, tmp_path: Path) -> None:
    logging.getLogger("foley_bridge.daemon.door").warning("%s came from %s", "something", "udp:127.0.0.1:9")
    (line,) = read(tmp_path)
    time, level, place, text = line.split(" ", 3)
    assert time.endswith("Z")
    assert (level, place, text) == ("WARNING", "foley_bridge.daemon.door:", "something came from udp:127.0.0.1:9")


def test_less_than_the_level_is_not_noted(log: Log, tmp_path: Path) -> None:
    log.logger.debug("too much")
    assert read(tmp_path) == []


@pytest.mark.parametrize(
    "hostile", ["a\nFORGED", "a\r\nb", "a\x1b[2Jb", "a\u2028b", "a\u202eb", "a\x00b", "a\x85b", "a\ud800b"]
)
def test_nothing_that_is_logged_can_look_like_another_line(log: Log, tmp_path: Path, hostile: str) -> None:
    log.logger.info("%s", hostile)
    (line,) = read(tmp_path)
    assert line.isprintable()
    assert line.endswith(hostile.encode("unicode_escape").decode())


@given(st.text())
def test_an_escaped_text_is_one_line_and_plain_text_stays_as_it_is(text: str) -> None:
    line = escaped(text)
    assert len(line.splitlines()) <= 1
    assert line == text or not text.isprintable()


def test_a_traceback_is_one_line_too(log: Log, tmp_path: Path) -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        log.logger.exception("it failed")
    (line,) = read(tmp_path)
    assert "Traceback" in line
    assert "first\\nsecond" in line


def test_no_token_is_ever_in_the_log(log: Log, tmp_path: Path) -> None:
    later = "f" * 64
    log.hide(later)
    try:
        raise ValueError(f"with {TOKEN}")
    except ValueError:
        log.logger.exception("%s and %s and %r", TOKEN, TOKEN.upper(), (later,))
    text = "\n".join(read(tmp_path))
    assert HIDDEN in text
    assert TOKEN not in text.lower()
    assert later not in text


def test_other_hashes_stay(log: Log, tmp_path: Path) -> None:
    log.logger.info("a file of %s", "ab" * 32)
    assert "ab" * 32 in read(tmp_path)[0]


def test_a_long_line_is_cut_and_says_so(log: Log, tmp_path: Path) -> None:
    log.logger.info("x" * 100_000)
    (line,) = read(tmp_path)
    assert len(line) < LINE_LIMIT_CHARACTERS + 30
    assert line.endswith(" more]")


def test_the_log_is_bounded_and_keeps_the_newest(log: Log, tmp_path: Path) -> None:
    for number in range(3_000):
        log.logger.info("line %d of many", number)
    there = files(tmp_path / "logs")
    assert len(there) == FILES_MOST
    assert all(one.stat().st_size <= SIZE_BYTES for one in there)
    assert read(tmp_path)[-1].endswith("line 2999 of many")
    lines = [line for one in reversed(there) for line in one.read_text(encoding="utf-8").splitlines()]
    numbers = [int(line.split()[-3]) for line in lines]
    assert numbers == list(range(numbers[0], 3_000))


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_only_the_user_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir(mode=0o755)
    (folder / LOG_FILE).touch(0o644)
    log = open_log(folder, size_bytes=10_000)
    for number in range(500):
        log.logger.info("line %d of many", number)
    log.close()
    assert {stat.S_IMODE(one.stat().st_mode) for one in files(folder)} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_log_that_is_closed_takes_nothing_and_closes_twice(log: Log, tmp_path: Path) -> None:
    log.logger.info("before")
    log.close()
    log.close()
    logging.getLogger("foley_bridge").info("after")
    assert len(read(tmp_path)) == 1
    assert logging.getLogger("foley_bridge").propagate


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DestinationError, match="file"):
        open_log(tmp_path / "file" / "logs")


def test_a_full_disk_costs_lines_that_are_counted_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for disk in small_disk(tmp_path, monkeypatch):
        if not os.path.ismount(disk):
            pytest.skip("this user may not mount a small disk")
        log = open_log(disk / "logs", size_bytes=10_000_000)
        for _ in range(600):
            log.logger.info("y" * 3_000)
        with (disk / "logs" / LOG_FILE).open("r+b") as stream:
            stream.truncate(1_000)
        log.logger.info("after")
        log.close()
        *_, note, last = (disk / "logs" / LOG_FILE).read_text(encoding="utf-8").splitlines()
        assert "lines could not be written here" in note
        assert last.endswith("after")


class Clock:
    """Time that a test moves."""

    now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


def test_a_stranger_cannot_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    throttle = Throttle(logging.getLogger("strangers"), 5, clock=clock)
    written = [throttle.log(logging.WARNING, "stranger %d", number) for number in range(1_000)]
    assert written == [True] * 5 + [False] * 995
    throttle.settle()
    assert len(caplog.messages) == 5
    clock.now_s += 60
    throttle.warning("%s is text, not a form")
    assert caplog.messages[5:] == [
        "995 lines like those before were left out within a minute",
        "%s is text, not a form",
    ]


def test_what_was_left_out_is_said_although_nobody_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    throttle = Throttle(logging.getLogger("strangers"), 1, clock=clock)
    for _ in range(3):
        throttle.warning("stranger")
    clock.now_s += 61
    throttle.settle()
    throttle.settle()
    assert caplog.messages == ["stranger", "2 lines like those before were left out within a minute"]


def test_an_empty_secret_hides_nothing() -> None:
    record = logging.LogRecord("name", logging.INFO, "", 0, "text", (), None)
    assert OneLine([""]).format(record).endswith("text")


def test_the_last_lines_reach_back_into_the_file_before(log: Log, tmp_path: Path) -> None:
    assert last_lines(tmp_path / "nowhere", 5) == ()
    for number in range(SIZE_BYTES // 50):
        log.logger.warning("number %d", number)
    assert (tmp_path / "logs" / f"{LOG_FILE}.1").exists()
    said = [line.rpartition(" ")[2] for line in last_lines(tmp_path / "logs", 390)]
    assert said == [str(number) for number in range(SIZE_BYTES // 50)][-390:]
