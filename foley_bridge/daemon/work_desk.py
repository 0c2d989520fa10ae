"""Sheets, exports and hits as jobs of the daemon: accepted here, done one of each kind at a time beside the queue.

A process of its own does the work, as a client of this daemon: it reads what a host names, measures, encodes and
writes, so a fault in it, or its end, touches no other request, and the sounds that it asks for wait in the one queue
behind those of their seat like any other.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from foley_bridge.daemon.correspondence import Correspondence
from foley_bridge.daemon.inbox import Visit
from foley_bridge.engine.events import Advanced
from foley_bridge.folders import Folders
from foley_bridge.journal.faults import JournalError
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import WORKS, Job, Kind
from foley_bridge.protocol.generation import digest_of
from foley_bridge.transports.interface import Route
from foley_bridge.works.bench import Outcome
from foley_bridge.works.kinds import work_of
from foley_bridge.works.order import WorkOrder, work_order_of
from foley_bridge.works.process import WorkProcess
from foley_models.errors import (
    CancelledError,
    DestinationError,
    EngineCrashedError,
    FoleyError,
    RequestError,
    UnknownIdError,
)

REST_AFTER_FAULT_S = 1.0  # a journal whose disk is full is asked again, not in a circle
_log = logging.getLogger(__name__)


class WorkDesk:
    """`visit` in the dispatcher's thread; the work in a thread for each kind."""

    def __init__(
        self,
        journal: Journal,
        correspondence: Correspondence,
        folders: Folders,
        *,
        reserved: Sequence[Path],
        device: str,
    ) -> None:
        """`folders` are the daemon's, `reserved` those that nothing is written to; an export hears on `device`."""
        self._journal, self._tell, self._folders = journal, correspondence, folders
        self._reserved, self._device = tuple(reserved), device
        self._turn = threading.Lock()  # held while a job is accepted, so that `accepted` is told before all else
        self._lines = {kind: _Line(kind, journal, correspondence, folders, turn=self._turn) for kind in WORKS}

    def start(self) -> None:
        """Begin with what waits, of an earlier daemon perhaps."""
        for line in self._lines.values():
            line.start()

    def close(self) -> None:
        """Stop; what is at work goes back into its place, and goes on with the next daemon."""
        for line in self._lines.values():
            line.close()

    def visit(self, visit: Visit, name_at: Callable[[Route], str]) -> None:
        """Take work into its line, or say again where the same stands. RequestError, BusyError, DestinationError."""
        host, known = name_at(visit.route), self._known(visit)
        if known is not None:
            self._journal.accept(known.id, known.order, str(visit.route), kind=known.kind, client=host)
            with self._turn:
                self._tell.repeat(self._journal.job(known.id))
            return
        self._journal.check_room(visit.seat)  # first, since to look at a folder takes the disk's time
        sounds = self._folders.sounds
        order = work_order_of(visit.call, sounds=sounds, reserved=self._reserved, device=self._device)
        work_of(order.kind).check(order)
        with self._turn:
            accepted = self._journal.accept(
                visit.call.id, order.to_json(), str(visit.route), kind=order.kind, client=host, seat=visit.seat
            )
            self._tell.accepted(accepted.job, accepted.place, order.name)
        self._lines[order.kind].wake()

    def cancel(self, job: Job) -> None:
        """Stop a running job of these kinds; nothing happens for others."""
        line = self._lines.get(job.kind)
        if line is not None:
            line.cancel(job.id)

    def _known(self, visit: Visit) -> Job | None:
        """The work that the same message asked for before; RequestError where the id belongs to another message."""
        try:
            job = self._journal.job(visit.call.id)
        except UnknownIdError:
            return None
        if job.kind not in WORKS or WorkOrder.from_json(job.order).asked != digest_of(visit.call):
            raise RequestError(
                f"The id {visit.call.id!r} belongs to another request already: give each request an id of its own."
            )
        return job


