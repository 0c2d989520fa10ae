"""The journal: every accepted request and every candidate, on the disk before anybody hears of it."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from foley_bridge.journal import adapters, candidates, history, jobs, trainings, turns
from foley_bridge.journal.database import open_journal
from foley_bridge.journal.records import AdapterRecord, CandidateRecord, Job, Kind, State, TrainingRecord

WAITING_MOST = 512  # of one seat
SEATS_MOST = 32  # that wait, beside this machine
FIRST_BATCH_SIZE = 8
SOUNDS_FIRST = (Kind.GENERATE, Kind.TRAIN)
HISTORY_DAYS = 90
HISTORY_JOBS = 10_000


@dataclass(frozen=True)
class Accepted:
    """What became of a request: its job, how many are started before it (0 = next), whether it was not known before."""

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
        self._database = open_journal(path)
        self.set_aside = self._database.set_aside

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back; may be called twice."""
        self._database.close()

    def accept(
        self,
        job_id: str,
        order: str,
        route: str,
        *,
        kind: Kind = Kind.GENERATE,
        batch_size: int = FIRST_BATCH_SIZE,
        client: str = "",
        seat: str = "",
    ) -> Accepted:
        """Take a request into the queue, or find the job that its id already is; its answers go to `route` from now on.

        `client` is the name of the host that asks, "" where it has told none; `seat` the workplace it is at, "" for
        this machine. RequestError where the id belongs to another order, BusyError as for `check_room`.
        """
        with self._database.read() as connection:
            known = jobs.same(connection, job_id, order)
            if known is not None and known.route == route:
                return Accepted(known, jobs.place(connection, job_id), new=False)  # a repeated datagram writes nothing
        with self._database.write() as connection:
            if jobs.same(connection, job_id, order) is not None:
                jobs.reroute(connection, job_id, route, client)
                return Accepted(jobs.find(connection, job_id), jobs.place(connection, job_id), new=False)
            turns.check_room(connection, seat, most=WAITING_MOST, seats_most=SEATS_MOST)
            now_s = time.time()
            job = jobs.new(
                job_id, order, route, kind=kind, batch_size=batch_size, created_s=now_s, client=client, seat=seat
            )
            jobs.add(connection, job)
            return Accepted(jobs.find(connection, job_id), jobs.place(connection, job_id), new=True)

    def next_queued(self, kinds: Sequence[Kind] = SOUNDS_FIRST) -> Job | None:
        """The waiting job whose turn it is, of the first kind that has any, now running and once more attempted.

        None where none waits. Seats take turns; each has its jobs started in the order they were accepted.
        """
        with self._database.read() as connection:
            if all(turns.next_waiting(connection, kind) is None for kind in kinds):
                return None
        with self._database.write() as connection:
            return jobs.start_next(connection, kinds)

    def check_room(self, seat: str = "") -> None:
        """BusyError where WAITING_MOST jobs of a seat wait, or it has none and SEATS_MOST others have."""
        with self._database.read() as connection:
            turns.check_room(connection, seat, most=WAITING_MOST, seats_most=SEATS_MOST)

    def requeue(self, job_id: str, batch_size: int) -> None:
        """Put a running job back into its old place, to be made with another batch size."""
        with self._database.write() as connection:
            jobs.requeue(connection, job_id, batch_size)

    def reopen(self, job_id: str, batch_size: int, *, lost: Collection[int]) -> Job:
        """Let a job at its end run again, to make the published candidates `lost`, whose files are gone, once more."""
        with self._database.write() as connection:
            jobs.reopen(connection, job_id, batch_size)
            for index in lost:
                candidates.lose(connection, job_id, index)
            return jobs.find(connection, job_id)

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

    def pause(self, job_id: str) -> State:
        """Hold a training back; the state before. RequestError for another kind of job, or one at its end."""
        with self._database.write() as connection:
            return jobs.hold(connection, job_id, held=True)

    def resume(self, job_id: str) -> State:
        """Let a paused training wait for its turn again; the state before. RequestError as for `pause`."""
        with self._database.write() as connection:
            return jobs.hold(connection, job_id, held=False)

    def got_on(self, job_id: str, step: int) -> None:
        """A training came to a step, from which it would go on: what ended the daemon before was not this job."""
        with self._database.write() as connection:
            jobs.forget_interruptions(connection, job_id)
            trainings.note(connection, job_id, step=step)

    def worked(self, job_id: str, outcome: str) -> None:
        """What a running sheet, export or hits came to; `outcome` is JSON."""
        with self._database.write() as connection:
            jobs.check_running(connection, job_id)
            connection.execute("INSERT OR REPLACE INTO works (job, outcome) VALUES (?, ?)", (job_id, outcome))

    def outcome_of(self, job_id: str) -> str:
        """What a sheet, an export or hits came to, as JSON; "" where it is not at its end."""
        with self._database.read() as connection:
            row = connection.execute("SELECT outcome FROM works WHERE job = ?", (job_id,)).fetchone()
            return "" if row is None else str(row["outcome"])

    def fit(self, job_id: str, batch_size: int) -> None:
        """A running job is made with so many at a time from now on, also after a restart."""
        with self._database.write() as connection:
            jobs.check_running(connection, job_id)
            jobs.set_batch_size(connection, job_id, batch_size)

    def trained(self, job_id: str, outcome: str) -> None:
        """A running training made its adapter; `outcome` is JSON."""
        with self._database.write() as connection:
            jobs.check_running(connection, job_id)
            trainings.note(connection, job_id, outcome=outcome)

    def decided(self, job_id: str, decision: str, *, previous: str) -> None:
        """What becomes of a training's adapter, and which one was in use before."""
        with self._database.write() as connection:
            trainings.note(connection, job_id, decision=decision, previous=previous)

    def training(self, job_id: str) -> TrainingRecord:
        """What became of a training so far. UnknownIdError."""
        with self._database.read() as connection:
            jobs.find(connection, job_id)
            return trainings.find(connection, job_id)

    def keep_adapter(self, record: AdapterRecord) -> None:
        """Know an adapter, in place of what was known of its path."""
        with self._database.write() as connection:
            adapters.keep(connection, record)

    def forget_adapter(self, path: str) -> None:
        """Know an adapter no more."""
        with self._database.write() as connection:
            adapters.forget(connection, path)

    def adapters(self, pack: str = "") -> tuple[AdapterRecord, ...]:
        """All adapters that are known, or those of the pack of a digest; the newest first."""
        with self._database.read() as connection:
            return adapters.known(connection, pack)

    def job(self, job_id: str) -> Job:
        """The job of an job_id, or UnknownIdError."""
        with self._database.read() as connection:
            return jobs.find(connection, job_id)

    def place_of(self, job_id: str) -> int:
        """How many are started before a job, as things stand: 0 for the next, and for one that does not wait."""
        with self._database.read() as connection:
            return jobs.place(connection, job_id)

    def waiting(self) -> int:
        """How many jobs wait to be started."""
        with self._database.read() as connection:
            return jobs.count_waiting(connection)

    def running(self, kind: Kind = Kind.GENERATE) -> Job | None:
        """The job of a kind that runs: beside one that makes sounds, a training may be on its way."""
        with self._database.read() as connection:
            return jobs.running(connection, kind)

    def open_by(self, route: str) -> int:
        """How many jobs whose answers go there are not at their end."""
        with self._database.read() as connection:
            return history.open_by(connection, route)

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
