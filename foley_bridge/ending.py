"""Waits in the main thread until a signal says to end, whichever thread the system hands it to."""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM)


class Ending:
    """Told by a signal; made by `told_by_signals`."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self.told = False

    def fileno(self) -> int:
        """What becomes readable when a signal comes, for a loop that waits for more than this."""
        return self._listening.fileno()

    def wait(self) -> None:
        """Return once a signal came, also one that came before."""
        # Not an Event: a signal that another thread receives would not wake a main thread that waits for a lock.
        while not self.told:
            self._listening.recv(1)

    def tell(self, _: int, __: FrameType | None) -> None:
        """What a signal calls."""
        self.told = True


@contextmanager
def told_by_signals() -> Iterator[Ending]:
    """For the body, Ctrl-C and a polite request to end only tell; in the main thread alone."""
    listening, telling = socket.socketpair()
    telling.settimeout(0)
    ending = Ending(listening)
    before = {number: signal.signal(number, ending.tell) for number in _ENDING}
    wakeup = signal.set_wakeup_fd(telling.fileno(), warn_on_full_buffer=False)
    try:
        yield ending
    finally:
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        listening.close()
        telling.close()
