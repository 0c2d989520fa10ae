"""A batch from its first cue to its last: a thread for each worker, whose sounds it publishes as the daemon does."""

import logging
import queue
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.batch.farm import OF_ONE_CUE, Farm, FarmWorker, WorkerLostError
from foley_bridge.batch.orders import Task
from foley_bridge.batch.origins import Origins
from foley_bridge.batch.record import BatchRecord, order_of_job
from foley_bridge.batch.shares import Shares
from foley_bridge.batch.timing import CueTime, Stopwatch, Timing, WorkerTime
from foley_bridge.cues.keeping import Made
from foley_bridge.daemon.delivery import opened_delivery
from foley_bridge.engine.events import Advanced, EngineEvent, Finished, Ranked
from foley_bridge.engine.events import Made as Sound
from foley_bridge.journal.records import Job
from foley_models.errors import (
    CancelledError,
    DeviceMemoryError,
    EngineCrashedError,
    FoleyError,
    NotAvailableError,
)

TRIES_MOST = 4  # workers that may be lost over one cue before it is given up
LOST_IN_A_ROW_MOST = 5  # of one place, without a cue in between
POLL_S = 0.2
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ended:
    """A cue came to its end."""

    task: Task
    made: Made


@dataclass(frozen=True)
class Lost:
    """A worker was lost; its cue is made by the next one."""

    task: Task
    text: str


@dataclass(frozen=True)
class Left:
    """A worker's thread ended; with a fault where that was not for want of work."""

    number: int
    fault: BaseException | None


News = Ended | Lost | Left


