"""How long a batch will take and how much room it needs, from what was measured: the last run, or two cues just now."""

import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from foley_bridge.batch.farm import OF_ONE_CUE, Farm, FarmWorker
from foley_bridge.batch.orders import Task
from foley_bridge.batch.timing import CueTime, Stopwatch
from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import write_durably
from foley_models.errors import DiskFullError

FILE = "pace.json"
BYTES_PER_SAMPLE = 3
FILE_BYTES = 16_384  # of a sound file beside its samples: recipe and metadata, rounded up to blocks
ROOM_TO_SPARE = 1.02
MB = 1_000_000


@dataclass(frozen=True)
class Pace:
    """What a worker needs: to load, for each cue, and for each second of sound that is delivered."""

    load_s: float
    cue_s: float
    sound_s: float
    cues: int  # from how many it was measured
    day: str  # on which

    def work_s(self, tasks: Sequence[Task]) -> float:
        """Seconds of one worker for all these, without loading."""
        return len(tasks) * self.cue_s + sum(one.cost_s for one in tasks) * self.sound_s


def duration_s(pace: Pace, tasks: Sequence[Task], workers: int) -> float:
    """Seconds of a whole run; the longest cue is the least, however many workers there are."""
    if not tasks:
        return 0.0
    longest = max(pace.cue_s + one.cost_s * pace.sound_s for one in tasks)
    return pace.load_s + max(longest, pace.work_s(tasks) / min(workers, len(tasks)))


def pace_of(cues: Sequence[CueTime]) -> Pace | None:
    """What was measured of cues that were made, by least squares; None where there is none."""
    made = [one for one in cues if one.delivered]
    if not made:
        return None
    load_s = max(one.stages.get("load", 0.0) + one.stages.get("wait", 0.0) for one in made)
    points = [(one.seconds * one.count, _work_s(one)) for one in made]
    mean_x, mean_y = (sum(column) / len(points) for column in zip(*points, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0
    slope = min(max(slope, 0.0), mean_y / mean_x)  # neither a cue nor its sound takes less than no time
    if not spread:
        slope = mean_y / mean_x
    return Pace(load_s, mean_y - slope * mean_x, slope, len(points), date.today().isoformat())


def _work_s(cue: CueTime) -> float:
    return sum(seconds for stage, seconds in cue.stages.items() if stage not in ("wait", "load"))


def measured(farm: Farm, tasks: Sequence[Task], batch_size: int, cancelled: Callable[[], bool]) -> Pace | None:
    """Make the shortest and the longest cue in memory, nothing of it is kept; None where neither was made.

    What the farm and the model raise, other than what one cue fails with.
    """
    by_cost = sorted(tasks, key=lambda one: one.cost_s)
    worker = farm.hire(0)
    try:
        return pace_of([_trial(worker, one, batch_size, cancelled) for one in (by_cost[0], by_cost[-1])])
    finally:
        worker.close()


def _trial(worker: FarmWorker, task: Task, batch_size: int, cancelled: Callable[[], bool]) -> CueTime:
    from foley_bridge.engine.events import Advanced, Made

    watch, delivered, size = Stopwatch(), 0, 0
    order = replace(task.order, asked="")
    events = worker.run("trial", order, batch_size=batch_size, skip=frozenset(), cancelled=cancelled)
    with closing(events), suppress(*OF_ONE_CUE):
        for event in events:
            watch.lap(event.stage if isinstance(event, Advanced) else None)
            if isinstance(event, Made):
                delivered, size = delivered + 1, size + len(event.pcm)
    watch.lap()
    cue = task.wish.cue
    return CueTime(
        cue.row, cue.seconds, cue.count, delivered, "", worker.badge.name, 1, 0.0, 0.0, stages=watch.stages, bytes=size
    )


class Paces:
    """What earlier runs measured, by pack, device and threads; a file that cannot be read is as good as none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def find(self, key: str) -> Pace | None:
        """The newest of a key."""
        try:
            return Pace(**self._all()[key])
        except (KeyError, TypeError):
            return None

    def keep(self, key: str, pace: Pace) -> None:
        """In place of an older one. DestinationError, DiskFullError."""
        values = self._all() | {key: asdict(pace)}
        half = self._path.with_name(f".{FILE}.part")
        with explained(self._path):
            half.unlink(missing_ok=True)
            write_durably(str(half), json.dumps(values, indent=1).encode())
            half.replace(self._path)

    def _all(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def needed_bytes(tasks: Sequence[Task]) -> int:
    """Room for the sounds of these."""
    sound = sum(one.cost_s * one.order.rate_hz * BYTES_PER_SAMPLE * one.channels for one in tasks)
    files = sum(one.order.request.count for one in tasks)
    return round((sound + files * FILE_BYTES) * ROOM_TO_SPARE)


def check_room(folder: Path, needed: int) -> int:
    """The free bytes of a folder that is there. DiskFullError where they do not suffice."""
    with explained(folder):
        free = shutil.disk_usage(folder).free
    if needed > free:
        raise DiskFullError(
            f"The sounds need about {needed / MB:,.0f} MB and {folder} has {free / MB:,.0f} MB free: free some, choose "
            "another folder with --destination, or ask for fewer takes with --count."
        )
    return free
