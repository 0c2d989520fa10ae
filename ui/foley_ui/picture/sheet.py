"""A cue sheet as the panel has read it: every row with its verdict, what was made of it before, what is left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from foley_bridge.cues.job import CueJob, check_job, wishes
from foley_bridge.cues.keeping import Made, is_there, made_so_far
from foley_bridge.cues.reading import look_at
from foley_bridge.cues.sheet import Cue, Defaults, Looked
from foley_bridge.cues.times import Clock, frame_rate


@dataclass(frozen=True)
class SheetChoice:
    """What a person says of a sheet; "" for no frame rate, 0 seconds for no length of rows that give none."""

    sheet: Path
    folder: Path
    count: int = 4
    seconds: float = 0.0
    fps: str = ""
    start: str = "0"
    rate_hz: int = 48_000
    seed: int = 1
    stems: bool = False

    @property
    def job(self) -> CueJob:
        """As the command line makes it."""
        return CueJob(self.sheet, self.folder, self.rate_hz, self.seed, stems=self.stems)

    @property
    def defaults(self) -> Defaults:
        """What rows leave open. RequestError where the start is no time."""
        fps = frame_rate(self.fps) if self.fps else None
        return Defaults(self.count, self.seconds or None, Clock(fps, Clock(fps).read_s(self.start or "0")))


@dataclass(frozen=True)
class Sheet:
    """`made` is by row: what was made before, and failures; `open_s` are the seconds of takes still to be made."""

    choice: SheetChoice
    rows: tuple[Looked, ...]
    made: Mapping[int, Made] = field(default_factory=dict)
    left: int = 0  # cues that are to be made
    open_s: float = 0.0

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Of the rows without a fault."""
        return tuple(one.cue for one in self.rows if one.cue is not None)

    @property
    def faults(self) -> int:
        """Rows with one: nothing is made while there are any."""
        return sum(one.cue is None for one in self.rows)


def read_choice(choice: SheetChoice) -> Sheet:
    """Look at the sheet, and at what is in its folder. RequestError; for a worker."""
    check_job(choice.job)
    rows = look_at(choice.sheet, choice.defaults)
    cues = tuple(one.cue for one in rows if one.cue is not None)
    known = made_so_far(choice.folder)
    made: dict[int, Made] = {}
    left, open_s = 0, 0.0
    for wish in wishes(choice.job, cues):
        before = known.get(wish.key)
        there = before is not None and is_there(before)
        if before is not None and (there or not before.takes):
            made[wish.cue.row] = before
        if not there:
            left += 1
            open_s += wish.cue.count * wish.cue.seconds
    return Sheet(choice, rows, made, left, open_s)
