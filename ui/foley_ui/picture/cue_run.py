"""A sheet on its way: made in a thread of its own exactly as the command line makes it, told to the panel.

The record in the folder is the truth: whatever ends the program, the next start goes on where it was.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from foley_bridge.cues.job import Written, make_cues, wishes, write_made
from foley_bridge.cues.keeping import Made, Record, Wish
from foley_bridge.cues.making import Step, StoppedError
from foley_bridge.files.destination import prepared_folder
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.work import Task
from foley_ui.picture.pace import Pace
from foley_ui.picture.sheet import Sheet

TOLD_EVERY_S = 0.1


@dataclass(frozen=True)
class CueStep:
    """The cue at work."""

    row: int
    stage: str
    fraction: float


@dataclass(frozen=True)
class CueEnd:
    """What a cue came to."""

    row: int
    made: Made


@dataclass(frozen=True)
class RunEnd:
    """What a run came to; `written` is None where nothing is made yet."""

    written: Written | None
    stopped: bool
    failed: int


class CueRun(QObject):
    """One run at a time; `ended` or `failed` once for each `start`."""

    stepped = Signal(object)  # CueStep
    made = Signal(object)  # CueEnd
    ended = Signal(object)  # RunEnd
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stop = threading.Event()
        self.pace: Pace | None = None  # of the run that goes on

    @property
    def busy(self) -> bool:
        """Whether a sheet is being made."""
        return self.pace is not None

    def start(self, sheet: Sheet) -> None:
        """Make what is left of a sheet without faults."""
        self._stop = threading.Event()
        self.pace = Pace(sheet.left, sheet.open_s, time.monotonic())
        stop = self._stop
        self._context.work.run(
            lambda task: self._make(task, sheet, stop), owner=self, done=self._end, failed=self._fail, long=True
        )

    def stop(self) -> None:
        """Cancel the cue at work and leave the rest; what is made stays."""
        self._stop.set()

    def _make(self, task: Task, sheet: Sheet, stop: threading.Event) -> RunEnd:
        job, made = sheet.choice.job, dict[int, Made]()
        teller = _Teller(self, task)
        stopped = False

        def on_made(wish: Wish, one: Made) -> None:
            made[wish.cue.row] = one
            teller.ended(wish, one)

        with prepared_folder(job.folder), Record(job.folder.resolve()) as record:
            try:
                make_cues(
                    job,
                    wishes(job, sheet.cues),
                    record,
                    connect=self._context.bridge.client,
                    folders=self._context.folders,
                    on_step=teller.step,
                    on_made=on_made,
                    cancelled=stop.is_set,
                )
            except StoppedError:
                stopped = True
            finally:  # what is there is of use, however the rest ended
                written = write_made(job, sheet.cues, made)
        return RunEnd(written, stopped, sum(not one.takes for one in made.values()))

    def _stepped(self, wish: Wish, step: CueStep) -> None:
        if self.pace is not None:
            self.pace.step(step.fraction, wish.cue.count * wish.cue.seconds)
            self.stepped.emit(step)

    def _made(self, wish: Wish, end: CueEnd) -> None:
        if self.pace is not None:
            self.pace.end_cue(wish.cue.count * wish.cue.seconds, made=bool(end.made.takes))
            self.made.emit(end)

    def _end(self, end: RunEnd) -> None:
        self.pace = None
        self.ended.emit(end)

    def _fail(self, error: FoleyError) -> None:
        self.pace = None
        self.failed.emit(str(error))


class _Teller:
    """From the run's thread to the window: not more steps than anybody sees, and nothing of what was there before."""

    def __init__(self, run: CueRun, task: Task) -> None:
        self._run, self._task = run, task
        self._told_s = 0.0
        self._at_work = False

    def step(self, step: Step) -> None:
        self._at_work = True
        now_s = time.monotonic()
        if now_s - self._told_s >= TOLD_EVERY_S:
            self._told_s = now_s
            told = CueStep(step.wish.cue.row, step.stage, step.fraction)
            self._tell(lambda: self._run._stepped(step.wish, told))

    def ended(self, wish: Wish, made: Made) -> None:
        if self._at_work or not made.takes:
            self._at_work = False
            self._tell(lambda: self._run._made(wish, CueEnd(wish.cue.row, made)))

    def _tell(self, call: Callable[[], None]) -> None:
        self._task.tell(call)
