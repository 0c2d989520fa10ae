"""A farm of engine processes of this machine."""

import platform
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self

from foley_bridge.batch.farm import Badge
from foley_bridge.engine.events import EngineEvent
from foley_bridge.engine.launch import Launch
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.protocol.order import Order

NEVER_IDLE_S = 3600.0


class WorkerHere:
    """One engine process, kept by the daemon's own supervisor."""

    def __init__(self, number: int, launch: Launch, *, hang_s: float) -> None:
        self._name, self._device = str(number + 1), launch.device
        self._pid: int | None = None  # of the newest process
        self._engine = EngineSupervisor(launch, idle_s=NEVER_IDLE_S, hang_s=hang_s)

    @property
    def badge(self) -> Badge:
        """Who it is."""
        self._pid = self._engine.pid() or self._pid
        return Badge(self._name, platform.node(), self._pid, self._device)

    def run(
        self, job_id: str, order: Order, *, batch_size: int, skip: frozenset[int], cancelled: Callable[[], bool]
    ) -> Generator[EngineEvent, None, None]:
        """As `FarmWorker.run`; it is never lost, since its supervisor starts a new process where one ends."""
        return self._engine.run(job_id, order, batch_size=batch_size, cancelled=cancelled, skip=skip, repeats=False)

    def close(self) -> None:
        """End the process."""
        self._engine.close()


class FarmHere:
    """Workers of this machine; on several GPUs one after the other."""

    name = "this machine"

    def __init__(self, launch: Launch, *, hang_s: float, devices: Sequence[str] = ()) -> None:
        """`devices` are dealt out to the workers; none leaves it to the launch."""
        self._launch, self._hang_s = launch, hang_s
        self._devices = tuple(devices) or (launch.device,)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def hire(self, number: int) -> WorkerHere:
        """A worker; its process starts with its first order."""
        device = self._devices[number % len(self._devices)]
        worker = WorkerHere(number, replace(self._launch, device=device), hang_s=self._hang_s)
        self._open.callback(worker.close)
        return worker
