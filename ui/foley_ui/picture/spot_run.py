"""Hits on their way to a guide's events: takes are asked for, their hits found and dealt out, beside the window."""

import uuid

from PySide6.QtCore import QObject, Signal

from foley_bridge.files.destination import prepared_folder
from foley_bridge.spotting.events import Event
from foley_bridge.spotting.job import SpotJob, Spotted, make_takes, write_spotted
from foley_models.errors import CancelledError, FoleyError
from foley_ui.context import Context
from foley_ui.generate.asking import OWN
from foley_ui.link.work import Task
from foley_ui.takes.following import Progress


class SpotRun(QObject):
    """One at a time; `ended` or `failed` once for each `start`."""

    progressed = Signal(object)  # Progress
    ended = Signal(object)  # Spotted
    failed = Signal(str, bool)  # the sentence; whether a person cancelled it

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._request = ""

    @property
    def busy(self) -> bool:
        """Whether something is being made."""
        return bool(self._request)

    def start(self, job: SpotJob, events: tuple[Event, ...]) -> None:
        """Make it. The request is one of this window's, so history shows it, too."""
        request = self._request = f"{OWN}{uuid.uuid4().hex}"
        self._context.work.run(
            lambda task: self._make(task, job, events, request),
            owner=self,
            done=self._end,
            failed=self._fail,
            long=True,
        )

    def stop(self) -> None:
        """Cancel the takes; the daemon says so to whoever waits for them."""
        if self._request:
            self._context.bridge.call("/foley/cancel", self._request, owner=self, failed=lambda _: None)

    def _make(self, task: Task, job: SpotJob, events: tuple[Event, ...], request: str) -> Spotted:
        def tell(stage: str, fraction: float, left_s: float) -> None:
            told = Progress(stage, fraction, left_s)
            task.tell(lambda: self.progressed.emit(told))

        with prepared_folder(job.folder):
            with self._context.bridge.client() as client:
                takes = make_takes(client, job, request_id=request, on_progress=tell)
            return write_spotted(job, events, takes)

    def _end(self, spotted: Spotted) -> None:
        self._request = ""
        self.ended.emit(spotted)

    def _fail(self, error: FoleyError) -> None:
        self._request = ""
        self.failed.emit(str(error), isinstance(error, CancelledError))
