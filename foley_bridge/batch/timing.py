"""Where the time of a batch goes, cue by cue: for people, for simulations of larger farms, for the next estimate."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import sync_folder_at, write_durably
from foley_bridge.version import program_version

FILE = "batch-timing.json"
VERSION = 1


class Stopwatch:
    """The time of one cue, cut into the stages that its worker tells; for one thread."""

    def __init__(self, stage: str = "wait") -> None:
        """`wait` is until the worker tells anything."""
        self._at_s = time.perf_counter()
        self.stage = stage
        self.stages: dict[str, float] = {}

    def lap(self, stage: str | None = None) -> None:
        """What passed since the last lap belongs to the stage of then; from now on to `stage`, or to the same."""
        now_s = time.perf_counter()
        self._add(self.stage, now_s - self._at_s)
        self._at_s, self.stage = now_s, stage or self.stage

    def move(self, before: str, after: str, seconds: float) -> None:
        """So much of what was added to one stage belongs to another."""
        self._add(before, -seconds)
        self._add(after, seconds)

    def _add(self, stage: str, seconds: float) -> None:
        self.stages[stage] = self.stages.get(stage, 0.0) + seconds


@dataclass(frozen=True)
class CueTime:
    """One cue that came to its end; times in seconds, `began_s` and `ended_s` since the run began."""

    row: int
    seconds: float
    count: int
    delivered: int
    code: str  # "" where it was made
    worker: str
    tries: int  # more than one where a worker was lost
    began_s: float
    ended_s: float
    stages: Mapping[str, float]  # wait, load, text, denoise, decode, rank, publish, journal: of the last try
    bytes: int  # of its sound files


@dataclass(frozen=True)
class WorkerTime:
    """One worker from its hiring to its end."""

    name: str
    machine: str
    pid: int | None
    device: str
    hired_s: float  # since the run began
    hiring_s: float  # what that took
    left_s: float
    cues: int
    lost: bool


@dataclass
class Timing:
    """Everything that was measured of a run; thread-safe."""

    about: Mapping[str, Any]  # sheet, pack, farm, threads, batch size, workers asked for
    cues: list[CueTime] = field(default_factory=list)
    workers: list[WorkerTime] = field(default_factory=list)
    stolen: int = 0
    _began_s: float = field(default_factory=time.perf_counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def now_s(self) -> float:
        """Seconds since the run began."""
        return time.perf_counter() - self._began_s

    def add_cue(self, cue: CueTime) -> None:
        """One more."""
        with self._lock:
            self.cues.append(cue)

    def add_worker(self, worker: WorkerTime) -> None:
        """One more that left."""
        with self._lock:
            self.workers.append(worker)

    @property
    def lost(self) -> int:
        """Workers that were lost."""
        return sum(one.lost for one in self.workers)

    def to_json(self) -> str:
        """All of it as one JSON object."""
        first_s = min((one.began_s + one.stages.get("wait", 0.0) for one in self.cues), default=None)
        last_s = max((one.ended_s for one in self.cues), default=None)
        values = {
            "version": VERSION,
            "program": program_version(),
            **self.about,
            "wall_s": round(self.now_s, 4),
            "first_cue_s": first_s,  # when the first worker was at work
            "last_cue_s": last_s,
            "stolen": self.stolen,
            "lost": self.lost,
            "workers_seen": [asdict(one) for one in self.workers],
            "cues": [asdict(one) for one in sorted(self.cues, key=lambda one: one.ended_s)],
        }
        return json.dumps(_rounded(values), indent=1, ensure_ascii=False, allow_nan=False)

    def write(self, folder: Path) -> Path:
        """Write it into a folder over an older one. DestinationError, DiskFullError."""
        path = folder / FILE
        half = path.with_name(f".{FILE}.part")
        with explained(path):
            half.unlink(missing_ok=True)
            write_durably(str(half), self.to_json().encode("utf-8", "replace"))
            half.replace(path)
            sync_folder_at(str(folder))
        return path


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, Mapping):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_rounded(one) for one in value]
    return value
