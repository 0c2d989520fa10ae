"""Foley to picture as one job: takes made by the daemon, their hits found and dealt out to the events."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.files.naming import slug
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ
from foley_bridge.spotting.dealing import deal
from foley_bridge.spotting.events import Event, Wanted
from foley_bridge.takes import HeardTake, Takes
from foley_models.errors import RequestError
from foley_models.limits import check_request
from foley_models.requests import GenerationRequest

DEFAULT_FOLDER = Path("out")
DEFAULT_RATE_HZ = 48_000
RANGE_MOST_DB = 60.0
NOTE_MOST = 127

Progress = Callable[[str, float, float], None]  # stage, fraction, seconds left (below 0 where there is no estimate)


@dataclass(frozen=True)
class SpotJob:
    """What is put where; "" and None leave category and pack to the daemon."""

    prompt: str
    source: Path  # of the events
    folder: Path  # absolute
    wanted: Wanted = field(default_factory=Wanted)
    range_db: float = 24.0
    human: float = 0.5
    count: int = 8
    seconds: float = 4.0
    seed: int = 1
    rate_hz: int = DEFAULT_RATE_HZ
    stem: bool = False
    category: str = ""
    pack: str | None = None


@dataclass(frozen=True)
class Spotted:
    """What came of it: `gain_db` is by how much the stem was turned down as a whole."""

    project: Path
    stem: Path | None
    gain_db: float
    hits: int
    takes: tuple[HeardTake, ...]
    events: int
    list: Path  # the same for programs


def check_job(job: SpotJob) -> None:
    """RequestError, with the value and what is possible, where it cannot be."""
    check_request(GenerationRequest(job.prompt, seconds=job.seconds, count=job.count, seed=job.seed))
    if not LEAST_RATE_HZ <= job.rate_hz <= MOST_RATE_HZ:
        raise RequestError(f"rate is {job.rate_hz}: choose a whole number from {LEAST_RATE_HZ} to {MOST_RATE_HZ}.")
    for name, value, most in (
        ("human", job.human, 1.0),
        ("least", job.wanted.least, 1.0),
        ("range", job.range_db, RANGE_MOST_DB),
    ):
        if not 0.0 <= value <= most:  # NaN is none of them either
            raise RequestError(f"{name} is {value:g}: choose a number from 0 to {most:g}.")
    for note in job.wanted.notes:
        if not 0 <= note <= NOTE_MOST:
            raise RequestError(f"note is {note}: MIDI notes go from 0 to {NOTE_MOST}.")


def default_folder(prompt: str, base: Path = DEFAULT_FOLDER) -> Path:
    """Where it goes unless somebody says otherwise; absolute."""
    return (base / slug(prompt)).absolute()


def make_takes(client: Client, job: SpotJob, *, request_id: str, on_progress: Progress) -> tuple[HeardTake, ...]:
    """The takes, best first. FoleyError, by its code, where it fails; Ctrl-C cancels them."""
    heard, folder = Takes(), job.folder.resolve()
    pairs: dict[str, Argument] = {"destination": str(folder), "rate": job.rate_hz, "seed": job.seed}
    pairs |= {name: value for name, value in (("category", job.category), ("pack", job.pack)) if value}
    try:
        for answer in client.generate(
            job.prompt, seconds=job.seconds, count=job.count, pairs=pairs, request_id=request_id
        ):
            heard.hear(answer)
            if answer.word == "progress":
                values = answer.values
                on_progress(str(values["stage"]), float(values["fraction"]), float(values["left"]))
    except KeyboardInterrupt:
        client.tell("/foley/cancel", request_id)
        raise
    for take in heard.best_first():
        client.ask("/foley/imported", request_id, take.index)
    return heard.best_first()


def write_spotted(job: SpotJob, events: tuple[Event, ...], takes: tuple[HeardTake, ...]) -> Spotted:
    """Find the hits, deal them out, write the project, and the stem where it is wanted. RequestError, DiskFullError."""
    from foley_bridge.spotting.hits import find_hits
    from foley_bridge.spotting.writing import write_spotted_list, write_spotted_project, write_spotted_stem

    folder = job.folder.resolve()
    hits = find_hits(takes)
    dealt = deal(events, hits, seed=job.seed, range_db=job.range_db, human=job.human)
    project = write_spotted_project(folder, job.prompt, dealt, rate_hz=job.rate_hz)
    stem, gain_db = write_spotted_stem(folder, dealt, rate_hz=job.rate_hz) if job.stem else (None, 0.0)
    listed = write_spotted_list(folder, job.prompt, dealt)
    return Spotted(project, stem, gain_db, len(hits), takes, len(events), listed)
