"""A whole sheet as one job: every cue made into a folder, then project, stems and report of what is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.cues.keeping import Made, Record, Wish, wishes_of
from foley_bridge.cues.making import Connect, Maker, Step
from foley_bridge.cues.sheet import Cue
from foley_bridge.files.naming import slug
from foley_bridge.folders import Folders
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ
from foley_models.errors import RequestError

DEFAULT_FOLDER = Path("out")
DEFAULT_RATE_HZ = 48_000


@dataclass(frozen=True)
class CueJob:
    """What is made of a sheet, and where; None leaves pack and adapter to what is in use."""

    sheet: Path
    folder: Path  # absolute
    rate_hz: int = DEFAULT_RATE_HZ
    seed: int = 1
    pack: str | None = None
    adapter: str | None = None
    stems: bool = False

    @property
    def options(self) -> dict[str, Argument]:
        """What every cue is asked with."""
        given = {"rate": self.rate_hz, "pack": self.pack, "adapter": self.adapter}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Written:
    """What lies in the folder beside the takes; each stem with the gain in dB that keeps it from clipping."""

    summary: str
    project: Path | None
    page: Path
    takes: Path  # the same for programs
    stems: tuple[tuple[Path, float], ...]


def check_job(job: CueJob) -> None:
    """RequestError where it cannot be."""
    if not LEAST_RATE_HZ <= job.rate_hz <= MOST_RATE_HZ:
        raise RequestError(f"rate is {job.rate_hz}: choose a whole number from {LEAST_RATE_HZ} to {MOST_RATE_HZ}.")


def default_folder(sheet: Path, base: Path = DEFAULT_FOLDER) -> Path:
    """Where a sheet's sounds go unless somebody says otherwise; absolute."""
    return (base / slug(sheet.stem)).absolute()


def wishes(job: CueJob, cues: tuple[Cue, ...]) -> tuple[Wish, ...]:
    """What is to be made of the cues."""
    return wishes_of(cues, job.options, seed=job.seed)


def make_cues(
    job: CueJob,
    wanted: tuple[Wish, ...],
    record: Record,
    *,
    connect: Connect,
    folders: Folders,
    on_step: Callable[[Step], None],
    on_made: Callable[[Wish, Made], None],
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Make what is not there yet, `on_made` for each wish in order; as `Maker.make`, StoppedError once `cancelled`."""
    folder = job.folder.resolve()
    maker = Maker(record, folder, job.options, connect=connect, folders=folders, on_step=on_step, cancelled=cancelled)
    for wish, made in maker.make(wanted):
        on_made(wish, made)


def write_made(
    job: CueJob, cues: tuple[Cue, ...], made: Mapping[int, Made], *, note: str = "", timed: bool = True
) -> Written | None:
    """Project, stems where they are wanted, and report of what was made by now, by row; None where nothing was.

    Cues that have no places, not being `timed`, are in no project and no stem. `note` stands at the report's head.
    """
    from foley_bridge.cues.listing import write_list
    from foley_bridge.cues.placing import write_cue_project
    from foley_bridge.cues.report import Reported, outline_of, summary, write_report
    from foley_bridge.cues.stems import write_stems

    if not made:
        return None
    folder = job.folder.resolve()
    reported = Reported(job.sheet.name, cues, made, note, timed)
    project = write_cue_project(folder, cues, made, rate_hz=job.rate_hz) if timed else None
    stems = write_stems(folder, cues, made, rate_hz=job.rate_hz) if job.stems and project else ()
    _, page = write_report(folder, reported, outline_of)
    takes = write_list(folder, cues, made, rate_hz=job.rate_hz)
    return Written(summary(reported), project, page, takes, stems)


def asked(cues: tuple[Cue, ...]) -> str:
    """What a sheet asks for, in a sentence."""
    end_s = max(one.place_s + one.seconds for one in cues)
    tracks = len({one.track for one in cues})
    many = "1 cue" if len(cues) == 1 else f"{len(cues)} cues"
    takes, seconds = sum(one.count for one in cues), sum(one.seconds for one in cues)
    return (
        f"{many} on {tracks} track{'s' if tracks > 1 else ''}, {takes} takes, {seconds:g} s of sound, "
        f"the last ends at {end_s:g} s."
    )
