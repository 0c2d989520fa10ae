"""The process that does one piece of work: `python -m foley_bridge.works.child`, a client of the daemon like any other.

Standard input gives one frame that says what is to be done, later perhaps `cancel`; its end means that the daemon has
ended: then this process ends at once, and the next daemon's goes on where it was. Standard output tells `advanced`
and last `made` or `failed`.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from foley_bridge.client import Client
from foley_bridge.engine.frames import Frame, FrameError, read_frame, write_frame
from foley_bridge.folders import Folders
from foley_bridge.works.bench import Bench, Outcome
from foley_bridge.works.order import WorkOrder
from foley_models.errors import CancelledError, FoleyError, NotAvailableError

CONNECT_S = 30.0  # a daemon that has just started, on a busy machine
TOLD_EVERY_S = 0.1
_POLL_S = 0.1
CANCELLED_TEXT = "It was cancelled; what is made stays."


def main() -> int:
    """Do what the first frame says."""
    telling = _Telling(_own_output())
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have had it ignored
    question = read_frame(sys.stdin.buffer)
    if question is None:
        return 0
    threading.Thread(target=_listen, name="daemon", daemon=True).start()
    try:
        outcome = _make(question.header, telling)
    except (KeyboardInterrupt, CancelledError):
        telling.last({"kind": "failed", "code": CancelledError.code, "text": CANCELLED_TEXT})
    except FoleyError as error:
        telling.last({"kind": "failed", "code": error.code, "text": str(error)})
    else:
        telling.last({"kind": "made", "outcome": outcome.to_json()})
    return 0


def _make(question: Any, telling: "_Telling") -> Outcome:
    from foley_bridge.works.kinds import work_of

    order, folders = WorkOrder.from_json(question["order"]), _folders(question["folders"])
    bench = Bench(
        str(question["request"]),
        folders,
        connect=lambda: _connected(folders, seat=str(question["seat"])),
        advance=telling.advance,
    )
    return work_of(order.kind).make(order, bench)


@contextmanager
def _connected(folders: Folders, *, seat: str) -> Iterator[Client]:
    """A client of the daemon that asked; it may only be about to write down where it listens."""
    deadline_s = time.monotonic() + CONNECT_S
    while True:
        try:
            client = Client.connect(folders, seat=seat)
        except NotAvailableError:
            if time.monotonic() > deadline_s:
                raise
            time.sleep(_POLL_S)
        else:
            break
    with client:
        yield client


class _Telling:
    """Frames to the daemon, not more of them than anybody sees."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._stage, self._told_s = "", 0.0

    def advance(self, stage: str, share: float, left_s: float) -> None:
        now_s = time.monotonic()
        if stage != self._stage or now_s - self._told_s >= TOLD_EVERY_S:
            self._stage, self._told_s = stage, now_s
            self.last({"kind": "advanced", "stage": stage, "share": share, "left_s": left_s})

    def last(self, header: dict[str, Any]) -> None:
        """Tell a frame. Nobody reads it where the daemon has ended: then this process is about to end as well."""
        try:
            write_frame(self._stream, Frame(header))
        except OSError:
            os._exit(0)


def _listen() -> None:
    """Whatever the main thread is at: `cancel` reaches it as Ctrl-C does, the end of the daemon ends the process."""
    cancelled = False
    try:
        while read_frame(sys.stdin.buffer) is not None:
            if not cancelled:  # once: said again, it must not break off the report that is being written
                cancelled = True
                _interrupt()
    except (FrameError, OSError):
        pass
    os._exit(0)


def _interrupt() -> None:
    main_thread = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main_thread is not None:
        signal.pthread_kill(main_thread, signal.SIGINT)  # also out of a wait for an answer
    else:
        import _thread

        _thread.interrupt_main()


def _folders(values: Any) -> Folders:
    places = {name: Path(one) for name, one in values.items() if one is not None}
    return Folders(**places)


def _own_output() -> BinaryIO:
    """Standard output, for frames alone: whatever a library prints goes to standard error from now on."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    sys.exit(main())
