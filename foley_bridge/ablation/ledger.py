"""How far an ablation is, from what its parts were estimated to take and what they took."""

import time
from collections.abc import Callable

from foley_bridge.ablation.estimate import said

OnWork = Callable[[str, float, float], None]  # what is done, how far the whole is, and seconds left (below 0: unknown)
ENOUGH_S = 2.0  # before that, nobody knows how long the rest will take


class Ledger:
    """Parts one after the other; those that were found done already are no parts."""

    def __init__(self, total_s: float, on_work: OnWork) -> None:
        self._total_s, self._on_work = max(total_s, 1e-6), on_work
        self._began_s = time.monotonic()
        self._done_s = 0.0  # as estimated
        self._part_s = 0.0

    def part(self, what: str, seconds: float) -> Callable[[float], None]:
        """The next part begins; what is given back is told how far it is, 0 to 1."""
        self._done_s += self._part_s
        self._part_s = seconds
        shown = what if self._left_s(0.0) < 0 else f"{what}, about {said(self._left_s(0.0))} left in all"

        def told(fraction: float) -> None:
            self._on_work(shown, self._overall(fraction), self._left_s(fraction))

        told(0.0)
        return told

    def _overall(self, fraction: float) -> float:
        return min(1.0, (self._done_s + fraction * self._part_s) / self._total_s)

    def _left_s(self, fraction: float) -> float:
        """What is left, in the proportion in which estimates came true so far."""
        spent_s, overall = time.monotonic() - self._began_s, self._overall(fraction)
        return spent_s / overall * (1.0 - overall) if spent_s > ENOUGH_S and overall > 0 else -1.0
