"""The door through which a journal of an earlier version comes."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from foley_bridge.journal.faults import JournalTooNewError
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import Kind
from foley_bridge.journal.schema import STEPS, migrate

NEXT = (*STEPS, ("ALTER TABLE jobs ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'",))
BROKEN = (*STEPS, (*NEXT[-1], "ALTER TABLE nowhere ADD COLUMN mood TEXT"))


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """To the journal of this version, with a job in it."""
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        journal.accept("a", "order", "udp:127.0.0.1:9001")
    with closing(sqlite3.connect(path, isolation_level=None)) as one:
        yield one


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_an_earlier_journal_becomes_one_of_this_version_with_all_that_is_in_it(connection: sqlite3.Connection) -> None:
    migrate(connection, NEXT)
    assert version(connection) == len(STEPS) + 1
    assert connection.execute("SELECT id, mood FROM jobs").fetchall() == [("a", "calm")]
    migrate(connection, NEXT)  # nothing is done twice
    with pytest.raises(JournalTooNewError):
        migrate(connection)


def test_a_step_that_fails_leaves_the_earlier_journal(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(connection, BROKEN)
    assert version(connection) == len(STEPS)
    with pytest.raises(sqlite3.OperationalError, match="mood"):
        connection.execute("SELECT mood FROM jobs")


def test_a_journal_from_before_there_were_trainings_goes_on_with_all_that_is_in_it(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as earlier:
        migrate(earlier, STEPS[:2])
        for name, state in (("a", "done"), ("b", "running"), ("c", "queued")):
            row = (name, f"order {name}", "udp:127.0.0.1:9001", state, 8, 1.0)
            columns = "id, order_text, route, state, batch_size, created_s"
            earlier.execute(f"INSERT INTO jobs ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)
        earlier.execute("INSERT INTO facts (name, value) VALUES ('pack', 'core')")
    with Journal(path) as journal:
        assert [one.id for one in journal.recover().requeued] == ["b"]
        assert {one.kind for one in journal.recent(9)} == {Kind.GENERATE}
        assert journal.recall("pack") == "core"
        journal.accept("d", "order d", "udp:127.0.0.1:9001", kind=Kind.TRAIN)
        started = [job.id for job in iter(journal.next_queued, None)]
        assert started == ["b", "c", "d"]
        assert journal.adapters() == ()
        assert journal.training("d").outcome == ""


def test_a_journal_from_before_hosts_were_named_keeps_its_requests_and_takes_names_from_now_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as earlier:
        migrate(earlier, STEPS[:3])
        row = ("a", "order a", "udp:127.0.0.1:9001", "done", 8, 1.0)
        columns = "id, order_text, route, state, batch_size, created_s"
        earlier.execute(f"INSERT INTO jobs ({columns}) VALUES (?, ?, ?, ?, ?, ?)", row)
    with Journal(path) as journal:
        assert journal.job("a").client == ""
        journal.accept("b", "order b", "udp:127.0.0.1:9002", client="REAPER: Film")
        assert journal.job("b").client == "REAPER: Film"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM jobs WHERE id = 'a'",
        "SELECT * FROM jobs WHERE state = 'queued' ORDER BY number LIMIT 1",
        "SELECT count(*) FROM jobs WHERE state = 'queued' AND number < 5",
        "SELECT * FROM candidates WHERE job = 'a' ORDER BY rank, position",
        "SELECT * FROM candidates WHERE published = 0",
        "SELECT * FROM jobs WHERE created_s < 5",
        "SELECT * FROM jobs WHERE state = 'queued' AND NOT held AND kind = 'train' ORDER BY number LIMIT 1",
        "SELECT * FROM adapters WHERE pack = 'a' ORDER BY number DESC",
    ],
)
def test_what_is_asked_often_is_found_by_an_index(connection: sqlite3.Connection, query: str) -> None:
    plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query}"))
    assert "SCAN jobs" not in plan
    assert "SCAN adapters" not in plan
    assert "SCAN candidates" not in plan or "candidates_unconfirmed" in plan
