"""Keeps the engine process: starts it when there is work, repeats what it died of, ends it when it is idle."""

import logging
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import count
from typing import TypeVar

from foley_bridge.engine.child import Child
from foley_bridge.engine.events import Embedded, EngineEvent, Made
from foley_bridge.engine.following import HANG_S, LOAD_S, Limits, follow
from foley_bridge.engine.frames import Frame
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.memory_kills import memory_kills
from foley_bridge.engine.messages import (
    Embed,
    Generate,
    Train,
    embed_frame,
    generate_frame,
    read_embedded,
    read_event,
    read_training,
    train_frame,
)
from foley_bridge.engine.patience import Patience, smaller
from foley_bridge.protocol.order import Order
from foley_bridge.training.told import Noted, TrainingTold
from foley_models.errors import BusyError, CancelledError, DeviceMemoryError, EngineCrashedError

IDLE_S = 600.0
_log = logging.getLogger(__name__)
_Event = TypeVar("_Event")


class EngineSupervisor:
    """The engine process behind one door; `run` and `train` in one thread, everything else from any thread.

    While a training is followed, orders are run between two of its events: the engine makes them between two steps.
    """

    def __init__(
        self, launch: Launch, *, idle_s: float = IDLE_S, hang_s: float = HANG_S, load_s: float = LOAD_S
    ) -> None:
        self._launch = launch
        self._idle_s = idle_s
        self._limits = Limits(hang_s, load_s)
        self._child: Child | None = None
        self._busy = False
        self._training = False
        self._embedding = 0  # how many threads wait for embeddings
        self._closed = False
        self._idle: threading.Timer | None = None
        self._lock = threading.RLock()  # of the six above
        self._numbers = count(1)

    def run(
        self,
        job_id: str,
        order: Order,
        *,
        batch_size: int,
        cancelled: Callable[[], bool],
        skip: frozenset[int] = frozenset(),
        repeats: bool = True,
    ) -> Generator[EngineEvent, None, None]:
        """Everything the engine tells of one order, Finished last; candidates in `skip` are not handed over again.

        What ends, hangs or runs out of memory is repeated once in a new process with one candidate at a time, from
        whose start progress counts anew; nothing is handed over twice. Without `repeats` it is told at once, for those
        who repeat it themselves, with as many at a time. Give up listening by closing the iterator.

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
                if not repeats:
                    raise
                _log.warning("job %s is repeated with one candidate at a time: %s", job_id, error)
            try:
                yield from self._attempt(job_id, order, 1, cancelled=cancelled, done=done)
            except EngineCrashedError as error:
                raise EngineCrashedError(_crashed_twice(str(error))) from error
        finally:
            self._rest()

    def train(
        self, job_id: str, order: str, *, batch_size: int, stopped: Callable[[], bool]
    ) -> Generator[TrainingTold | None, None, None]:
        """Everything the engine tells of a training (its order's JSON), Ended last; None a few times a second.

        What ends or hangs goes on in a new process from its last checkpoint; where memory runs out, with smaller
        batches, which a Noted names. Give up listening by closing the iterator: the training stops within a step.

        CancelledError soon after `stopped()` becomes true; EngineCrashedError where it ended patience.TRIES_MOST
        times without getting on, DeviceMemoryError where one example at a time is too much; else what it failed with.
        """
        self._begin_training()
        patience = Patience()
        try:
            while True:
                try:
                    for event in self._train_once(job_id, order, batch_size, stopped=stopped):
                        patience.see(event)
                        yield event
                    return
                except DeviceMemoryError as error:
                    batch_size = smaller(batch_size, error)
                    yield Noted(patience.step, f"Memory ran out: goes on with {batch_size} at a time.", batch_size)
                except EngineCrashedError as error:
                    _log.warning("training %s lost its engine: %s", job_id, error)
                    patience.lose(error)
                    yield Noted(patience.step, f"Goes on from the last checkpoint in a new process. {error}.")
        finally:
            self._training = False
            self._rest()

    def embed(self, command: Embed, *, cancelled: Callable[[], bool]) -> Embedded:
        """What a pack's CLAP makes of prompts and sounds; from any thread, beside `run` and `train`.

        The command's `run` is set here. The engine answers when it has made what was ordered before, an `aside` between
        two steps of it, and during a training between two of its steps. A sleeping engine is woken. Nothing is
        repeated: CancelledError soon after `cancelled()`, EngineCrashedError, DeviceMemoryError, else what it failed
        with.
        """
        with self._lock:
            self._check_closed()
            child = self._awake()
            self._embedding += 1
            self._disarm_idle()
        number = next(self._numbers)
        frame = embed_frame(replace(command, run=number))
        check = partial(self._check, cancelled)
        found: Embedded | None = None
        try:
            for event in self._followed(child, number, frame, check=check, read=read_embedded):
                found = event if event is not None else found
        finally:
            with self._lock:
                self._embedding -= 1
                self._arm_idle()
        if found is None:
            raise EngineCrashedError("The engine told no embeddings.")
        return found

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
            busy = self._busy or self._training or bool(self._embedding)
            if child is None or not child.alive:
                return "busy" if busy else "asleep"
            if child.loading:
                return "loading"
            return "busy" if busy else "ready"

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
        command = Generate(number, job_id, order.to_json(), batch_size, tuple(sorted(done)))
        check = partial(self._check, cancelled)
        for event in self._followed(child, number, generate_frame(command), check=check, read=read_event):
            if isinstance(event, Made):
                if event.index in done:
                    continue
                done.add(event.index)
            if event is not None:
                yield event

    def _train_once(
        self, job_id: str, order: str, batch_size: int, *, stopped: Callable[[], bool]
    ) -> Iterator[TrainingTold | None]:
        self._check(stopped)
        with self._lock:
            child = self._awake()
        number = next(self._numbers)
        frame = train_frame(Train(number, job_id, order, batch_size))
        yield from self._followed(child, number, frame, check=partial(self._check, stopped), read=read_training)

    def _followed(
        self, child: Child, number: int, frame: Frame, *, check: Callable[[], None], read: Callable[[Frame], _Event]
    ) -> Iterator[_Event | None]:
        """Tell a child to begin a run, and what it tells of it; a child that fails in it or lacks memory is ended."""
        kills = memory_kills()
        child.listen(number)
        child.send(frame)
        try:
            with closing(follow(child, number, self._limits, check=check, read=read)) as events:
                yield from events
        except EngineCrashedError as error:
            self._end_child(child)
            self._check_closed()
            if child.was_killed and kills is not None and (memory_kills() or 0) > kills:
                raise DeviceMemoryError(
                    "The system ended the engine because memory ran out: ask for a shorter sound or fewer candidates, "
                    "or close other programs."
                ) from error
            raise
        except DeviceMemoryError:
            self._end_child(child)  # a new process has its memory unbroken
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

    def _begin_training(self) -> None:
        with self._lock:
            if self._busy or self._training:
                raise BusyError("The engine is at work on something else: wait until that is done.")
            self._training = True
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

    def _end_child(self, child: Child) -> None:
        with self._lock:
            if self._child is child:
                self._child = None
        child.stop()

    def _arm_idle(self) -> None:
        self._disarm_idle()
        at_work = self._busy or self._training or self._embedding
        if self._child is not None and not self._closed and not at_work:
            self._idle = threading.Timer(self._idle_s, self._fall_asleep)
            self._idle.daemon = True
            self._idle.start()

    def _disarm_idle(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _fall_asleep(self) -> None:
        with self._lock:
            if self._busy or self._training or self._embedding or self._idle is not threading.current_thread():
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
