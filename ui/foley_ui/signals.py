"""Ctrl-C and SIGTERM reach a program that spends its time in Qt's own loop."""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSocketNotifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_to_end(end: Callable[[], None]) -> Iterator[None]:
    """For the body, call `end` in Qt's thread on a signal to end, in place of Python's own reaction."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.settimeout(0)
        before = signal.set_wakeup_fd(theirs.fileno(), warn_on_full_buffer=False)
        handlers = [(number, signal.signal(number, lambda *_: None)) for number in _SIGNALS]
        # Python's handlers run only between two lines of Python: this wakes Qt's loop, which then runs one.
        notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda: _told(ours, end))
        try:
            yield
        finally:
            notifier.setEnabled(False)
            signal.set_wakeup_fd(before)
            for number, handler in handlers:
                signal.signal(number, handler)


def _told(ours: socket.socket, end: Callable[[], None]) -> None:
    ours.recv(64)
    end()
