"""Losses over steps, ready to be drawn: smoothed as they come, and thinned to what a screen can show; no Qt."""

from array import array
from bisect import bisect_left
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Line = tuple[NDArray[np.float64], NDArray[np.float64]]  # steps and values

SMOOTHING = 0.95  # of what was smoothed before, a step; from the start as if there were more of it
PARTS = ("total", "diffusion", "latent")


class Curve:
    """One part of the loss."""

    def __init__(self) -> None:
        self.steps, self.raw, self.smooth = array("d"), array("d"), array("d")
        self._sums = array("d")

    def __len__(self) -> int:
        return len(self.steps)

    def add(self, step: int, value: float) -> None:
        """One more; where a training goes on from a checkpoint, what came behind it is forgotten."""
        if self.steps and step <= self.steps[-1]:
            place = bisect_left(self.steps, step)
            for values in (self.steps, self.raw, self.smooth, self._sums):
                del values[place:]
        count = len(self.steps)
        total = SMOOTHING * (self._sums[-1] if count else 0.0) + (1 - SMOOTHING) * value
        self._sums.append(total)
        self.steps.append(step)
        self.raw.append(value)
        self.smooth.append(total / (1 - SMOOTHING ** (count + 1)))

    def thinned(self, pixels: int) -> "tuple[Line, Line]":
        """The raw values, of each pixel the least and the most, and the smoothed ones."""
        steps, raw, smooth = _numbers(self.steps), _numbers(self.raw), _numbers(self.smooth)
        return _extremes(steps, raw, max(1, pixels)), _every(steps, smooth, max(1, pixels))


class Curves:
    """All parts of the loss of one training."""

    def __init__(self) -> None:
        self.parts: dict[str, Curve] = {name: Curve() for name in PARTS}

    def add(self, step: int, losses: Mapping[str, float]) -> None:
        """One step's."""
        for name, curve in self.parts.items():
            if name in losses:
                curve.add(step, losses[name])

    @property
    def newest(self) -> dict[str, float]:
        """The smoothed value of each part, where there is one."""
        return {name: curve.smooth[-1] for name, curve in self.parts.items() if len(curve)}


def _numbers(values: "array[float]") -> "NDArray[np.float64]":
    """A copy: an array that is looked at cannot grow."""
    import numpy as np

    return np.frombuffer(values, np.float64).copy() if len(values) else np.zeros(0)


def _extremes(steps: "NDArray[np.float64]", values: "NDArray[np.float64]", pixels: int) -> "Line":
    import numpy as np

    every = -(-len(values) // pixels)
    if every <= 2:
        return steps, values
    whole = len(values) // every * every
    blocks = values[:whole].reshape(-1, every)
    ends = np.stack([blocks.min(axis=1), blocks.max(axis=1)], axis=1).ravel()
    places = np.repeat(steps[:whole:every], 2)
    return np.concatenate([places, steps[whole:]]), np.concatenate([ends, values[whole:]])


def _every(steps: "NDArray[np.float64]", values: "NDArray[np.float64]", pixels: int) -> "Line":
    import numpy as np

    every = max(1, len(values) // pixels)
    places = np.unique(np.append(np.arange(0, len(values), every), len(values) - 1)) if len(values) else slice(0)
    return steps[places], values[places]
