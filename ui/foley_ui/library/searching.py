"""Searches while a person types: a little after the last letter, and of what is typed meanwhile only the last.

A search may have to wait for the engine, so at most one is on its way: the daemon's other calls keep their threads.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from foley_models.errors import FoleyError
from foley_ui.library.question import Answered, Question, ask
from foley_ui.link.bridge import Bridge

AFTER_TYPING_MS = 150
SLOW_MS = 400


class Searching(QObject):
    """`want` says what is looked for now; each of its ends is told, unless something else is wanted by then."""

    found = Signal(object)  # Answered
    failed = Signal(str)
    slow = Signal()  # no answer yet: the engine wakes, or is at work

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._wanted = Question()
        self._asked: Question | None = None  # what is on its way
        self._soon = self._timer(AFTER_TYPING_MS, lambda: self._ask())
        self._patience = self._timer(SLOW_MS, lambda: self.slow.emit())

    @property
    def question(self) -> Question:
        """What is wanted now."""
        return self._wanted

    @property
    def busy(self) -> bool:
        """Whether an answer to what is wanted is still to come."""
        return self._soon.isActive() or self._asked is not None

    def want(self, question: Question, *, at_once: bool = False) -> None:
        """Look for something else; with `at_once` without waiting for more letters."""
        self._wanted = question
        if question.empty:
            self._soon.stop()
            self._patience.stop()
        elif at_once:
            self._ask()
        else:
            self._soon.start()

    def again(self) -> None:
        """Ask the same once more: the library may have changed."""
        if not self._wanted.empty:
            self._ask()

    def _ask(self) -> None:
        self._soon.stop()
        if self._asked is not None:
            return  # its end asks for what is wanted then
        question = self._asked = self._wanted
        self._patience.start()
        self._bridge.visit(lambda client: ask(client, question), owner=self, done=self._answered, failed=self._refused)

    def _answered(self, answered: Answered) -> None:
        if self._ended():
            self.found.emit(answered)

    def _refused(self, error: FoleyError) -> None:
        if self._ended():
            self.failed.emit(str(error))

    def _ended(self) -> bool:
        """Whether what was asked is still what is wanted; else that is asked now."""
        asked, self._asked = self._asked, None
        self._patience.stop()
        if asked == self._wanted:
            return True
        if not self._wanted.empty and not self._soon.isActive():
            self._ask()
        return False

    def _timer(self, interval_ms: int, call: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(call)
        return timer
