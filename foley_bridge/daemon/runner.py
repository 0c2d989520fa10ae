"""Works off the queue: one job after the other through the engine, each candidate delivered as soon as it is made.

A training is followed until it ends; what is asked for meanwhile is made between two of its steps.
"""

import logging
import threading
from collections.abc import Sequence
from contextlib import closing

from foley_bridge.daemon.correspondence import Correspondence
from foley_bridge.daemon.delivery import Delivery, Shop, opened_delivery
from foley_bridge.daemon.trainings import Trainings
from foley_bridge.engine.events import Advanced, EngineEvent, Finished, Made, Ranked
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.journal.faults import JournalError
from foley_bridge.journal.journal import SOUNDS_FIRST, Journal
from foley_bridge.journal.records import Job, Kind, State
from foley_bridge.protocol.order import Order
from foley_models.errors import CancelledError, DestinationError, DiskFullError, FoleyError

REST_AFTER_FAULT_S = 1.0  # a journal whose disk is full is asked again, not in a circle
CANCELLED_TEXT = "The request was cancelled."
_log = logging.getLogger(__name__)


class Runner:
    """One thread that owns the engine. `turn` is held while a job is taken, so that `accepted` is told before."""

    def __init__(
        self, journal: Journal, engine: EngineSupervisor, shop: Shop, *, correspondence: Correspondence
    ) -> None:
        self._journal = journal
        self._engine = engine
        self._shop = shop
        self._tell = correspondence
        self._trainings = Trainings(journal, engine, correspondence=correspondence)
        self.turn = threading.Lock()
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._cancelled: set[str] = set()
        self._paused: set[str] = set()
        self._thread = threading.Thread(target=self._work, name="runner", daemon=True)

    def start(self) -> None:
        """Begin with the oldest waiting job."""
        self._thread.start()

    def wake(self) -> None:
        """There is something in the queue."""
        self._wake.set()
        self._engine.interrupt()  # a training that is followed looks up

    def cancel(self, job_id: str) -> None:
        """Stop a running job within one model step."""
        self._cancelled.add(job_id)
        self._engine.interrupt()

    def pause(self, job_id: str) -> None:
        """Stop a running training after its step; it waits to be resumed then."""
        self._paused.add(job_id)
        self._engine.interrupt()

    def resume(self, job_id: str) -> None:
        """Let a paused training go on when its turn comes."""
        self._paused.discard(job_id)
        self.wake()

    def close(self) -> None:
        """Stop; a job at work goes back into its place in the queue."""
        self._closed.set()
        self._wake.set()
        self._engine.interrupt()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._closed.is_set():
            self._wake.clear()
            job = self._next()
            if job is None:
                self._wake.wait()
                continue
            self._run_safely(job)

    def _run_safely(self, job: Job) -> None:
        try:
            self._run(job)
        except Exception:  # noqa: BLE001  # the one broad catch: whatever happens to a job, the queue goes on
            _log.exception("job %s failed by a fault of the daemon's own", job.id)
            self._fail(job, FoleyError.code, "A fault of the daemon's own: its log says more.")

    def _next(self, kinds: Sequence[Kind] = SOUNDS_FIRST) -> Job | None:
        """The next job; where the journal's disk fails, asked again until it does not."""
        while not self._closed.is_set():
            try:
                with self.turn:
                    return self._journal.next_queued(kinds)
            except (DestinationError, JournalError) as error:
                _log.warning("the queue cannot be read: %s", error)
                self._closed.wait(REST_AFTER_FAULT_S)
        return None

    def _run(self, job: Job) -> None:
        self._tell.started(job)
        try:
            if job.kind is Kind.TRAIN:
                self._train(job)
            else:
                self._make(job)
        except CancelledError:
            self._stop(job)
        except DiskFullError as error:
            self._without_room(job, error)
        except FoleyError as error:
            self._fail(job, error.code, str(error))
        finally:
            self._cancelled.discard(job.id)
            self._paused.discard(job.id)

    def _train(self, job: Job) -> None:
        def stopped() -> bool:
            return self._must_stop(job.id) or job.id in self._paused

        def between() -> None:
            while self._wake.is_set() and not stopped():
                self._wake.clear()
                while not stopped() and (sounds := self._next((Kind.GENERATE,))) is not None:
                    self._wake.set()  # there may be more
                    self._run_safely(sounds)

        self._wake.set()  # what came just now
        self._trainings.run(job, stopped=stopped, between=between)

    def _make(self, job: Job) -> None:
        order = Order.from_json(job.order)
        there = frozenset(one.index for one in self._journal.candidates(job.id) if one.published)
        with opened_delivery(self._shop, job.id, order) as delivery:
            events = self._engine.run(
                job.id, order, batch_size=job.batch_size, cancelled=lambda: self._must_stop(job.id), skip=there
            )
            with closing(events):
                for event in events:
                    self._take(job, event, delivery=delivery)

    def _take(self, job: Job, event: EngineEvent, *, delivery: Delivery) -> None:
        if isinstance(event, Advanced):
            self._tell.advanced(job.id, event)
        elif isinstance(event, Made):
            self._tell.delivered(delivery.deliver(event))
        elif isinstance(event, Ranked):
            self._journal.set_ranks(job.id, {index: rank for rank, index in enumerate(event.indices, start=1)})
            self._tell.ranked(job.id, event.indices)
        elif isinstance(event, Finished):
            delivered = sum(one.published for one in self._journal.candidates(job.id))
            self._journal.finish(job.id, delivered, event.rejected, event.reasons)
            self._tell.ended(job.id)

    def _must_stop(self, job_id: str) -> bool:
        return self._closed.is_set() or job_id in self._cancelled

    def _stop(self, job: Job) -> None:
        """A job that somebody cancelled is at its end; one that the daemon's own end stopped waits for the next."""
        if job.id in self._cancelled:
            self._fail(job, CancelledError.code, CANCELLED_TEXT)
            return
        with self.turn:  # so that who resumes it meanwhile does not hear of the stop afterwards
            self._journal.requeue(job.id, self._journal.job(job.id).batch_size)
            if self._journal.job(job.id).state is State.PAUSED:
                self._tell.stopped(job.id)

    def _without_room(self, job: Job, error: DiskFullError) -> None:
        """Sounds fail where the disk is full; a training, which may be hours of work, is held until there is room."""
        if job.kind is not Kind.TRAIN:
            self._fail(job, error.code, str(error))
            return
        self._tell.about(job.id, "noted", self._journal.training(job.id).step, f"Paused. {error} Then resume it.")
        self._journal.pause(job.id)
        self._stop(job)

    def _fail(self, job: Job, code: str, text: str) -> None:
        """Write a failure down, and where the disk does not take it, again until it does or the daemon ends."""
        while not self._closed.is_set():
            try:
                if not self._journal.job(job.id).state.final:
                    self._journal.fail(job.id, code, text)
                self._tell.ended(job.id)
            except (DestinationError, JournalError) as error:
                _log.warning("the failure of job %s cannot be written down yet: %s", job.id, error)
                self._closed.wait(REST_AFTER_FAULT_S)
            else:
                return
