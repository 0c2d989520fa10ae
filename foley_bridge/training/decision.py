"""What becomes of a trained adapter: in use from now on, put aside, or kept without being used."""

from pathlib import Path
from typing import Protocol

from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import AdapterRecord, Job, Kind, State
from foley_bridge.training.project import TrainingFolder, put_aside, put_back
from foley_bridge.training.told import Ended
from foley_models.errors import RequestError

ACCEPT, REJECT, BOTH = "accept", "reject", "both"
CHOICES = (ACCEPT, REJECT, BOTH)


class InUse(Protocol):
    """Which adapter is used with the pack of a digest."""

    def path_in_use(self, pack: str) -> str:
        """Its file; "" for none."""
        ...

    def put_in_use(self, pack: str, path: str) -> None:
        """Use it from now on; "" for none."""
        ...


def decide(journal: Journal, in_use: InUse, job: Job, choice: str) -> Path:
    """Decide, for the first time or once more; where the adapter's file is now.

    Each step may be done twice, so that a decision that was interrupted is finished by saying it again. RequestError
    for what is no choice or no finished training; DestinationError where the file cannot be moved.
    """
    ended = _check(journal, job, choice)
    record = journal.training(job.id)
    folder = TrainingFolder(Path(ended.path).parent)
    adapter = AdapterRecord(ended.path, ended.name, ended.sha256, ended.pack, licence=ended.licence, job=job.id)
    used = in_use.path_in_use(ended.pack)
    previous = record.previous if used == ended.path else used
    if choice == REJECT:
        _use_before(journal, in_use, ended, previous=previous)
        journal.forget_adapter(ended.path)
        path = put_aside(folder)
    else:
        path = put_back(folder)
        journal.keep_adapter(adapter)
        if choice == ACCEPT:
            in_use.put_in_use(ended.pack, ended.path)
        else:
            _use_before(journal, in_use, ended, previous=previous)
    journal.decided(job.id, choice, previous=previous)
    return path


def _use_before(journal: Journal, in_use: InUse, ended: Ended, *, previous: str) -> None:
    """Use again what was in use before this adapter, where this one is in use and that one is still there."""
    if in_use.path_in_use(ended.pack) != ended.path:
        return
    known = {one.path for one in journal.adapters(ended.pack)}
    in_use.put_in_use(ended.pack, previous if previous in known else "")


def _check(journal: Journal, job: Job, choice: str) -> Ended:
    if choice not in CHOICES:
        raise RequestError(f"choice is {choice[:60]!r}: say {', '.join(CHOICES)}.")
    if job.kind is not Kind.TRAIN:
        raise RequestError(f"The request {job.id!r} is no training: only of a training's adapter one decides.")
    outcome = journal.training(job.id).outcome
    if job.state is not State.DONE or not outcome:
        raise RequestError(f"The training {job.id!r} is {job.state}: there is no adapter to decide about yet.")
    return Ended.from_json(outcome)
