"""Ctrl-C and SIGTERM reach a program that spends its time in Qt's own loop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSocketNotifier

from foley_bridge.ending import told_by_signals


@contextmanager
def told_to_end(end: Callable[[], None]) -> Iterator[None]:
    """For the body, call `end` in Qt's thread on a signal to end, in place of Python's own reaction."""
    with told_by_signals() as ending:
        # Python's handlers run only between two lines of Python: this wakes Qt's loop, which then runs one.
        notifier = QSocketNotifier(ending.fileno(), QSocketNotifier.Type.Read)

        def told() -> None:
            ending.wait()
            end()

        notifier.activated.connect(told)
        try:
            yield
        finally:
            notifier.setEnabled(False)
