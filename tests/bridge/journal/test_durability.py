"""What was accepted survives kills, cut files and full disks; what is no journal is set aside, never removed."""

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from benchmarks.reliability.journal import kill_often
from foley_bridge.journal.faults import JournalDamagedError, JournalTooNewError
from foley_bridge.journal.inspection import inspect_journal
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import State
from foley_models.errors import DestinationError, DiskFullError
from tests.bridge.small_disk import SIZE_BYTES, small_disk

KILLS = 12


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real small disk; SQLite does not write through the calls that a pretended one limits."""
    for folder in small_disk(tmp_path, monkeypatch):
        if not os.path.ismount(folder):
            pytest.skip("this user may not mount a small disk")
        yield folder


def accept(journal: Journal, first: int, count: int) -> None:
    for number in range(first, first + count):
        journal.accept(f"job {number}", "order", "udp:127.0.0.1:9001")


def set_aside_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*set-aside*.sqlite3"))


def test_nothing_acknowledged_is_lost_when_the_program_is_killed_at_any_point(tmp_path: Path) -> None:
    tally = kill_often(tmp_path, KILLS)
    assert tally.kills == KILLS
    assert tally.acknowledged > KILLS
    assert tally.lost == []


def test_a_loss_would_be_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Journal.recover

    def lose(journal: Journal) -> object:
        with journal._database.write() as connection:
            connection.execute("DELETE FROM jobs WHERE number = 1")
        return original(journal)

    monkeypatch.setattr(Journal, "recover", lose)
    assert kill_often(tmp_path, 1).lost != []


def test_every_commit_is_forced_to_the_disk(path: Path) -> None:
    with Journal(path) as journal, journal._database.write() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
def test_only_the_user_can_read_the_journal(path: Path) -> None:
    path.touch(0o644)
    path.chmod(0o644)
    with Journal(path) as journal:
        accept(journal, 0, 1)
        assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}


def test_a_log_cut_at_any_byte_holds_a_beginning_of_what_was_accepted(path: Path, tmp_path: Path) -> None:
    with Journal(path) as journal:
        accept(journal, 0, 12)
        log = path.with_name(path.name + "-wal").read_bytes()
        database = path.read_bytes()
    assert log
    held = []
    for cut in (*range(0, len(log), len(log) // 40), len(log)):
        copy = tmp_path / f"cut {cut}" / "journal.sqlite3"
        copy.parent.mkdir()
        copy.write_bytes(database)
        copy.with_name(copy.name + "-wal").write_bytes(log[:cut])
        with Journal(copy) as journal:
            assert journal.set_aside == ""
            ids = [job.id for job in reversed(journal.recent(99))]
        assert ids == [f"job {number}" for number in range(len(ids))]
        held.append(len(ids))
    assert held == sorted(held)
    assert held[0] < held[-1] == 12


def test_a_damaged_journal_is_set_aside_with_a_clear_sentence(path: Path) -> None:
    with Journal(path) as journal:
        accept(journal, 0, 50)
    data = bytearray(path.read_bytes())
    data[5000:9000] = b"\xa5" * 4000
    path.write_bytes(data)
    with Journal(path) as journal:
        (kept,) = set_aside_in(path.parent)
        assert str(kept) in journal.set_aside
        assert "damaged" in journal.set_aside
        accept(journal, 0, 1)
        assert journal.waiting() == 1
    assert kept.read_bytes() == data
    with Journal(path) as journal:
        assert journal.set_aside == ""
        assert journal.waiting() == 1


@pytest.mark.parametrize("content", [b"not a database at all\n" * 300, b"SQLite format 3\x00" + bytes(5000)])
def test_a_file_that_is_no_database_is_set_aside(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with Journal(path) as journal:
        assert journal.set_aside
    assert [one.read_bytes() for one in set_aside_in(path.parent)] == [content]


def test_the_database_of_another_program_is_set_aside_unchanged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE jobs (theirs)")
        other.execute("INSERT INTO jobs VALUES (1)")
        other.commit()
    content = path.read_bytes()
    with Journal(path) as journal:
        assert "another program" in journal.set_aside
    assert [one.read_bytes() for one in set_aside_in(path.parent)] == [content]


def test_journals_that_are_set_aside_never_replace_one_another(path: Path) -> None:
    for content in (b"first" * 1000, b"second" * 1000):
        for one in path.parent.glob("journal.sqlite3*"):
            one.unlink()
        path.write_bytes(content)
        with Journal(path) as journal:
            assert journal.set_aside
    assert {one.read_bytes() for one in set_aside_in(path.parent)} == {b"first" * 1000, b"second" * 1000}


def test_a_journal_of_a_later_version_is_refused_and_left_as_it_is(path: Path) -> None:
    with Journal(path) as journal:
        accept(journal, 0, 1)
    with closing(sqlite3.connect(path)) as later:
        later.execute("PRAGMA user_version = 99")
    content = path.read_bytes()
    for look in (Journal, inspect_journal):
        with pytest.raises(JournalTooNewError, match=r"later version .*99"):
            look(path)
    assert path.read_bytes() == content
    assert set_aside_in(path.parent) == []


def test_a_folder_in_the_journal_s_place_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(DestinationError, match="folder, not a file"):
        Journal(path)


def test_a_full_disk_is_said_and_the_journal_goes_on_when_there_is_space(disk: Path) -> None:
    path, filler = disk / "journal.sqlite3", disk / "filler"
    with Journal(path) as journal:
        accept(journal, 0, 3)
        _fill(filler)
        with pytest.raises(DiskFullError, match="No space is left"):
            accept(journal, 3, 100)
        known = {job.id for job in journal.recent(999)}  # what was accepted is read meanwhile
        assert known >= {"job 0", "job 1", "job 2"}
        with pytest.raises(DiskFullError):
            accept(journal, 500, 100)
        filler.unlink()
        accept(journal, 200, 1)
        started = journal.next_queued()
        assert started is not None
        assert (started.id, started.state) == ("job 0", State.RUNNING)
        known |= {job.id for job in journal.recent(999)}
    with Journal(path) as journal:
        assert journal.set_aside == ""
        assert {job.id for job in journal.recent(999)} == known >= {"job 200"}


def test_a_journal_that_finds_no_space_at_start_says_so_and_is_not_set_aside(disk: Path) -> None:
    path, filler = disk / "journal.sqlite3", disk / "filler"
    with Journal(path) as journal:
        accept(journal, 0, 3)
    _fill(filler)
    with pytest.raises(DiskFullError), Journal(path) as journal:
        accept(journal, 3, 100)
    filler.unlink()
    assert set_aside_in(disk) == []
    with Journal(path) as journal:
        assert journal.waiting() >= 3


@pytest.mark.skipif(os.name == "nt", reason="limits of a process are POSIX's")
def test_a_disk_that_refuses_is_said_and_the_journal_goes_on_when_it_takes_again(path: Path) -> None:
    import resource

    with Journal(path) as journal:
        accept(journal, 0, 3)
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.with_name(path.name + "-wal").stat().st_size, limits[1]))
        try:
            with pytest.raises(DestinationError, match="the disk reported a fault"):
                accept(journal, 3, 1)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert journal.waiting() == 3
        accept(journal, 4, 1)
        assert [job.id for job in journal.recent(1)] == ["job 4"]


def test_a_look_into_a_journal_changes_nothing_and_works_while_it_is_open(path: Path) -> None:
    with Journal(path) as journal:
        accept(journal, 0, 3)
        journal.cancel("job 1")
        found = inspect_journal(path)
        assert (found.jobs, found.waiting) == (3, 2)
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    assert inspect_journal(path) == found
    assert {one.name: one.read_bytes() for one in path.parent.iterdir()} == before


def test_a_look_into_a_damaged_journal_says_so_and_leaves_it(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"not a database at all\n" * 300)
    copy = shutil.copy(path, tmp_path / "copy")
    with pytest.raises(JournalDamagedError):
        inspect_journal(path)
    assert path.read_bytes() == Path(copy).read_bytes()


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as stream, suppress(OSError):  # which is the end that is meant
        for _ in range(SIZE_BYTES):
            stream.write(bytes(512))
