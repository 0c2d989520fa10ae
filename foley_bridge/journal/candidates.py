"""Candidates in the journal's tables: each function is one step inside a transaction of its caller."""

import math
import sqlite3
from collections.abc import Mapping

from foley_bridge.journal.faults import JournalError
from foley_bridge.journal.records import CandidateRecord
from foley_models.errors import UnknownIdError

_COLUMNS = "job, position, rank, score, passed, seed, path, sha256, recipe, published, imported"


def intend(connection: sqlite3.Connection, record: CandidateRecord) -> None:
    """Note a candidate, unpublished. JournalError where one of its index is published already."""
    known = _find(connection, record.job, record.index)
    if known is not None and known.published:
        raise JournalError(f"Candidate {record.index} of the request {record.job!r} is published already.")
    score = None if math.isnan(record.score) else record.score
    values = (record.job, record.index, record.rank, score, record.passed, record.seed)
    connection.execute(
        f"INSERT OR REPLACE INTO candidates ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
        (*values, record.path, record.sha256, record.recipe),
    )


def confirm(connection: sqlite3.Connection, job: str, index: int) -> None:
    """The file of a candidate is there. UnknownIdError where none was intended."""
    _require(connection, job, index)
    connection.execute("UPDATE candidates SET published = 1 WHERE job = ? AND position = ?", (job, index))


def withdraw(connection: sqlite3.Connection, job: str, index: int) -> None:
    """Forget an unpublished candidate. JournalError where it is published."""
    known = _find(connection, job, index)
    if known is not None and known.published:
        raise JournalError(f"Candidate {index} of the request {job!r} is published and cannot be withdrawn.")
    connection.execute("DELETE FROM candidates WHERE job = ? AND position = ?", (job, index))


def lose(connection: sqlite3.Connection, job: str, index: int) -> None:
    """Forget a candidate, published or not: its file is gone. UnknownIdError where none was intended."""
    _require(connection, job, index)
    connection.execute("DELETE FROM candidates WHERE job = ? AND position = ?", (job, index))


def set_ranks(connection: sqlite3.Connection, job: str, ranks: Mapping[int, int]) -> None:
    """Set the ranks (index -> rank) of candidates. UnknownIdError where one is not there."""
    for index, rank in ranks.items():
        _require(connection, job, index)
        connection.execute("UPDATE candidates SET rank = ? WHERE job = ? AND position = ?", (rank, job, index))


def confirm_import(connection: sqlite3.Connection, job: str, index: int) -> bool:
    """A host has a published candidate; True the first time. UnknownIdError where none is published."""
    known = _require(connection, job, index)
    if not known.published:
        raise _unknown(job, index)
    connection.execute("UPDATE candidates SET imported = 1 WHERE job = ? AND position = ?", (job, index))
    return not known.imported


def of_job(connection: sqlite3.Connection, job: str) -> tuple[CandidateRecord, ...]:
    """All of a job's, best first."""
    query = f"SELECT {_COLUMNS} FROM candidates WHERE job = ? ORDER BY rank, position"
    return tuple(_record(row) for row in connection.execute(query, (job,)))


def unconfirmed(connection: sqlite3.Connection) -> tuple[CandidateRecord, ...]:
    """All that were intended and not published."""
    query = f"SELECT {_COLUMNS} FROM candidates WHERE published = 0 ORDER BY job, position"
    return tuple(_record(row) for row in connection.execute(query))


def _require(connection: sqlite3.Connection, job: str, index: int) -> CandidateRecord:
    known = _find(connection, job, index)
    if known is None:
        raise _unknown(job, index)
    return known


def _find(connection: sqlite3.Connection, job: str, index: int) -> CandidateRecord | None:
    query = f"SELECT {_COLUMNS} FROM candidates WHERE job = ? AND position = ?"
    row = connection.execute(query, (job, index)).fetchone()
    return None if row is None else _record(row)


def _unknown(job: str, index: int) -> UnknownIdError:
    return UnknownIdError(f"The request {job!r} has no candidate {index}: use one that was offered.")


def _record(row: sqlite3.Row) -> CandidateRecord:
    return CandidateRecord(
        job=row["job"],
        index=row["position"],
        rank=row["rank"],
        score=math.nan if row["score"] is None else row["score"],
        passed=bool(row["passed"]),
        seed=row["seed"],
        path=row["path"],
        sha256=row["sha256"],
        recipe=row["recipe"],
        published=bool(row["published"]),
        imported=bool(row["imported"]),
    )
