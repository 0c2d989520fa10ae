"""What the journal remembers of a job and of its candidates."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a job is on its way; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether nothing more will happen to the job."""
        return self in (State.DONE, State.FAILED, State.CANCELLED)


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
