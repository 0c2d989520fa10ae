"""Work beside Qt's thread: a few threads, results back through the crossing, one place for what goes wrong."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject
from shiboken6 import isValid

from foley_models.errors import CancelledError, FoleyError
from foley_ui.link.crossing import Call, Crossing

T = TypeVar("T")
THREADS = 4
SLOW_THREADS = 2

_Waiting = queue.SimpleQueue[Callable[[], None] | None]

_log = logging.getLogger("foley_bridge.ui")


class Task:
    """One piece of work: the handle of who asked for it, and what the work itself is given."""

    def __init__(self, crossing: Crossing, owner: QObject) -> None:
        self._crossing = crossing
        self._owner = owner
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether nobody wants the result any more: to be read in loops."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Drop the result; neither `done` nor `failed` is called any more."""
        self._cancelled.set()

    def check(self) -> None:
        """CancelledError once it was cancelled, for work that has no better place to stop."""
        if self.cancelled:
            raise CancelledError("It was cancelled.")

    def tell(self, call: Call) -> None:
        """Run a call in Qt's thread, unless it was cancelled or its owner is gone by then."""
        self._crossing.post(lambda: call() if not self.cancelled and isValid(self._owner) else None)


class Work:
    """A pool of threads, and a smaller one for slow work such as pictures, so that nothing else waits behind it.

    `complain` takes the sentence of a failure that nobody else wanted, in Qt's thread.
    """

    def __init__(
        self, crossing: Crossing, complain: Callable[[str], None], *, threads: int = THREADS, name: str = "work"
    ) -> None:
        self._crossing = crossing
        self._complain = complain
        self._waiting: _Waiting = queue.SimpleQueue()
        self._slow_waiting: _Waiting = queue.SimpleQueue()
        self._lines = (self._waiting,) * threads + (self._slow_waiting,) * SLOW_THREADS
        # They end with the process: what they do is safe to be left at any point, or is not done here.
        self._threads = [
            threading.Thread(target=_serve, args=(line,), name=f"foley-ui-{name}-{number}", daemon=True)
            for number, line in enumerate(self._lines)
        ]
        for thread in self._threads:
            thread.start()

    def run(
        self,
        task: Callable[[Task], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Callable[[FoleyError], None] | None = None,
        slow: bool = False,
        long: bool = False,
    ) -> Task:
        """Do `task` in a thread; then `done` or `failed` in Qt's thread, unless it was cancelled or `owner` is gone.

        What is `long`, minutes or hours, gets a thread of its own. Without `failed` its sentence is told to the user.
        What is no FoleyError is noted in the log and told as one.
        """
        handle = Task(self._crossing, owner)
        if long:
            call = lambda: self._do(handle, task, done=done, failed=failed or self._tell)  # noqa: E731
            threading.Thread(target=call, name="foley-ui-long", daemon=True).start()
            return handle
        line = self._slow_waiting if slow else self._waiting
        line.put(lambda: self._do(handle, task, done=done, failed=failed or self._tell))
        return handle

    def close(self, timeout_s: float = 1.0) -> None:
        """Take nothing more, and wait a little for what is being done."""
        for line in self._lines:
            line.put(None)
        for thread in self._threads:
            thread.join(timeout_s / len(self._threads))

    def _do(
        self,
        handle: Task,
        task: Callable[[Task], T],
        *,
        done: Callable[[T], None] | None,
        failed: Callable[[FoleyError], None],
    ) -> None:
        if handle.cancelled:
            return
        try:
            result = task(handle)
        except FoleyError as error:
            _tell_failure(handle, failed, error)
        except Exception as error:  # noqa: BLE001  # the one place where the unforeseen becomes a sentence
            _log.exception("work beside the window failed")
            _tell_failure(handle, failed, unforeseen(error))
        else:
            if done is not None:
                handle.tell(lambda: done(result))

    def _tell(self, error: FoleyError) -> None:
        self._complain(str(error))


def _serve(line: _Waiting) -> None:
    while (do := line.get()) is not None:
        do()


def unforeseen(error: BaseException) -> FoleyError:
    """A sentence about a fault of our own."""
    said = QCoreApplication.translate(
        "Work", "Something went wrong that should not: {error}. The log says more; please send it to us."
    )
    return FoleyError(said.format(error=f"{type(error).__name__}: {error}".rstrip(". ")))


def _tell_failure(handle: Task, failed: Callable[[FoleyError], None], error: FoleyError) -> None:
    handle.tell(lambda: failed(error))
