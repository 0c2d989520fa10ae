"""Batches with the engine that makes noise bursts in milliseconds; everything else is real."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

import soundfile

from foley_bridge.batch.job import BatchJob
from foley_bridge.batch.whole import Batch, Ways
from foley_bridge.cues.sheet import Cue, Defaults, read_sheet
from foley_bridge.folders import Folders, user_folders
from foley_bridge.settings import EngineSettings, Settings
from tests.bridge.engine.quick_worker import quick_command

RATE_HZ = 8000
QUICK = Settings(engine=EngineSettings(nice=0))


@dataclass
class Told:
    """Takes what a person would see."""

    lines: list[str] = field(default_factory=list)
    newest: str = ""
    interrupt_at: str = ""  # a line that begins so is answered with Ctrl-C, once

    @property
    def made(self) -> list[str]:
        """The lines of cues that were made."""
        return [one for one in self.lines if "  row " in one]

    def stage(self, stage: str) -> None:
        self.newest = stage

    def advance(self, stage: str, overall: float, left_s: float, *, detail: str = "") -> None:
        assert 0.0 <= overall <= 1.0 + 1e-9
        self.newest = f"{stage} {left_s} {detail}"

    def say(self, text: str) -> None:
        self.lines.append(text)
        if self.interrupt_at and text.startswith(self.interrupt_at):
            self.interrupt_at = ""
            raise KeyboardInterrupt


@dataclass(frozen=True)
class Studio:
    """Where a test's batches go."""

    home: Path

    @property
    def folders(self) -> Folders:
        return user_folders(self.home / "own")

    def sheet(self, text: str, name: str = "game.csv") -> Path:
        path = self.home / name
        path.write_text(text, encoding="utf-8")
        return path

    def cues(self, number: int, *, word: str = "boots") -> Path:
        rows = "".join(f"{word} on gravel {one},{0.1 + one % 3 / 10:.1f},2\n" for one in range(number))
        return self.sheet(f"prompt,length,count\n{rows}")

    def batch(self, sheet: Path, out: str = "out", *, seed: int = 1, pack: str | None = None) -> Batch:
        cues: tuple[Cue, ...] = read_sheet(sheet, Defaults(timed=False))
        job = BatchJob(sheet, self.home / out, RATE_HZ, seed, pack=pack)
        return Batch(job, cues, QUICK, self.folders)

    def sounds(self, out: str = "out") -> dict[str, str]:
        """File names without what makes them differ between runs, and a hash of the samples."""
        files = (self.home / out / "Foley").iterdir()
        return {one.name: _samples(one) for one in files}


def quick(workers: int = 2) -> Ways:
    """So many quick engines of this machine."""
    return Ways(workers=workers, device="cpu", command=quick_command())


def on_ray(workers: int = 2, address: str = "local") -> Ways:
    """The same on a cluster."""
    return replace(quick(workers), ray=address)


def _samples(file: Path) -> str:
    return hashlib.sha256(soundfile.read(file, dtype="int32")[0].tobytes()).hexdigest()
