"""Work in Qt's thread that is too long for one turn of its loop, cut into steps by a generator.

A widget that is built so takes `whole=False` where its maker goes through its `building` itself, and is complete when
that is through.
"""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

TURN_S = 0.006  # of this thread's CPU time, less than half a frame at 60 Hz: what a person does comes between two turns
TURN_MOST_S = 0.024  # on the clock, where other programs have the processor meanwhile

Steps = Iterator[None]


def polished(whole: QWidget) -> Steps:
    """Let a widget and all in it take up the style sheet before they are shown, which would do it in one go."""
    for widget in (*reversed(whole.findChildren(QWidget)), whole):  # what is inside others first
        if isValid(widget):
            widget.ensurePolished()
            yield


def take_all(steps: Steps) -> None:
    """Take all steps now: for what is built on its own, as in a test."""
    for _ in steps:
        pass


class Turns(QObject):
    """Goes through one generator at a time, at most 6 ms a turn, or one step where that takes longer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Steps | None = None
        self._done: Callable[[], None] | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(lambda: self._turn())

    @property
    def busy(self) -> bool:
        """Whether steps are left."""
        return self._steps is not None

    def begin(self, steps: Steps, done: Callable[[], None] | None = None) -> None:
        """Go through these from the next turn on, then call `done`; what was begun before is given up."""
        self.stop()
        self._steps, self._done = steps, done
        self._next.start()

    def finish(self) -> None:
        """Take all steps that are left now."""
        while self._steps is not None:
            self._turn()

    def stop(self) -> None:
        """Give up what is left."""
        self._next.stop()
        self._steps = self._done = None

    def _turn(self) -> None:
        self._next.stop()
        steps, own_end_s, end_s = self._steps, time.thread_time() + TURN_S, time.monotonic() + TURN_MOST_S
        while steps is not None and steps is self._steps:
            try:
                next(steps)
            except StopIteration:
                self._end()
                return
            except BaseException:
                self.stop()
                raise
            if time.thread_time() >= own_end_s or time.monotonic() >= end_s:
                break
        if self._steps is not None:
            self._next.start()  # behind what the window system has for us

    def _end(self) -> None:
        done = self._done
        self.stop()
        if done is not None:
            done()
