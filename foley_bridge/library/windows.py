"""Which pieces of a file are listened to: one where it is as short as a candidate, else some that lie evenly in it."""

import math

from foley_bridge.library.records import Window

WINDOW_S = 10.0  # the longest that a candidate is, and that published towers listen to
WINDOWS_MOST = 6  # of one file: a minute of it


def windows_of(seconds: float) -> tuple[Window, ...]:
    """Windows of a file, first to last; they touch up to a minute, and lie evenly spread in what is longer."""
    if seconds <= WINDOW_S:
        return (Window(0.0, seconds),)
    count = min(math.ceil(seconds / WINDOW_S), WINDOWS_MOST)
    step_s = (seconds - WINDOW_S) / (count - 1)
    return tuple(Window(round(number * step_s, 6), WINDOW_S) for number in range(count))
