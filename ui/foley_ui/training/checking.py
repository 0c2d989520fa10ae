"""Checks and watches the recordings for the page: what goes on, and what was found, as signals."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.work import Task
from foley_ui.training.looking import Found, Looking, Split, WatchedFolder
from foley_ui.training.sources import Chosen


class _Relay:
    """Where the watch tells, once the task is there by whose handle it crosses into Qt's thread."""

    def __init__(self) -> None:
        self.tell_found: Callable[[Found], None] = lambda _: None
        self.tell_progress: Callable[[int, int], None] = lambda *_: None

    def found(self, found: Found) -> None:
        self.tell_found(found)

    def progress(self, done: int, total: int) -> None:
        self.tell_progress(done, total)


class Checker(QObject):
    """In Qt's thread; one check or one watch at a time."""

    began = Signal()
    progressed = Signal(int, int)
    found = Signal(object)  # Found
    failed = Signal(str)  # the sentence why not

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = context.work
        self._looking = Looking()
        self._task: Task | None = None
        self._watched: WatchedFolder | None = None
        self.busy = False

    @property
    def watching(self) -> bool:
        """Whether a folder is watched."""
        return self._watched is not None

    def check(self, chosen: Chosen, split: Split) -> None:
        """Look into everything once; what went on is given up."""
        self.cancel()
        self._begin()
        looking = self._looking
        self._task = self._work.run(
            lambda task: looking.check(task, chosen, split, lambda *counts: task.tell(lambda: self._progress(*counts))),
            owner=self,
            done=self._take,
            failed=self._fail,
        )

    def watch(self, chosen: Chosen, split: Split) -> None:
        """Watch the folder from now on: what it holds is told first, and again whenever it changes."""
        self.cancel()
        if chosen.folder is None:
            return
        self._begin()
        relay = _Relay()
        watched = WatchedFolder(chosen.folder, split, on_found=relay.found, on_progress=relay.progress)
        self._watched = watched

        def begin(task: Task) -> None:
            relay.tell_found = lambda found: task.tell(lambda: self._take(found))
            relay.tell_progress = lambda *counts: task.tell(lambda: self._progress(*counts))
            watched.begin()

        self._task = self._work.run(begin, owner=self, failed=self._fail)

    def cancel(self) -> None:
        """Give up what goes on, the watch too."""
        self.busy = False
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if self._watched is not None:
            watched, self._watched = self._watched, None
            self._work.run(lambda _: watched.close(), owner=self)

    def close(self) -> None:
        """Let go of the process that opens files."""
        self.cancel()
        looking = self._looking
        self._work.run(lambda _: looking.close(), owner=self)

    def _begin(self) -> None:
        self.busy = True
        self.began.emit()

    def _progress(self, done: int, total: int) -> None:
        self.busy = True
        self.progressed.emit(done, total)

    def _take(self, found: Found) -> None:
        self.busy = False
        self.found.emit(found)

    def _fail(self, error: FoleyError) -> None:
        self.busy = False
        self._task = self._watched = None
        self.failed.emit(str(error))
