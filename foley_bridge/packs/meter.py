"""How far a long piece of work with bytes is: told a few times a second, and stopped where somebody asks for it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from foley_models.errors import CancelledError

TELL_EVERY_S = 0.1
SPEED_OVER_S = 5.0  # the speed of the last seconds counts, not that of the whole
NO_ESTIMATE_S = -1.0


@dataclass(frozen=True)
class Progress:
    """How far it is; `left_s` is below 0 where there is no estimate."""

    stage: str  # fetch, copy, convert or verify
    done_bytes: int
    total_bytes: int
    bytes_a_second: float
    left_s: float

    @property
    def fraction(self) -> float:
        """Of this stage, 0 to 1."""
        return min(1.0, self.done_bytes / self.total_bytes) if self.total_bytes else 1.0


Tell = Callable[[Progress], None]
Cancelled = Callable[[], bool]


def never() -> bool:
    """Nobody can cancel it."""
    return False


def to_nobody(_: Progress) -> None:
    """Nobody looks."""


class Meter:
    """Counts the bytes of one stage; those that were `there` before are done and say nothing of the speed."""

    def __init__(self, stage: str, total_bytes: int, *, tell: Tell, cancelled: Cancelled, there: int = 0) -> None:
        self._stage, self._total, self._done = stage, total_bytes, there
        self._tell, self._cancelled = tell, cancelled
        self._told_s = 0.0
        self._marks: list[tuple[float, int]] = [(time.monotonic(), there)]
        self._say(time.monotonic())

    def add(self, count: int) -> None:
        """So many more are done, or fewer where they must be done again. CancelledError where somebody asked for it."""
        self._done = max(0, self._done + count)
        self.check()
        now_s = time.monotonic()
        if now_s - self._told_s >= TELL_EVERY_S:
            self._say(now_s)

    def finish(self) -> None:
        """All is done, whatever was counted."""
        self._done = self._total
        self._say(time.monotonic())

    def check(self) -> None:
        """CancelledError where somebody asked for it."""
        if self._cancelled():
            raise CancelledError("It was cancelled.")

    def _say(self, now_s: float) -> None:
        self._told_s = now_s
        self._marks = [mark for mark in self._marks if now_s - mark[0] <= SPEED_OVER_S] or self._marks[-1:]
        since_s, before = self._marks[0]
        self._marks.append((now_s, self._done))
        passed_s = now_s - since_s
        speed = max(0.0, (self._done - before) / passed_s) if passed_s > TELL_EVERY_S / 2 else 0.0
        left_s = max(0, self._total - self._done) / speed if speed > 0 else NO_ESTIMATE_S
        self._tell(Progress(self._stage, self._done, self._total, speed, left_s))