class Run:
    """Makes tasks with the workers of a farm, each cue once; `follow` in one thread, what it yields is for a person."""

    def __init__(
        self,
        farm: Farm,
        record: BatchRecord,
        tasks: Sequence[Task],
        *,
        origins: Origins,
        workers: int,
        batch_size: int,
        timing: Timing,
    ) -> None:
        self._farm, self._record, self._timing = farm, record, timing
        self._origins = origins
        self._batch_size = batch_size
        self._shares = Shares(tasks, workers)
        self._tries: Counter[str] = Counter()
        self._stopped = threading.Event()
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._fractions: dict[int, float] = {}  # by worker: its cue's part of the whole's cost
        self._threads = [
            threading.Thread(target=self._serve, args=(number,), name=f"worker {number + 1}", daemon=True)
            for number in range(min(workers, len(tasks)))
        ]

    @property
    def workers(self) -> int:
        """How many are hired at a time."""
        return len(self._threads)

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def next(self, timeout_s: float = POLL_S) -> News | None:
        """What happened next; None where nothing did for a while."""
        try:
            return self._news.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def under_way_s(self) -> float:
        """How much of the cues that are at work is done, as seconds of sound."""
        return sum(list(self._fractions.values()))

    def stop(self) -> None:
        """Stop within a step of the model; what is at work goes on with the next run. Returns when all have stopped."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        self._timing.stolen = self._shares.stolen

    def _serve(self, number: int) -> None:
        """One worker's life, and that of those who take its place."""
        fault: BaseException | None = None
        try:
            self._hire_and_work(number)
        except BaseException as error:  # noqa: BLE001  # told to the thread that follows, which raises it
            fault = error
        self._news.put(Left(number, fault))

    def _hire_and_work(self, number: int) -> None:
        lost = 0
        while not self._stopped.is_set():
            cues = 0
            try:
                desk = self._hired(number)
                try:
                    self._work(number, desk)
                    return
                finally:
                    cues = desk.cues
                    self._dismiss(number, desk)
            except WorkerLostError as error:
                lost = 1 if cues else lost + 1
                if lost == LOST_IN_A_ROW_MOST:
                    raise NotAvailableError(f"{lost} workers in a row were lost without a cue. {error}") from error

    def _hired(self, number: int) -> "_Desk":
        asked_s = self._timing.now_s
        return _Desk(self._farm.hire(number), asked_s, self._timing.now_s)

    def _dismiss(self, number: int, desk: "_Desk") -> None:
        self._fractions.pop(number, None)
        self._timing.add_worker(desk.time(self._timing.now_s))
        desk.worker.close()

    def _work(self, number: int, desk: "_Desk") -> None:
        while (task := self._shares.take(number, self._stopped.is_set)) is not None:
            try:
                made = self._make(number, desk, task)
            except (EngineCrashedError, DeviceMemoryError) as error:
                self._shares.give_back(number)
                self._news.put(Lost(task, str(error)))
                if isinstance(error, WorkerLostError):
                    desk.lost = True
                    raise
                continue
            except BaseException:
                self._shares.give_back(number)
                raise
            desk.cues += 1
            self._shares.done(number)
            self._news.put(Ended(task, made))

    def _make(self, number: int, desk: "_Desk", task: Task) -> Made:
        """One cue through a worker to its files and into the journal."""
        self._tries[task.key] += 1
        watch, began_s = Stopwatch("journal"), self._timing.now_s
        job = self._record.begin(task, self._batch_size)
        watch.lap("wait")
        size_bytes = 0
        try:
            size_bytes = self._produce(number, desk.worker, task, job=job, watch=watch)
        except (EngineCrashedError, DeviceMemoryError) as error:
            if self._tries[task.key] < TRIES_MOST:
                self._prepare_again(job, error)
                raise
            self._record.journal.fail(job.id, error.code, _given_up(error, TRIES_MOST))
        except CancelledError:
            self._record.journal.requeue(job.id, job.batch_size)
            raise
        except OF_ONE_CUE as error:
            self._record.journal.fail(job.id, error.code, str(error))
        watch.lap()
        made = self._record.ended(task)
        if made is None:
            raise FoleyError(f"The cue of row {task.wish.cue.row} has no end in {self._record.path}.")
        self._note(desk, task, made, watch=watch, began_s=began_s, size_bytes=size_bytes)
        return made

    def _produce(self, number: int, worker: FarmWorker, task: Task, *, job: Job, watch: Stopwatch) -> int:
        """Follow a worker through one order; the bytes of the files that were written."""
        record, order, size_bytes = self._record, order_of_job(job, task), 0
        with opened_delivery(record.shop, job.id, order) as delivery:
            events = worker.run(
                job.id, order, batch_size=job.batch_size, skip=record.there(job), cancelled=self._stopped.is_set
            )
            with closing(events):
                for event in events:
                    if isinstance(event, Sound):
                        self._origins.check_sound(task.order, event.recipe)
                        stage = watch.stage
                        watch.lap("publish")
                        size_bytes += Path(delivery.deliver(event).path).stat().st_size
                        watch.lap(stage)
                        watch.move("publish", "journal", record.journal.take_spent_s())
                    else:
                        self._take(number, task, job, event=event, watch=watch)
        return size_bytes

    def _take(self, number: int, task: Task, job: Job, *, event: EngineEvent, watch: Stopwatch) -> None:
        if isinstance(event, Advanced):
            watch.lap(event.stage)
            self._fractions[number] = event.overall * task.cost_s
            return
        journal, stage = self._record.journal, watch.stage
        watch.lap("journal")
        if isinstance(event, Ranked):
            journal.set_ranks(job.id, {index: rank for rank, index in enumerate(event.indices, start=1)})
        elif isinstance(event, Finished):
            self._fractions.pop(number, None)
            journal.finish(job.id, len(self._record.there(job)), event.rejected, event.reasons)
        watch.lap(stage)

    def _prepare_again(self, job: Job, error: EngineCrashedError | DeviceMemoryError) -> None:
        """A worker that was killed says nothing of the cue, so bits stay; one without memory makes fewer at a time."""
        _log.warning("job %s is repeated: %s", job.id, error)
        if isinstance(error, DeviceMemoryError):
            self._record.journal.fit(job.id, 1)

    def _note(
        self, desk: "_Desk", task: Task, made: Made, *, watch: Stopwatch, began_s: float, size_bytes: int
    ) -> None:
        cue = task.wish.cue
        self._timing.add_cue(
            CueTime(
                cue.row,
                cue.seconds,
                cue.count,
                delivered=len(made.takes),
                code=made.code,
                worker=desk.worker.badge.name,
                tries=self._tries[task.key],
                began_s=began_s,
                ended_s=self._timing.now_s,
                stages=watch.stages,
                bytes=size_bytes,
            )
        )


class _Desk:
    """A worker while it is hired."""

    def __init__(self, worker: FarmWorker, asked_s: float, hired_s: float) -> None:
        self.worker, self.cues, self.lost = worker, 0, False
        self._asked_s, self._hired_s = asked_s, hired_s

    def time(self, now_s: float) -> WorkerTime:
        """What the timing says of it."""
        badge = self.worker.badge
        return WorkerTime(
            badge.name,
            badge.machine,
            badge.pid,
            badge.device,
            hired_s=self._hired_s,
            hiring_s=self._hired_s - self._asked_s,
            left_s=now_s,
            cues=self.cues,
            lost=self.lost,
        )


def _given_up(error: FoleyError, times: int) -> str:
    return f"Its worker ended {times} times over it. {error} Ask for a shorter sound or fewer takes."
