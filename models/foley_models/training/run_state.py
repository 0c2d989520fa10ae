"""Where a training stands, in a few plain numbers that a checkpoint keeps."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass
class Run:
    """Steps that were taken, and what went wrong and well on the way."""

    step: int = 0
    rate_scale: float = 1.0
    roll_backs: int = 0
    bad_in_a_row: int = 0
    best_step: int = 0
    best_distance: float = math.inf

    def numbers(self) -> dict[str, float]:
        """All but the step, finite."""
        return {
            "rate_scale": self.rate_scale,
            "roll_backs": self.roll_backs,
            "bad_in_a_row": self.bad_in_a_row,
            "best_step": self.best_step,
            "best_distance": min(self.best_distance, 1e300),
        }


def run_at(step: int, numbers: Mapping[str, float]) -> Run:
    """A run as `numbers` left it."""
    return Run(
        step=step,
        rate_scale=numbers.get("rate_scale", 1.0),
        roll_backs=int(numbers.get("roll_backs", 0)),
        bad_in_a_row=int(numbers.get("bad_in_a_row", 0)),
        best_step=int(numbers.get("best_step", 0)),
        best_distance=numbers.get("best_distance", math.inf) if numbers.get("best_step") else math.inf,
    )
