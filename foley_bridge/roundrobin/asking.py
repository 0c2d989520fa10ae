"""Has a daemon make the takes that variants are chosen from; what it made of the same question before is used again."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_bridge.osc.message import Argument
from foley_models.errors import FoleyError
from foley_models.limits import COUNT_MOST, SEED_MOST

ATTEMPTS_MOST = 100  # of one question whose earlier answers failed or whose files are gone

Connect = Callable[[], AbstractContextManager[Client]]
OnProgress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Question:
    """What takes are asked for; `options` are further pairs of the protocol, such as pack and category."""

    prompt: str
    seconds: float
    takes: int
    seed: int
    options: Mapping[str, Argument]


@dataclass(frozen=True)
class _Part:
    """As much of a question as one request may ask for."""

    prompt: str
    seconds: float
    count: int
    seed: int
    options: Mapping[str, Argument]


def made_takes(
    question: Question, folder: Path, journal_file: Path, *, connect: Connect, on_progress: OnProgress
) -> tuple[Path, ...]:
    """The files of the takes, best first of each request. FoleyError, by its code, where they cannot be made."""
    parts = _parts(question)
    reader, found = JournalReader(journal_file), list[Path]()
    missing = [part for part in parts if not _there(reader, _id(reader, part, folder))]
    if missing:
        with connect() as client:
            for number, part in enumerate(missing):
                share = _shared(on_progress, number, len(missing))
                _make(client, part, _id(reader, part, folder), folder=folder, on_progress=share)
    for part in parts:
        found += _there(reader, _id(reader, part, folder))
    return tuple(found)


def _parts(question: Question) -> Sequence[_Part]:
    sizes = [min(COUNT_MOST, question.takes - first) for first in range(0, question.takes, COUNT_MOST)]
    return [
        _Part(question.prompt, question.seconds, size, (question.seed + place) % (SEED_MOST + 1), question.options)
        for place, size in enumerate(sizes)
    ]


def _id(reader: JournalReader, part: _Part, folder: Path) -> str:
    """The request of a part: the one whose sounds are there or are being made, else the next that is free."""
    said = json.dumps([asdict(part), str(folder)], sort_keys=True)
    for attempt in range(ATTEMPTS_MOST):
        own_id = hashlib.sha256(f"{said} {attempt}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
        job = reader.job(own_id)
        if job is None or not job.state.final or _there(reader, own_id):
            return own_id
    raise FoleyError(f"The takes were asked for {ATTEMPTS_MOST} times in vain: look into the daemon's log.")


def _there(reader: JournalReader, own_id: str) -> list[Path]:
    """The files of a request that is done, if all are there."""
    job = reader.job(own_id)
    files = [Path(one.path) for one in reader.candidates(own_id)]
    done = job is not None and job.state is State.DONE
    return files if done and all(one.is_file() for one in files) else []


def _make(client: Client, part: _Part, own_id: str, *, folder: Path, on_progress: OnProgress) -> None:
    pairs = {**part.options, "destination": str(folder), "seed": part.seed}
    indices = []
    try:
        answers = client.generate(part.prompt, seconds=part.seconds, count=part.count, pairs=pairs, request_id=own_id)
        for answer in answers:
            if answer.word == "candidate":
                indices.append(int(answer.values["index"]))
            if answer.word == "progress":
                values = answer.values
                on_progress(str(values["stage"]), float(values["fraction"]), float(values["left"]))
    except KeyboardInterrupt:
        with suppress(FoleyError):  # it may not have been accepted yet
            client.ask("/foley/cancel", own_id)
        raise
    for index in indices:  # they are no takes that wait for a timeline
        client.ask("/foley/imported", own_id, index)


def _shared(on_progress: OnProgress, number: int, of: int) -> OnProgress:
    return lambda stage, fraction, left_s: on_progress(stage, (number + fraction) / of, left_s if of == 1 else -1.0)
