"""Batches made one step ahead in a thread, while the step before is computed."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Batch = TypeVar("Batch")


class Ahead(Generic[Batch]):
    """What `make(step)` gives, asked for in the order of steps; it must depend on the step alone."""

    def __init__(self, make: Callable[[int], Batch], steps: int) -> None:
        self._make, self._steps = make, steps
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="batches")
        self._next: tuple[int, Future[Batch]] | None = None

    def __enter__(self) -> "Ahead[Batch]":
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.shutdown(wait=True, cancel_futures=True)

    def take(self, step: int) -> Batch:
        """The batch of a step; that of the next one is begun."""
        if self._next is None or self._next[0] != step:
            self._next = (step, self._worker.submit(self._make, step))
        batch = self._next[1].result()
        self._next = None
        if step + 1 < self._steps:
            self._next = (step + 1, self._worker.submit(self._make, step + 1))
        return batch
