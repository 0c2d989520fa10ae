"""What a batch has made so far, in a journal of its own: the daemon's kind, so that a kill loses and doubles nothing.

It lies in the user's state folder and not beside the sounds, which may be on a network share: SQLite's log needs a disk
of this machine.
"""

import hashlib
import math
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from foley_bridge.batch.orders import Task
from foley_bridge.cues.keeping import Made, is_there
from foley_bridge.daemon.delivery import Shop, settle_unconfirmed
from foley_bridge.daemon.instance import AlreadyRunningError, single_instance
from foley_bridge.files.naming import slug
from foley_bridge.files.ucs import Catalogue
from foley_bridge.folders import Folders, make_private
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import CandidateRecord, Job, State
from foley_bridge.protocol.order import Order
from foley_bridge.settings import FileSettings
from foley_bridge.takes import HeardTake
from foley_models.errors import RequestError, UnknownIdError

FOLDER = "batches"
ROUTE = "batch"


class ClockedJournal(Journal):
    """Knows how long each thread waited for it: what a farm pays for what survives a kill."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._spent = threading.local()

    def take_spent_s(self) -> float:
        """Seconds that this thread spent in it since it last asked."""
        spent_s: float = getattr(self._spent, "seconds", 0.0)
        self._spent.seconds = 0.0
        return spent_s

    def intend(self, record: CandidateRecord) -> None:
        """As the journal's."""
        with self._clocked():
            super().intend(record)

    def published(self, job: str, index: int) -> None:
        """As the journal's."""
        with self._clocked():
            super().published(job, index)

    @contextmanager
    def _clocked(self) -> Iterator[None]:
        began_s = time.perf_counter()
        try:
            yield
        finally:
            self._spent.seconds = getattr(self._spent, "seconds", 0.0) + time.perf_counter() - began_s


class BatchRecord:
    """The record of one folder, held by one process at a time; thread-safe, a context manager.

    Methods raise DiskFullError, DestinationError and JournalError as the journal's do.
    """

    def __init__(self, folder: Path, folders: Folders, files: FileSettings) -> None:
        """RequestError where another process makes a batch into this folder."""
        state = folders.state / FOLDER
        make_private(folders.state)
        make_private(state)
        digest = hashlib.sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:12]
        self.path = state / f"{slug(folder.name)}-{digest}.sqlite3"
        with ExitStack() as opened:
            try:
                opened.enter_context(single_instance(self.path.with_suffix(".lock")))
            except AlreadyRunningError as error:
                raise RequestError(f"Another foley-bridge batch makes sounds into {folder}: wait for it.") from error
            self.journal = opened.enter_context(ClockedJournal(self.path))
            reserved = (folders.config, folders.state, folders.spool, folders.logs)
            own = folders.sounds
            self.shop = Shop(self.journal, Catalogue.load(), files.creator, files.source, sounds=own, reserved=reserved)
            self._turn = threading.Lock()
            self._go_on()
            self._open = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let another process have it."""
        self._open.close()

    def made(self, task: Task) -> Made | None:
        """What came of a task and is still there; None where it has to be made, also where it failed."""
        made = self.ended(task)
        return made if made is not None and is_there(made) else None

    def ended(self, task: Task) -> Made | None:
        """How a task ended the last time, whatever became of its files; None where it did not come to an end."""
        job = self._job(task)
        if job is None or not job.state.final:
            return None
        if job.state is not State.DONE:
            return Made(task.wish.key, job.attempts, code=job.code, text=job.text)
        records = (one for one in self.journal.candidates(job.id) if one.published)
        return Made(task.wish.key, job.attempts, tuple(map(_heard, records)), text=job.text)

    def begin(self, task: Task, batch_size: int) -> Job:
        """Its job, running: one that was begun before, or a new one. What is there of it is not made again."""
        with self._turn:  # one at a time is in the journal's queue, so the next is the one that was put there
            job = self._job(task)
            if job is not None and job.state.final:
                return self._again(job, batch_size)
            if job is not None and job.state is State.RUNNING:
                return job
            if job is None:
                self.journal.accept(_job_id(task), task.order.to_json(), ROUTE, batch_size=batch_size)
            started = self.journal.next_queued()
            if started is None or started.id != _job_id(task):
                raise RequestError(f"{self.path} was changed by another program: move it away and start again.")
            return started

    def there(self, job: Job) -> frozenset[int]:
        """The candidates of a job that have their files."""
        return frozenset(one.index for one in self.journal.candidates(job.id) if one.published)

    def _job(self, task: Task) -> Job | None:
        try:
            return self.journal.job(_job_id(task))
        except UnknownIdError:
            return None

    def _again(self, job: Job, batch_size: int) -> Job:
        """One that came to its end and has not all its sounds; the bits of those that were there stay the same."""
        gone = [one.index for one in self.journal.candidates(job.id) if not Path(one.path).is_file()]
        size = job.batch_size if job.state is State.DONE else batch_size
        return self.journal.reopen(job.id, size, lost=gone)

    def _go_on(self) -> None:
        """What was at work when the last run ended is at work again; what it noted and did not confirm is settled."""
        settle_unconfirmed(self.shop, self.journal.unconfirmed())
        self.journal.recover()
        while self.journal.next_queued() is not None:
            pass


def order_of_job(job: Job, task: Task) -> Order:
    """The order that a job was begun with; its sounds are the task's, its place in time may be an older one."""
    if job.order == task.order.to_json():
        return task.order
    return replace(Order.from_json(job.order), pack=task.order.pack, adapter=task.order.adapter)  # where they lie now


def _job_id(task: Task) -> str:
    return hashlib.sha256(f"{task.key} 1".encode()).hexdigest()[:32]


def _heard(record: CandidateRecord) -> HeardTake:
    score = None if math.isnan(record.score) else record.score  # NaN: the pack cannot rank
    return HeardTake(record.index, record.rank, score, record.passed, Path(record.path), record.seed)
