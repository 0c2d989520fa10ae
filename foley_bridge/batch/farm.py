"""What makes the sounds of a batch: workers that are hired one by one, on this machine or on others."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

from foley_bridge.engine.events import EngineEvent
from foley_bridge.protocol.order import Order
from foley_models.errors import DeviceMemoryError, EngineCrashedError, NothingPassedError, RequestError

# What one cue fails with while the next may do well; anything else ends the run, and the next run goes on there.
OF_ONE_CUE = (NothingPassedError, EngineCrashedError, DeviceMemoryError, RequestError)


class WorkerLostError(EngineCrashedError):
    """A worker is gone; what it had at work another one makes."""


@dataclass(frozen=True)
class Badge:
    """Who a worker is."""

    name: str
    machine: str
    pid: int | None  # of the process that a person would end; None where there is none yet
    device: str


class FarmWorker(Protocol):
    """Makes one order at a time."""

    @property
    def badge(self) -> Badge:
        """Who it is."""
        ...

    def run(
        self, job_id: str, order: Order, *, batch_size: int, skip: frozenset[int], cancelled: Callable[[], bool]
    ) -> Generator[EngineEvent, None, None]:
        """All events of an order, Finished last; nothing is repeated.

        WorkerLostError where the worker is gone, EngineCrashedError or DeviceMemoryError where it goes on after that;
        CancelledError soon after `cancelled()`; else what the order failed with. Closing the iterator ends the work.
        """
        ...

    def close(self) -> None:
        """Let it go; its memory is free soon afterwards."""
        ...


class Farm(Protocol):
    """Where workers are hired; from any thread. A context manager in whose body it can be used."""

    name: str  # for a person

    def hire(self, number: int) -> FarmWorker:
        """A worker, the `number`th or one in its place.

        WorkerLostError where it was lost at once; NotAvailableError, PackError where there can be none.
        """
        ...
