"""A whole batch from a checked sheet to its report: what is missing is made, what is there stays as it is."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from foley_bridge.batch.devices import default_workers, devices_for
from foley_bridge.batch.estimate import MB, Paces, check_room, duration_s, measured, needed_bytes, pace_of
from foley_bridge.batch.farm import Farm
from foley_bridge.batch.following import follow
from foley_bridge.batch.here import FarmHere
from foley_bridge.batch.job import BatchJob
from foley_bridge.batch.orders import Needed, Orders, Task, orders_of
from foley_bridge.batch.origins import Origins
from foley_bridge.batch.record import FOLDER, BatchRecord
from foley_bridge.batch.running import Run
from foley_bridge.batch.timing import Timing
from foley_bridge.cues.job import write_made
from foley_bridge.cues.keeping import Made
from foley_bridge.cues.sheet import Cue
from foley_bridge.engine.launch import Launch, engine_command
from foley_bridge.files.destination import prepared_folder
from foley_bridge.folders import Folders, make_private
from foley_bridge.progress import ShownProgress
from foley_bridge.settings import Settings


@dataclass(frozen=True)
class Ways:
    """By whom it is made; None leaves it to what the machine or the cluster has."""

    workers: int | None = None
    ray: str | None = None  # auto or HOST:PORT
    device: str | None = None
    command: tuple[str, ...] = ()  # of an engine; the project's own where it is empty


class Batch:
    """One sheet into one folder."""

    def __init__(self, job: BatchJob, cues: Sequence[Cue], settings: Settings, folders: Folders) -> None:
        """PackError, RequestError where a cue cannot be made as it is asked for."""
        self._job, self._cues = job, tuple(cues)
        self._settings, self._folders = settings, folders
        self._orders: Orders = orders_of(job, self._cues, settings, folders)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """All cues as orders."""
        return self._orders.tasks

    @property
    def needed(self) -> tuple[Needed, ...]:
        """The packs and adapters that every worker must have."""
        return self._orders.needed

    def make(self, ways: Ways, progress: ShownProgress) -> bool:
        """Make what is missing, tell of it, write the report; whether every cue is there.

        NotAvailableError, PackError where workers cannot be had; DestinationError, DiskFullError, JournalError.
        """
        folder, made = self._job.folder, dict[int, Made]()
        with prepared_folder(folder), BatchRecord(folder.resolve(), self._folders, self._settings.files) as record:
            for task in self.tasks:
                there = record.made(task)
                if there is not None:
                    made[task.wish.cue.row] = there
            missing = [one for one in self.tasks if one.wish.cue.row not in made]
            if missing:
                Origins(record.journal, folder, self.needed).check()
            check_room(folder, needed_bytes(missing))
            timing = Timing(self._about(ways, self._workers(ways)))
            try:
                if missing:
                    self._make(ways, record, missing, made=made, timing=timing, progress=progress)
            finally:  # what is there is of use, however the rest ended
                self._write(made, timing, progress)
        return len(made) == len(self.tasks) and all(one.takes for one in made.values())

    def estimate(self, ways: Ways, progress: ShownProgress) -> None:
        """Say what the batch needs and how long it takes, by the last run or by two cues that are made in memory."""
        existing = next(one for one in (self._job.folder, *self._job.folder.parents) if one.is_dir())
        needed = needed_bytes(self.tasks)
        free = check_room(existing, needed)
        progress.say(f"About {needed / MB:,.0f} MB of sound files; {free / MB:,.0f} MB are free in {existing}.")
        workers = self._workers(ways)
        paces = self._paces()
        pace, how = paces.find(self._pace_key(ways)), "as the last run was measured"
        if pace is None:
            progress.stage("measuring two cues, in memory")
            with self._here(ways) as farm:
                pace = measured(farm, self.tasks, self._job.batch_size, lambda: False)
            how = "by its shortest and its longest cue, made in memory just now"
            if pace is not None:
                paces.keep(self._pace_key(ways), pace)
        if pace is None:
            progress.say("How long it takes is not known: neither of the two cues that were tried was made.")
            return
        said = spoken(duration_s(pace, self.tasks, workers))
        who = f"{workers} worker{'s' if workers > 1 else ''}"
        progress.say(f"About {said} with {who} ({how}, on {pace.day}). What is there already is not made again.")

    def _make(
        self,
        ways: Ways,
        record: BatchRecord,
        missing: Sequence[Task],
        *,
        made: dict[int, Made],
        timing: Timing,
        progress: ShownProgress,
    ) -> None:
        workers = self._workers(ways)
        progress.stage("starting workers")
        try:
            with self._farm(ways, workers) as farm:
                origins = Origins(record.journal, self._job.folder, self.needed)
                size = self._job.batch_size
                run = Run(farm, record, missing, origins=origins, workers=workers, batch_size=size, timing=timing)
                follow(run, missing, made, farm_name=farm.name, timing=timing, progress=progress)
        finally:
            timing.write(self._job.folder)
        pace = pace_of(timing.cues)
        if pace is not None:
            self._paces().keep(self._pace_key(ways), pace)

    def _farm(self, ways: Ways, workers: int) -> AbstractContextManager[Farm]:
        return self._here(ways) if ways.ray is None else self._on_ray(ways, workers)

    def _here(self, ways: Ways) -> FarmHere:
        engine, devices = self._settings.engine, devices_for(self._device(ways))
        launch = Launch(
            ways.command or engine_command(),
            device=devices[0],
            dtype=engine.dtype,
            offload=engine.offload,
            threads=self._job.threads,
            nice=engine.nice,
        )
        return FarmHere(launch, hang_s=float(engine.hang_s), devices=devices)

    def _on_ray(self, ways: Ways, workers: int) -> AbstractContextManager[Farm]:
        from foley_bridge.batch.on_ray.cluster import RayFarm
        from foley_bridge.batch.on_ray.hand import Terms

        engine = self._settings.engine
        terms = Terms(
            ways.command,
            self._device(ways),
            engine.dtype,
            threads=self._job.threads,
            nice=engine.nice,
            hang_s=float(engine.hang_s),
            needed=self._orders.needed,
            offload=engine.offload,
        )
        return RayFarm(str(ways.ray), terms, workers=workers)

    def _workers(self, ways: Ways) -> int:
        wanted = ways.workers or default_workers(devices_for(self._device(ways)), self._job.threads)
        return min(wanted, max(1, len(self.tasks)))

    def _device(self, ways: Ways) -> str:
        return ways.device or self._settings.engine.device

    def _about(self, ways: Ways, workers: int) -> Mapping[str, Any]:
        job = self._job
        return {
            "sheet": job.sheet.name,
            "cues_in_sheet": len(self.tasks),
            "farm": "this machine" if ways.ray is None else f"ray {ways.ray}",
            "workers": workers,
            "threads": job.threads,
            "batch_size": job.batch_size,
            "device": self._device(ways),
            "rate_hz": job.rate_hz,
            "needed": [asdict(one) | {"said": Path(one.said).name} for one in self._orders.needed],
        }

    def _write(self, made: Mapping[int, Made], timing: Timing, progress: ShownProgress) -> None:
        progress.stage("write")
        timed = any(one.place_s for one in self._cues)
        written = write_made(self._job.cues, self._cues, made, note=_note(timing), timed=timed)
        if written is None:
            return
        progress.say(f"\n{written.summary}")
        for path, gain in written.stems:
            progress.say(f"Stem {path}{f', turned down by {-gain:.1f} dB' if gain < -0.05 else ''}.")
        progress.say(f"{written.page} lets one listen in a browser.")

    def _paces(self) -> Paces:
        for folder in (self._folders.state, self._folders.state / FOLDER):
            make_private(folder)
        return Paces(self._folders.state / FOLDER)

    def _pace_key(self, ways: Ways) -> str:
        packs = " ".join(sorted(one.digest[:16] for one in self._orders.needed))
        farm = "" if ways.ray is None else " ray"
        return f"{packs} {self._device(ways)} {self._job.threads} {self._job.batch_size}{farm}"


def _note(timing: Timing) -> str:
    """What a run came to, in a sentence; "" where it made nothing."""
    cues, workers = len(timing.cues), {one.worker for one in timing.cues}
    if not cues:
        return ""
    last_s = max(one.ended_s for one in timing.cues)
    rate = f", {cues / last_s * 60:.1f} a minute" if last_s > 1 else ""
    lost = f" Workers that were lost: {timing.lost}." if timing.lost else ""
    who = f"{len(workers)} worker{'s' if len(workers) > 1 else ''}"
    return f"The last run made {cues} cues with {who} in {spoken(last_s)}{rate}.{lost}"


def spoken(seconds: float) -> str:
    """A duration as people say it."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} h"
