"""Visits that wait for a thread of their own, because what they ask may take long."""

import queue
import threading
from collections.abc import Callable

from foley_bridge.daemon.inbox import Visit
from foley_models.errors import BusyError

WAITING_MOST = 64


class VisitLine:
    """Visits that wait for one thread; the same one sent again waits once."""

    def __init__(self, name: str, answer: Callable[[Visit], None], closed: threading.Event, *, what: str) -> None:
        """`what` is what waits, in words that follow a number."""
        self._answer, self._closed, self._what = answer, closed, what
        self._waiting: queue.SimpleQueue[Visit | None] = queue.SimpleQueue()
        self._known: set[tuple[str, str]] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the visit at hand; what waits is not answered."""
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def put(self, visit: Visit) -> bool:
        """Whether it was not known. BusyError."""
        key = (visit.call.id, str(visit.route))
        with self._lock:
            if key in self._known:
                return False
            if len(self._known) >= WAITING_MOST:
                raise BusyError(f"{WAITING_MOST} {self._what} wait already: ask again later.")
            self._known.add(key)
        self._waiting.put(visit)
        return True

    def _work(self) -> None:
        while (visit := self._waiting.get()) is not None and not self._closed.is_set():
            try:
                self._answer(visit)
            finally:
                with self._lock:
                    self._known.discard((visit.call.id, str(visit.route)))
