"""Who makes which cue: each worker has a share, and one whose share is done steals from whoever has the most left."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

from foley_bridge.batch.orders import Task

_LOOK_S = 0.2


class Shares:
    """All tasks, dealt out; thread-safe. A task is with one worker at a time, and done once."""

    def __init__(self, tasks: Sequence[Task], workers: int) -> None:
        """Deal them out like cards, of each pack the longest first, so that the last ones to end are short."""
        ordered = sorted(tasks, key=lambda one: (one.order.pack, one.order.adapter, -one.cost_s))
        self._shares = [deque(ordered[number::workers]) for number in range(workers)]
        self._at_work: dict[int, Task] = {}
        self._news = threading.Condition()
        self.stolen = 0

    def take(self, worker: int, stopped: Callable[[], bool]) -> Task | None:
        """The next task of a worker, its own or another's last; None where all are done, or it is `stopped`.

        Waits while others are at work: one of them may be lost, and its task given back.
        """
        with self._news:
            while not stopped():
                task = self._own_or_stolen(worker)
                if task is not None:
                    self._at_work[worker] = task
                    return task
                if not self._at_work:
                    return None
                self._news.wait(_LOOK_S)
            return None

    def done(self, worker: int) -> None:
        """A worker's task came to its end, whatever that was."""
        with self._news:
            del self._at_work[worker]
            self._news.notify_all()

    def give_back(self, worker: int) -> None:
        """A worker could not end its task: the next one to ask takes it."""
        with self._news:
            task = self._at_work.pop(worker)
            self._shares[worker].appendleft(task)  # of a worker that does not come again it is stolen
            self._news.notify_all()

    def left(self) -> int:
        """How many are neither done nor at work."""
        with self._news:
            return sum(map(len, self._shares))

    def _own_or_stolen(self, worker: int) -> Task | None:
        if self._shares[worker]:
            return self._shares[worker].popleft()
        fullest = max(self._shares, key=len)
        if not fullest:
            return None
        self.stolen += 1
        return fullest.pop()  # what its owner would come to last