class _Line:
    """One thread: the jobs of a kind, one after the other."""

    def __init__(
        self, kind: Kind, journal: Journal, correspondence: Correspondence, folders: Folders, *, turn: threading.Lock
    ) -> None:
        self._kind, self._journal, self._tell, self._folders = kind, journal, correspondence, folders
        self._turn = turn
        self._wake, self._closed = threading.Event(), threading.Event()
        self._at_work = threading.Lock()  # of the process and of who is cancelled
        self._process: WorkProcess | None = None
        self._running = ""
        self._cancelled: set[str] = set()
        self._thread = threading.Thread(target=self._work, name=kind.value, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def cancel(self, job_id: str) -> None:
        with self._at_work:
            self._cancelled.add(job_id)
            if self._running == job_id and self._process is not None:
                self._process.cancel()

    def close(self) -> None:
        self._closed.set()
        self._wake.set()
        with self._at_work:
            process = self._process
        if process is not None:
            process.close()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._closed.is_set():
            self._wake.clear()
            try:
                with self._turn:
                    job = self._journal.next_queued((self._kind,))
            except (DestinationError, JournalError) as error:
                _log.warning("the line of %s cannot be read: %s", self._kind, error)
                self._closed.wait(REST_AFTER_FAULT_S)
                continue
            if job is None:
                self._wake.wait()
            else:
                self._run_safely(job)

    def _run_safely(self, job: Job) -> None:
        try:
            self._run(job)
        except FoleyError as error:
            self._fail(job, error.code, str(error))
        except Exception:  # noqa: BLE001  # the one broad catch of this thread: whatever happens, the line goes on
            _log.exception("job %s failed by a fault of the daemon's own", job.id)
            self._fail(job, FoleyError.code, "A fault of the daemon's own: its log says more.")
        finally:
            with self._at_work:
                self._cancelled.discard(job.id)

    def _run(self, job: Job) -> None:
        self._tell.started(job)
        process = WorkProcess(WorkOrder.from_json(job.order), job.id, self._folders, seat=job.seat)
        try:
            self._attend(job, process)
            last: Mapping[str, Any] = {}
            for frame in process.frames():
                last = frame
                self._take(job, frame)
            if last.get("kind") not in ("made", "failed"):
                self._without_word(job, process)
        finally:
            with self._at_work:
                self._process, self._running = None, ""
            process.close()

    def _attend(self, job: Job, process: WorkProcess) -> None:
        """From now on it can be cancelled and closed; where that was asked for meanwhile, it is done now."""
        with self._at_work:
            self._process, self._running = process, job.id
            unwanted = job.id in self._cancelled
        if unwanted:
            process.cancel()
        if self._closed.is_set():
            process.close()

    def _take(self, job: Job, frame: Mapping[str, Any]) -> None:
        kind = frame["kind"]
        if kind == "advanced":
            self._tell.advanced(job.id, Advanced(frame["stage"], float(frame["share"]), float(frame["left_s"])))
        elif kind == "made":
            outcome = Outcome.from_json(frame["outcome"])
            self._journal.worked(job.id, json.dumps(outcome.to_json(), ensure_ascii=False))
            self._journal.finish(job.id, outcome.delivered, outcome.rejected, outcome.text)
            self._tell.work_made(job.id, outcome)
            self._tell.ended(job.id)
        elif kind == "failed":
            self._fail(job, str(frame["code"]), str(frame["text"]))

    def _without_word(self, job: Job, process: WorkProcess) -> None:
        """The process is gone: by our own end, by a cancelling that took too long, or by itself."""
        if self._closed.is_set():
            self._journal.requeue(job.id, job.batch_size)
            return
        with self._at_work:
            unwanted = job.id in self._cancelled
        if unwanted:
            raise CancelledError("It was cancelled; what is made stays.")
        how = process.last_words()
        _log.error("the process of job %s ended: %s", job.id, how)
        raise EngineCrashedError(
            f"The process that did it ended ({how}). What is made stays: ask again, with the same folder."
        )

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
