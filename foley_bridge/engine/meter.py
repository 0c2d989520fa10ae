"""Tells progress often enough for a bar and no oftener."""

import time

PROGRESS_EVERY_S = 0.1


class Meter:
    """Says when progress is due: a new stage at once, else ten times a second. For one thread."""

    def __init__(self) -> None:
        self._stage: str | None = None
        self._told_s = 0.0

    def due(self, stage: str) -> bool:
        """Whether to tell how far it is now; who is told yes tells it."""
        now_s = time.monotonic()
        if stage == self._stage and now_s - self._told_s < PROGRESS_EVERY_S:
            return False
        self._stage, self._told_s = stage, now_s
        return True
