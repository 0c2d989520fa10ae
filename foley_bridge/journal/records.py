"""What the journal remembers of a job, of its candidates, and of the adapters that trainings made."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a job makes. Sounds go before trainings, which yield to them; the others ask for sounds themselves."""

    GENERATE = "generate"
    TRAIN = "train"
    CUES = "cues"
    EXPORT = "export"
    SPOT = "spot"


class State(StrEnum):
    """Where a job is on its way; the last three are final. Only a training is ever paused."""

    QUEUED = "queued"
    PAUSED = "paused"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether nothing more will happen to the job."""
        return self in (State.DONE, State.FAILED, State.CANCELLED)


WORKS = (Kind.CUES, Kind.EXPORT, Kind.SPOT)  # a line of its own each, beside the queue


@dataclass(frozen=True)
class Job:
    """One accepted request as the journal has it."""

    id: str
    order: str  # JSON of the order (protocol.order)
    route: str  # where its answers go: the newest sender of its id
    state: State
    attempts: int  # times it was started
    batch_size: int  # candidates at a time; smaller after the engine ended on it
    created_s: float  # seconds since 1970
    code: str = ""  # of a failure
    text: str = ""  # of a failure, or what was rejected and why
    delivered: int = 0
    rejected: int = 0
    kind: Kind = Kind.GENERATE
    client: str = ""  # the name of the host that asked; "" where it had told none
    seat: str = ""  # the workplace that asked, which takes turns with the others; "" for this machine


@dataclass(frozen=True)
class TrainingRecord:
    """What became of a training beside its job; `outcome` is the JSON of training.told.Ended, "" before the end."""

    job: str
    step: int = 0  # how far it came
    outcome: str = ""
    decision: str = ""  # accept, reject or both; "" while nobody has decided
    previous: str = ""  # the adapter that was in use when this one was accepted; "" = none


@dataclass(frozen=True)
class AdapterRecord:
    """An adapter that can be used; its file may have been taken away since."""

    path: str
    name: str
    sha256: str  # of the file
    pack: str  # digest of the pack it belongs to
    licence: str
    job: str  # the training it came of; "" for one from elsewhere


@dataclass(frozen=True)
class CandidateRecord:
    """One candidate of a job: written before its file appears (`published` false), confirmed afterwards."""

    job: str
    index: int
    rank: int
    score: float
    passed: bool
    seed: int
    path: str  # final path of the file
    sha256: str  # of the file's bytes
    recipe: str  # JSON
    published: bool = False
    imported: bool = False
