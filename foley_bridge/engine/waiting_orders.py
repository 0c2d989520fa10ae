"""Commands that wait in the engine: first come, first served, but for those that may be answered beside a sound."""

import threading
from collections import deque
from collections.abc import Callable

from foley_bridge.engine.frames import Frame


class WaitingOrders:
    """Filled by the thread that reads, emptied by the one that works."""

    def __init__(self) -> None:
        self._frames: deque[Frame] = deque()
        self._news = threading.Condition()

    def put(self, frame: Frame) -> None:
        """One more, at the end."""
        with self._news:
            self._frames.append(frame)
            self._news.notify()

    def get(self) -> Frame:
        """The one that waits longest, as soon as there is one."""
        with self._news:
            while not self._frames:
                self._news.wait()
            return self._frames.popleft()

    def empty(self) -> bool:
        """Whether none waits."""
        return not self._frames

    def take_aside(self, ready: Callable[[Frame], bool]) -> Frame | None:
        """The oldest that may be answered beside a sound and for which everything is `ready`; None where none is."""
        if not self._frames:  # asked at every step of the model
            return None
        with self._news:
            for frame in self._frames:
                if frame.header.get("aside") and ready(frame):
                    self._frames.remove(frame)
                    return frame
        return None
