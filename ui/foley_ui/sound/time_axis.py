"""Which times are written under a sound."""

import math
from collections.abc import Iterator

from foley_ui.numbers import fixed

LABEL_PX = 64  # what a label and the room beside it take
_MINUTES = (10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0)


def ticks(seconds: float, width: float) -> Iterator[tuple[float, str]]:
    """Times and their texts, in round steps, as many as fit into so many pixels."""
    if seconds <= 0 or width <= 0:
        return
    step = round_step(seconds * LABEL_PX / width)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    for number in range(int(seconds / step + 1e-9) + 1):
        time_s = number * step
        yield time_s, fixed(time_s, digits) if seconds < 120 else f"{int(time_s) // 60}:{int(time_s) % 60:02d}"


def round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is no smaller; whole parts of a minute from 10 s on."""
    if least > 5:
        return next((step for step in _MINUTES if step >= least), 3600.0 * math.ceil(least / 3600.0))
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= least * (1 - 1e-9))
