"""What hosts asked and waits for its turn: never too many calls, and never too many bytes of them."""

import queue
import threading
from dataclasses import dataclass

from foley_bridge.protocol.parse import Call
from foley_bridge.transports.interface import Route
from foley_models.errors import BusyError

MOST_VISITS = 1024
MOST_BYTES = 1 << 20  # of packets; read, a text can take four times its bytes


@dataclass(frozen=True)
class Visit:
    """One call and where its answers go; `size_bytes` is its part of the packet it came in, `seat` who asks it."""

    call: Call
    route: Route
    size_bytes: int = 0
    seat: str = ""  # the workplace, which takes turns with others; "" for this machine


class Inbox:
    """From the threads of the transports to that of the dispatcher."""

    def __init__(self) -> None:
        self._visits: queue.SimpleQueue[Visit] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._bytes = 0  # of those that wait

    def put(self, visit: Visit) -> None:
        """Let a visit wait. BusyError where there is no room."""
        with self._lock:
            if self.full():
                raise BusyError("More messages come in than can be worked off: send it again later.")
            self._bytes += visit.size_bytes
            self._visits.put(visit)

    def get(self, timeout_s: float) -> Visit | None:
        """The next one, None after the timeout."""
        try:
            visit = self._visits.get(timeout=timeout_s)
        except queue.Empty:
            return None
        with self._lock:
            self._bytes -= visit.size_bytes
        return visit

    def full(self) -> bool:
        """Whether one more would be too many."""
        return self._visits.qsize() >= MOST_VISITS or self._bytes >= MOST_BYTES
