"""The one way from a worker thread into Qt's thread."""

import threading
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

TURN_S = 0.008  # half a frame at 60 Hz: what is left waits until the user's own events had their turn

Call = Callable[[], object]


class Crossing(QObject):
    """Calls that other threads leave here run in Qt's thread, in their order, for at most 8 ms a turn."""

    _rung = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._calls: deque[Call] = deque()
        self._awake = False
        self._closed = False
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._run)
        self._rung.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, call: Call) -> None:
        """Leave a call; from any thread. Nothing happens any more once it is closed."""
        with self._lock:
            if self._closed:
                return
            self._calls.append(call)
            ring, self._awake = not self._awake, True
            if ring:
                self._rung.emit()

    def close(self) -> None:
        """Forget what waits and take nothing more; after it no call runs."""
        with self._lock:
            self._closed = True
            self._calls.clear()

    def _run(self) -> None:
        end_s = time.monotonic() + TURN_S
        try:
            while time.monotonic() < end_s:
                call = self._next()
                if call is None:
                    return
                call()
        finally:  # a call that raises ends its turn, not those behind it
            self._go_on_later()

    def _next(self) -> Call | None:
        with self._lock:
            return self._calls.popleft() if self._calls else None

    def _go_on_later(self) -> None:
        with self._lock:
            self._awake = bool(self._calls)
        if self._awake:
            self._next_turn.start(0)  # behind what the window system has for us, which a queued signal is not
