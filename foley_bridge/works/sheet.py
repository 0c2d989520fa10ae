"""A cue sheet that a host asked for: made exactly as the command makes it, and goes on by the same record."""

import time
from collections.abc import Mapping
from pathlib import Path

from foley_bridge.cues.job import DEFAULT_RATE_HZ, CueJob, Written, check_job, make_cues, wishes, write_made
from foley_bridge.cues.keeping import Made, Record, Wish
from foley_bridge.cues.making import Step
from foley_bridge.cues.reading import read_cues
from foley_bridge.cues.sheet import Cue, Defaults
from foley_bridge.cues.times import FRAME_RATES, Clock, frame_rate
from foley_bridge.files.destination import prepared_folder
from foley_bridge.works.bench import Bench, Outcome, said
from foley_bridge.works.order import WorkOrder
from foley_models.errors import RequestError
from foley_models.limits import COUNT_MOST, SEED_MOST

COUNT_DEFAULT = 4
_ESTIMATED_FROM = 0.01  # of the whole


def check_sheet(order: WorkOrder) -> None:
    """RequestError for what is wrong whatever the sheet says."""
    job, defaults = _job(order), _defaults(order)
    check_job(job)
    if not 1 <= defaults.count <= COUNT_MOST:
        raise RequestError(f"count is {defaults.count}: choose a whole number from 1 to {COUNT_MOST}.")
    if not 0 <= job.seed <= SEED_MOST:
        raise RequestError(f"seed is {job.seed}: choose a whole number from 0 to {SEED_MOST}.")


def make_sheet(order: WorkOrder, bench: Bench) -> Outcome:
    """Make what is left of it; project, stems and report of what is there are written however it ends. FoleyError."""
    job = _job(order)
    cues = read_cues(job.sheet, _defaults(order))
    with prepared_folder(job.folder), Record(job.folder.resolve()) as record:
        made, written = _made(job, cues, record, bench)
    failed = sum(not one.takes for one in made.values())
    return Outcome(
        len(made) - failed,
        failed,
        "" if written is None else written.summary,
        folder=str(job.folder),
        list=said(None if written is None else written.takes),
        report=said(None if written is None else written.page),
        reaper=said(None if written is None else written.project),
    )


def _made(
    job: CueJob, cues: tuple[Cue, ...], record: Record, bench: Bench
) -> tuple[Mapping[int, Made], Written | None]:
    wanted = wishes(job, cues)
    pace = _Pace(bench, open_wishes=sum(record.made(one) is None for one in wanted))
    made: dict[int, Made] = {}

    def on_made(wish: Wish, one: Made) -> None:
        made[wish.cue.row] = one
        pace.ended()

    try:
        make_cues(job, wanted, record, connect=bench.connect, folders=bench.folders, on_step=pace.step, on_made=on_made)
    finally:  # what is there is of use, however the rest ended
        bench.advance("write", 1.0, 0.0)
        written = write_made(job, cues, made)
    return made, written


class _Pace:
    """How far the whole is; cues that were there before count for nothing."""

    def __init__(self, bench: Bench, *, open_wishes: int) -> None:
        self._bench, self._open = bench, max(1, open_wishes)
        self._made, self._at_work = 0, False
        self._began_s = time.monotonic()

    def step(self, step: Step) -> None:
        self._at_work = True
        done = min(1.0, (self._made + step.fraction) / self._open)
        spent_s = time.monotonic() - self._began_s
        left_s = spent_s * (1 - done) / done if done > _ESTIMATED_FROM else -1.0
        self._bench.advance(step.stage, done, left_s)

    def ended(self) -> None:
        if self._at_work:
            self._at_work = False
            self._made += 1


def _job(order: WorkOrder) -> CueJob:
    return CueJob(
        Path(order.source),
        Path(order.folder),
        order.whole("rate", DEFAULT_RATE_HZ),
        order.whole("seed", 1),
        pack=order.text("pack") or None,
        adapter=order.text("adapter") if "adapter" in order.options else None,
        stems=order.switch("stems"),
    )


def _defaults(order: WorkOrder) -> Defaults:
    fps = order.text("fps")
    if fps and fps not in FRAME_RATES:
        raise RequestError(f"fps is {fps!r}: choose one of {', '.join(FRAME_RATES)}.")
    rate = frame_rate(fps) if fps else None
    seconds = order.number("seconds", 0.0) if "seconds" in order.options else None
    start_s = Clock(rate).read_s(order.text("start") or "0")
    return Defaults(order.whole("count", COUNT_DEFAULT), seconds, Clock(rate, start_s))
