"""Works off the queue: one job after the other through the engine, each candidate delivered as soon as it is made."""

import logging
import threading
import time
from contextlib import closing

from foley_bridge.daemon.correspondence import Correspondence
from foley_bridge.daemon.delivery import Delivery, Shop, opened_delivery
from foley_bridge.engine.events import Advanced, EngineEvent, Finished, Made, Ranked
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.journal.faults import JournalError
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import Job
from foley_bridge.protocol.order import Order
from foley_models.errors import CancelledError, DestinationError, FoleyError

PROGRESS_EVERY_S = 0.1
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
        self.turn = threading.Lock()
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._cancelled: set[str] = set()
        self._thread = threading.Thread(target=self._work, name="runner", daemon=True)

    def start(self) -> None:
        """Begin with the oldest waiting job."""
        self._thread.start()

    def wake(self) -> None:
        """There is something in the queue."""
        self._wake.set()

    def cancel(self, job_id: str) -> None:
        """Stop a running job within one model step."""
        self._cancelled.add(job_id)
        self._engine.interrupt()

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
            try:
                self._run(job)
            except Exception:  # noqa: BLE001  # the one broad catch: whatever happens to a job, the queue goes on
                _log.exception("job %s failed by a fault of the daemon's own", job.id)
                self._fail(job, FoleyError.code, "A fault of the daemon's own: its log says more.")

    def _next(self) -> Job | None:
        """The next job; where the journal's disk fails, asked again until it does not."""
        while not self._closed.is_set():
            try:
                with self.turn:
                    return self._journal.next_queued()
            except (DestinationError, JournalError) as error:
                _log.warning("the queue cannot be read: %s", error)
                self._closed.wait(REST_AFTER_FAULT_S)
        return None

    def _run(self, job: Job) -> None:
        self._tell.started(job)
        try:
            self._make(job)
        except CancelledError:
            self._stop(job)
        except FoleyError as error:
            self._fail(job, error.code, str(error))
        finally:
            self._cancelled.discard(job.id)

    def _make(self, job: Job) -> None:
        order = Order.from_json(job.order)
        there = frozenset(one.index for one in self._journal.candidates(job.id) if one.published)
        with opened_delivery(self._shop, job.id, order) as delivery:
            events = self._engine.run(
                job.id, order, batch_size=job.batch_size, cancelled=lambda: self._must_stop(job.id), skip=there
            )
            meter = Meter(self._tell, job.id)
            with closing(events):
                for event in events:
                    self._take(job, event, delivery=delivery, meter=meter)

    def _take(self, job: Job, event: EngineEvent, *, delivery: Delivery, meter: "Meter") -> None:
        if isinstance(event, Advanced):
            meter.advance(event)
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
        else:
            self._journal.requeue(job.id, job.batch_size)

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


class Meter:
    """Tells progress often enough for a bar and no oftener; a new stage at once."""

    def __init__(self, correspondence: Correspondence, job_id: str) -> None:
        self._tell = correspondence
        self._job_id = job_id
        self._stage = ""
        self._told_s = 0.0

    def advance(self, event: Advanced) -> None:
        """Pass an event on if it is time."""
        now_s = time.monotonic()
        if event.stage == self._stage and now_s - self._told_s < PROGRESS_EVERY_S:
            return
        self._stage, self._told_s = event.stage, now_s
        self._tell.advanced(self._job_id, event.stage, fraction=event.overall, left_s=event.left_s)
