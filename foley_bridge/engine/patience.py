"""How often a training may lose its engine: as often as it likes while it gets on, a few times where it does not."""

from foley_bridge.engine.events import Advanced
from foley_bridge.training.told import Stepped, TrainingTold
from foley_models.errors import DeviceMemoryError, EngineCrashedError

TRIES_MOST = 4  # ends in a row without coming further than ever before


class Patience:
    """Watches how far a training comes: a step that was never reached before, before the first a fraction."""

    def __init__(self) -> None:
        self.step = 0  # the furthest
        self._fraction = 0.0
        self._lost = 0

    def see(self, event: TrainingTold | None) -> None:
        """Take in what was told."""
        if isinstance(event, Stepped) and event.step > self.step:
            self.step, self._lost = event.step, 0
        elif isinstance(event, Advanced) and event.overall > self._fraction:
            self._fraction, self._lost = event.overall, 0

    def lose(self, error: EngineCrashedError) -> None:
        """The engine ended once more. EngineCrashedError where that was too often."""
        self._lost += 1
        if self._lost >= TRIES_MOST:
            raise EngineCrashedError(
                f"The engine ended {TRIES_MOST} times without getting further than step {self.step}. {error}. Train "
                "again with a smaller batch or another method, and look into the log."
            ) from error


def smaller(batch_size: int, error: DeviceMemoryError) -> int:
    """At most half as many examples at a time. DeviceMemoryError where it is one already."""
    if batch_size == 1:
        raise DeviceMemoryError(
            "The training does not fit into memory with one example at a time: choose the method tuning or lora, a "
            "smaller pack, or close other programs."
        ) from error
    return batch_size // 2


def parts_of(batch_size: int, at_a_time: int) -> tuple[int, int]:
    """The largest part of a batch that is no larger than `at_a_time` and goes into it evenly, and how many there are.

    So the batch that a step learns from stays what it is, whatever fits into memory at a time.
    """
    part = next(one for one in range(max(1, min(batch_size, at_a_time)), 0, -1) if batch_size % one == 0)
    return part, batch_size // part
