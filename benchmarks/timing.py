"""Clocks: how long a request's stages take, and the median of several runs."""

import time
from collections.abc import Callable
from statistics import median

from foley_models.progress import DECODE, DENOISE, RANK, TEXT
from foley_models.requests import GenerationRequest, Progress
from foley_models.stack import ModelStack

STAGES: tuple[str, ...] = (TEXT, DENOISE, DECODE, RANK)
TOTAL = "total"
Seconds = dict[str, float]


class StageClock:
    """Adds up the time between reports of progress by the stage that was running."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._stage, self._since = TEXT, now()
        self._started = self._since
        self._seconds = dict.fromkeys(STAGES, 0.0)

    def note(self, progress: Progress) -> None:
        """A report: until now the stage named last was running, from now on the one that is named."""
        self._close()
        self._stage = progress.stage

    def finish(self) -> Seconds:
        """Seconds by stage and in total."""
        self._close()
        return self._seconds | {TOTAL: self._since - self._started}

    def _close(self) -> None:
        now = self._now()
        self._seconds[self._stage] += now - self._since
        self._since = now


def time_request(stack: ModelStack, request: GenerationRequest) -> Seconds:
    """Seconds by stage of one request."""
    clock = StageClock()
    stack.generate(request, on_progress=clock.note)
    return clock.finish()


def median_of(runs: list[Seconds]) -> Seconds:
    """The median of each stage and of the total, each by itself."""
    return {stage: median(run[stage] for run in runs) for stage in runs[0]}
