"""The journal: every accepted request and every candidate, on the disk before anybody hears of it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from foley_bridge.journal import candidates, history, jobs
from foley_bridge.journal.database import Database
from foley_bridge.journal.records import CandidateRecord, Job, State

WAITING_MOST = 512
FIRST_BATCH_SIZE = 8
HISTORY_DAYS = 90
HISTORY_JOBS = 10_000


@dataclass(frozen=True)
class Accepted:
    """What became of a request: its job, how many wait before it (0 = next), and whether it was not known before."""

    job: Job
    place: int
    new: bool


@dataclass(frozen=True)
class Recovered:
    """What a start found running: put back into its old place, or at its end: cancelled, or given up."""

    requeued: tuple[Job, ...]
    ended: tuple[Job, ...]


class Journal:
    """Thread-safe; a context manager. What a method changed is on the disk when it returns.

    Every method raises DiskFullError or DestinationError where the disk does not take or give it, and JournalError
    where the file is damaged or the step is none that a job can take; nothing is changed then, and the journal goes on
    when the disk does. `set_aside` says in one sentence, for log and user, that a damaged or foreign file was in its
    place and under which name it is kept; "" where all was well.
    """

    def __init__(self, path: Path) -> None:
        """Open the journal or begin one; JournalTooNewError where a later version wrote it."""
        self._database = Database(path)
        self.set_aside = self._database.set_aside

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back; may be called twice."""
        self._database.close()

    def accept(self, job_id: str, order: str, route: str) -> Accepted:
        """Take a request into the queue, or find the job that its id already is; its answers go to `route` from now on.

        RequestError where the id belongs to another order, BusyError where WAITING_MOST are waiting.
        """
        with self._database.read() as connection:
            known = jobs.same(connection, job_id, order)
            if known is not None and known.route == route:
                return Accepted(known, jobs.place(connection, job_id), new=False)  # a repeated datagram writes nothing
        with self._database.write() as connection:
            if jobs.same(connection, job_id, order) is not None:
                jobs.reroute(connection, job_id, route)
                return Accepted(jobs.find(connection, job_id), jobs.place(connection, job_id), new=False)
            jobs.check_room(connection, WAITING_MOST)
            jobs.add(connection, jobs.new(job_id, order, route, batch_size=FIRST_BATCH_SIZE, created_s=time.time()))
            return Accepted(jobs.find(connection, job_id), jobs.place(connection, job_id), new=True)

    def next_queued(self) -> Job | None:
        """The oldest waiting job, now running and once more attempted; None where none waits."""
        with self._database.read() as connection:
            if not jobs.count(connection, State.QUEUED):
                return None
        with self._database.write() as connection:
            return jobs.start_oldest(connection)

    def requeue(self, job_id: str, batch_size: int) -> None:
        """Put a running job back into its old place, to be made with another batch size."""
        with self._database.write() as connection:
            jobs.requeue(connection, job_id, batch_size)

    def recover(self) -> Recovered:
        """Put back what was running when the daemon ended; once, at start.

        A job with which the daemon ended jobs.INTERRUPTIONS_MOST times, without a candidate in between, fails as
        `engine-crashed`.
        """
        with self._database.write() as connection:
            return Recovered(*jobs.recover(connection))

    def finish(self, job_id: str, delivered: int, rejected: int, text: str) -> None:
        """A running job is done; `text` says what was rejected and why."""
        with self._database.write() as connection:
            jobs.finish(connection, job_id, delivered=delivered, rejected=rejected, text=text)

    def fail(self, job_id: str, code: str, text: str) -> None:
        """A waiting or running job failed; with the code `cancelled` it was cancelled."""
        with self._database.write() as connection:
            jobs.fail(connection, job_id, code, text)

    def cancel(self, job_id: str) -> State:
        """Cancel a waiting job at once, note of a running one that it is to stop; the state before."""
        with self._database.write() as connection:
            return jobs.cancel(connection, job_id)

    def job(self, job_id: str) -> Job:
        """The job of an job_id, or UnknownIdError."""
        with self._database.read() as connection:
            return jobs.find(connection, job_id)

    def place_of(self, job_id: str) -> int:
        """How many wait before a job: 0 for the next, and for one that does not wait."""
        with self._database.read() as connection:
            return jobs.place(connection, job_id)

    def waiting(self) -> int:
        """How many jobs wait."""
        with self._database.read() as connection:
            return jobs.count(connection, State.QUEUED)

    def running(self) -> Job | None:
        """The job that runs; the oldest where, after a crash, several seem to."""
        with self._database.read() as connection:
            return jobs.oldest(connection, State.RUNNING)

    def recent(self, limit: int) -> tuple[Job, ...]:
        """The newest jobs, newest first."""
        with self._database.read() as connection:
            return jobs.recent(connection, limit)

    def intend(self, record: CandidateRecord) -> None:
        """Note a candidate before its file appears; a note for the same index that was never confirmed is replaced."""
        with self._database.write() as connection:
            jobs.check_running(connection, record.job)
            candidates.intend(connection, record)

    def published(self, job: str, index: int) -> None:
        """The file of an intended candidate is there."""
        with self._database.write() as connection:
            candidates.confirm(connection, job, index)
            jobs.forget_interruptions(connection, job)

    def withdraw(self, job: str, index: int) -> None:
        """Forget an intended candidate whose file never appeared; nothing happens where there is none."""
        with self._database.write() as connection:
            candidates.withdraw(connection, job, index)

    def set_ranks(self, job: str, ranks: Mapping[int, int]) -> None:
        """Set the ranks of candidates: index -> rank, 1 is the best."""
        with self._database.write() as connection:
            candidates.set_ranks(connection, job, ranks)

    def imported(self, job: str, index: int) -> bool:
        """A host has a published candidate on its timeline; True the first time. UnknownIdError where none is."""
        with self._database.write() as connection:
            return candidates.confirm_import(connection, job, index)

    def candidates(self, job_id: str) -> tuple[CandidateRecord, ...]:
        """All candidates of a job, best first, the unpublished and the imported among them; UnknownIdError."""
        with self._database.read() as connection:
            jobs.find(connection, job_id)
            return candidates.of_job(connection, job_id)

    def offers(self, job_id: str) -> tuple[CandidateRecord, ...]:
        """What may be offered to a host, best first: published, and no import of it confirmed; UnknownIdError."""
        return tuple(one for one in self.candidates(job_id) if one.published and not one.imported)

    def unconfirmed(self) -> tuple[CandidateRecord, ...]:
        """Candidates that were intended but not confirmed: their files may be there or not."""
        with self._database.read() as connection:
            return candidates.unconfirmed(connection)

    def remember(self, key: str, value: str) -> None:
        """Keep a fact about the daemon, in place of an earlier one of that name."""
        with self._database.write() as connection:
            history.remember(connection, key, value)

    def recall(self, key: str) -> str | None:
        """The fact of that name."""
        with self._database.read() as connection:
            return history.recall(connection, key)

    def forget_before(self, created_s: float) -> int:
        """Forget final jobs that were accepted before a time (seconds since 1970), and their candidates; how many."""
        return history.forget(self._database, history.older_than(created_s))

    def trim(self, *, days: float = HISTORY_DAYS, jobs: int = HISTORY_JOBS) -> int:
        """Forget final jobs older than `days` or beyond the newest `jobs`; at start. How many."""
        old = self.forget_before(time.time() - days * 86_400)
        return old + history.forget(self._database, history.beyond_newest(jobs))
