"""Tells progress often enough for a bar and no oftener."""

import time

from foley_bridge.daemon.correspondence import Correspondence
from foley_bridge.engine.events import Advanced

PROGRESS_EVERY_S = 0.1


class Meter:
    """Passes on some of the progress of a job; a new stage at once."""

    def __init__(self, correspondence: Correspondence, job_id: str) -> None:
        self._tell = correspondence
        self._job_id = job_id
        self._stage = ""
        self._told_s = 0.0

    def advance(self, event: Advanced) -> None:
        """Pass an event on if it is time."""
        now_s = time.monotonic()
        if event.stage == self._stage and now_s - self._told_s < PROGRESS_EVERY_S:
            return
        self._stage, self._told_s = event.stage, now_s
        self._tell.advanced(self._job_id, event.stage, fraction=event.overall, left_s=event.left_s)
