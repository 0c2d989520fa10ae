"""What a person sees of a batch: a line for each cue that was made, the rate, and the time that is left."""

from collections.abc import Sequence

from foley_bridge.batch.orders import Task
from foley_bridge.batch.running import Ended, Left, Lost, Run
from foley_bridge.batch.timing import Timing
from foley_bridge.cues.keeping import Made
from foley_bridge.progress import ShownProgress
from foley_models.errors import FoleyError, NotAvailableError

STAGE = "making sounds"
LEAST_FOR_RATE_S = 1.0


def follow(
    run: Run, tasks: Sequence[Task], made: dict[int, Made], *, farm_name: str, timing: Timing, progress: ShownProgress
) -> None:
    """Start a run and follow it to its end; `made` is filled by row. What ended a worker other than its loss is raised.

    Ctrl-C stops it: what is at work goes on with the next run.
    """
    shown = Shown(tasks, timing, progress)
    progress.say(f"{len(tasks)} cues are made by {farm_name}.")
    run.start()
    try:
        _follow(run, made, shown)
    finally:
        run.stop()


def _follow(run: Run, made: dict[int, Made], shown: "Shown") -> None:
    working, fault = run.workers, None
    while working:
        news = run.next()
        if isinstance(news, Ended):
            made[news.task.wish.cue.row] = news.made
            shown.ended(news)
        elif isinstance(news, Lost):
            shown.lost(news)
        elif isinstance(news, Left):
            working -= 1
            fault = _of_one_worker(news) or fault
        shown.advance(run.under_way_s())
    if shown.open:
        raise fault or FoleyError(f"{shown.open} cues were not made: the same command makes them.")


def _of_one_worker(news: Left) -> NotAvailableError | None:
    """Why a worker is not there any more, the others go on; what they would meet as well is raised."""
    if news.fault is None or isinstance(news.fault, NotAvailableError):
        return news.fault
    raise news.fault


class Shown:
    """Counts what was made, and tells it."""

    def __init__(self, tasks: Sequence[Task], timing: Timing, progress: ShownProgress) -> None:
        self._progress, self._timing = progress, timing
        self._cues = self.open = len(tasks)
        self._whole_s, self._done_s = sum(one.cost_s for one in tasks), 0.0
        self._digits = len(str(len(tasks)))

    def ended(self, news: Ended) -> None:
        """A line for a cue."""
        self.open -= 1
        self._done_s += news.task.cost_s
        number = f"{self._cues - self.open:>{self._digits}}/{self._cues}"
        self._progress.say(f"{number}  {_line(news.task, news.made)}")

    def lost(self, news: Lost) -> None:
        """A worker is gone."""
        self._progress.say(f"Row {news.task.wish.cue.row} is made again by another worker. {news.text}")

    def advance(self, under_way_s: float) -> None:
        """How far the whole is, cues a minute, and what is left at this pace."""
        now_s, done_s = self._timing.now_s, self._done_s + under_way_s
        made = self._cues - self.open
        rate = f", {made / now_s * 60:.1f} a minute" if made and now_s > LEAST_FOR_RATE_S else ""
        left_s = now_s * (self._whole_s - done_s) / done_s if done_s and now_s > LEAST_FOR_RATE_S else -1.0
        self._progress.advance(STAGE, done_s / self._whole_s, left_s, detail=f"{made} of {self._cues} cues{rate}")


def _line(task: Task, made: Made) -> str:
    cue = task.wish.cue
    said = f"row {cue.row}  {f'{cue.name}: ' if cue.name else ''}{cue.prompt}"
    if not made.takes:
        return f"{said}: {made.code}. {made.text}"
    best = made.takes[0]
    score = "" if best.score is None else f", best {best.score:.3f}{'' if best.passed else ' (under the threshold)'}"
    return f"{said}: {len(made.takes)} take{'s' if len(made.takes) > 1 else ''}{score}"
