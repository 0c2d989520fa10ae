"""Reads the journal while a daemon, in this process or another one, writes it: for windows that show all requests."""

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.journal import adapters, candidates, descent, jobs, trainings
from foley_bridge.journal.faults import JournalDamagedError, translated
from foley_bridge.journal.records import AdapterRecord, CandidateRecord, Job, Kind, TrainingRecord
from foley_bridge.journal.rows import Row, row_of
from foley_bridge.journal.schema import STEPS, check_version, is_foreign
from foley_bridge.journal.searching import Search, conditions

BUSY_TIMEOUT_S = 2.0
# What a row shows beside its job: its sounds, those on a timeline, and the recipe of the best for its category.
_QUERY = """
SELECT jobs.*,
    (SELECT count(*) FROM candidates WHERE job = jobs.id AND published) AS made,
    (SELECT count(*) FROM candidates WHERE job = jobs.id AND imported) AS imported,
    (SELECT recipe FROM candidates WHERE job = jobs.id AND published ORDER BY rank LIMIT 1) AS recipe
FROM jobs
"""
_EVERYTHING = Search()


@dataclass(frozen=True)
class TrainingRow:
    """A training: its place in the journal, its job, and what came of it so far."""

    number: int
    job: Job
    record: TrainingRecord


class JournalReader:
    """Thread-safe, and without a connection between two calls, so that the daemon may set the file aside at any time.

    A journal that is not there yet, or that the daemon has not brought to this version yet, is empty. Every method
    raises JournalError (damaged, foreign, of a later version) or DestinationError where it cannot be read.
    `spoken` says what a CatID is called, so that a search finds it by these words too.
    """

    def __init__(self, path: Path, *, spoken: Callable[[str], str] = str) -> None:
        self._path = path
        self._spoken = spoken

    def page(self, *, before: int | None = None, limit: int, search: Search = _EVERYTHING) -> tuple[Row, ...]:
        """The newest requests with a number under `before`, newest first, that a search wants; at most `limit`."""
        with self._read() as connection:
            if connection is None:
                return ()
            where, values = conditions(connection, search, self._spoken)
            if before is not None:
                where, values = (*where, "jobs.number < ?"), (*values, before)
            clause = f"WHERE {' AND '.join(where)} " if where else ""
            query = f"{_QUERY}{clause}ORDER BY jobs.number DESC LIMIT ?"
            return tuple(row_of(row) for row in connection.execute(query, (*values, max(0, limit))))

    def rows(self, ids: Collection[str]) -> tuple[Row, ...]:
        """The rows of these requests, newest first; what is unknown is left out."""
        return self.page(limit=len(ids), search=Search(only=frozenset(ids)))

    def job(self, job_id: str) -> Job | None:
        """The job of an id, None where none is known."""
        with self._read() as connection:
            row = connection and connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
            return jobs.job_of(row) if row else None

    def place_of(self, job_id: str) -> int:
        """How many wait before a job; 0 for one that does not wait or is unknown."""
        with self._read() as connection:
            known = connection and connection.execute("SELECT 1 FROM jobs WHERE id = ?", (job_id,)).fetchone()
            return jobs.place(connection, job_id) if connection is not None and known else 0

    def candidates(self, job_id: str) -> tuple[CandidateRecord, ...]:
        """All published candidates of a job, best first; none where the job is unknown."""
        with self._read() as connection:
            found = () if connection is None else candidates.of_job(connection, job_id)
            return tuple(one for one in found if one.published)

    def family(self, job_id: str) -> tuple[Row, ...]:
        """The request that a request comes of in the end, and all that come of that one; the oldest first."""
        with self._read() as connection:
            if connection is None:
                return ()
            ids = sorted(descent.family(connection, job_id))
            marks = ", ".join("?" * len(ids))
            query = f"{_QUERY}WHERE jobs.id IN ({marks}) ORDER BY jobs.number"
            return tuple(row_of(row) for row in connection.execute(query, ids))

    def trainings(self) -> tuple[TrainingRow, ...]:
        """All trainings, newest first."""
        with self._read() as connection:
            if connection is None:
                return ()
            query = "SELECT * FROM jobs WHERE kind = ? ORDER BY number DESC"
            rows = connection.execute(query, (Kind.TRAIN.value,)).fetchall()
            return tuple(
                TrainingRow(row["number"], jobs.job_of(row), trainings.find(connection, row["id"])) for row in rows
            )

    def adapters(self, pack: str = "") -> tuple[AdapterRecord, ...]:
        """All adapters that are known, or those of the pack of a digest; the newest first."""
        with self._read() as connection:
            return () if connection is None else adapters.known(connection, pack)

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection | None]:
        """One look at what was committed last; None where there is no journal of this version yet."""
        if not self._path.is_file():
            yield None
            return
        with translated(self._path):
            address = f"{self._path.absolute().as_uri()}?mode=ro"
            connection = sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
            try:
                connection.row_factory = sqlite3.Row
                connection.execute("BEGIN")
                yield connection if self._is_of_this_version(connection) else None
            finally:
                connection.close()

    def _is_of_this_version(self, connection: sqlite3.Connection) -> bool:
        if is_foreign(connection):
            raise JournalDamagedError(f"{self._path} is a database of another program: start the daemon again.")
        return check_version(connection) == len(STEPS)
