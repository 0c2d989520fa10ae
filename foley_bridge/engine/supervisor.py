"""Keeps the engine process: starts it when there is work, repeats once what it died of, ends it when it is idle."""

import logging
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import count

from foley_bridge.engine.child import Child
from foley_bridge.engine.events import EngineEvent, Made
from foley_bridge.engine.following import HANG_S, LOAD_S, Limits, follow
from foley_bridge.engine.frames import Frame
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.memory_kills import memory_kills
from foley_bridge.engine.messages import Generate, generate_frame
from foley_bridge.protocol.order import Order
from foley_models.errors import BusyError, CancelledError, DeviceMemoryError, EngineCrashedError

IDLE_S = 600.0
_log = logging.getLogger(__name__)


class EngineSupervisor:
    """The engine process behind one door; `run` in one thread at a time, everything else from any thread."""

    def __init__(
        self, launch: Launch, *, idle_s: float = IDLE_S, hang_s: float = HANG_S, load_s: float = LOAD_S
    ) -> None:
        self._launch = launch
        self._idle_s = idle_s
        self._limits = Limits(hang_s, load_s)
        self._child: Child | None = None
        self._busy = False
        self._closed = False
        self._idle: threading.Timer | None = None
        self._lock = threading.RLock()  # of the four above
        self._numbers = count(1)

    def run(
        self,
        job_id: str,
        order: Order,
        *,
        batch_size: int,
        cancelled: Callable[[], bool],
        skip: frozenset[int] = frozenset(),
    ) -> Generator[EngineEvent, None, None]:
        """Everything the engine tells of one order, Finished last; candidates in `skip` are not handed over again.

        What ends, hangs or runs out of memory is repeated once in a new process with one candidate at a time, from
        whose start progress counts anew; nothing is handed over twice. Give up listening by closing the iterator.

        CancelledError soon after `cancelled()` (asked five times a second and after `interrupt`) becomes true;
        EngineCrashedError or DeviceMemoryError where the second try ended too; else what the order failed with.
        """
        self._begin()
        done = set(skip)
        try:
            try:
                yield from self._attempt(job_id, order, batch_size, cancelled=cancelled, done=done)
                return
            except (EngineCrashedError, DeviceMemoryError) as error:
                _log.warning("job %s is repeated with one candidate at a time: %s", job_id, error)
                self._end_child()  # also after a lack of memory: a new process has it unbroken
            try:
                yield from self._attempt(job_id, order, 1, cancelled=cancelled, done=done)
            except EngineCrashedError as error:
                raise EngineCrashedError(_crashed_twice(str(error))) from error
        finally:
            self._rest()

    def warm(self, pack: str) -> None:
        """Start loading a pack in the background; nothing happens while a run is on, which loads what it needs."""
        with self._lock:
            if not self._busy and not self._closed:
                self._awake().send(Frame({"do": "warm", "pack": pack}))
                self._arm_idle()

    def state(self) -> str:
        """`asleep` (no process), `loading`, `busy` or `ready`."""
        with self._lock:
            child = self._child
            if child is None or not child.alive:
                return "busy" if self._busy else "asleep"
            if child.loading:
                return "loading"
            return "busy" if self._busy else "ready"

    def pid(self) -> int | None:
        """Process id of the engine, None while it is asleep."""
        with self._lock:
            return self._child.pid if self._child is not None and self._child.alive else None

    def memory_bytes(self) -> int | None:
        """Memory that the engine process holds, 0 while it is asleep; None where this system does not tell."""
        with self._lock:
            return self._child.memory_bytes() if self._child is not None and self._child.alive else 0

    def interrupt(self) -> None:
        """Let a waiting run ask `cancelled` now."""
        with self._lock:
            if self._child is not None:
                self._child.wake()

    def close(self) -> None:
        """End the engine; a run that is on fails as cancelled. Nothing can be run afterwards."""
        with self._lock:
            self._closed = True
            self._disarm_idle()
            child = self._child
        if child is not None:
            child.stop()

    def _attempt(
        self, job_id: str, order: Order, batch_size: int, *, cancelled: Callable[[], bool], done: set[int]
    ) -> Iterator[EngineEvent]:
        """One try; what it hands over is added to `done`."""
        self._check(cancelled)
        with self._lock:
            child = self._awake()
        number = next(self._numbers)
        kills = memory_kills()
        child.send(generate_frame(Generate(number, job_id, order.to_json(), batch_size, tuple(sorted(done)))))
        try:
            events = follow(child, number, self._limits, check=lambda: self._check(cancelled))
            with closing(events):
                for event in events:
                    if isinstance(event, Made):
                        if event.index in done:
                            continue
                        done.add(event.index)
                    yield event
        except EngineCrashedError as error:
            self._check_closed()
            if child.was_killed and kills is not None and (memory_kills() or 0) > kills:
                raise DeviceMemoryError(
                    "The system ended the engine because memory ran out: ask for a shorter sound or fewer candidates, "
                    "or close other programs."
                ) from error
            raise

    def _check(self, cancelled: Callable[[], bool]) -> None:
        self._check_closed()
        if cancelled():
            raise CancelledError("The request was cancelled.")

    def _check_closed(self) -> None:
        if self._closed:
            raise CancelledError("The engine was closed.")

    def _begin(self) -> None:
        with self._lock:
            if self._busy:
                raise BusyError("The engine is at work on another order: wait until that is done.")
            self._busy = True
            self._disarm_idle()

    def _rest(self) -> None:
        with self._lock:
            self._busy = False
            self._arm_idle()

    def _awake(self) -> Child:
        """The running engine, or a new one; called with the lock held."""
        self._check_closed()
        if self._child is None or not self._child.alive:
            self._child = Child(self._launch)
        return self._child

    def _end_child(self) -> None:
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.stop()

    def _arm_idle(self) -> None:
        self._disarm_idle()
        if self._child is not None and not self._closed:
            self._idle = threading.Timer(self._idle_s, self._fall_asleep)
            self._idle.daemon = True
            self._idle.start()

    def _disarm_idle(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _fall_asleep(self) -> None:
        with self._lock:
            if self._busy or self._idle is not threading.current_thread():
                return  # work came in between
            self._idle = None
            child, self._child = self._child, None
        if child is not None:
            child.stop()


def _crashed_twice(reason: str) -> str:
    return (
        f"The engine failed twice, the second time with one candidate at a time. {reason}. Ask for a shorter sound, "
        "try another device or pack, and look into the log."
    )
