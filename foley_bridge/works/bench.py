"""What a piece of work has around it, and what it comes to."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from foley_bridge.client import Client
from foley_bridge.folders import Folders


@dataclass(frozen=True)
class Bench:
    """Where work is done. What is cancelled meets KeyboardInterrupt, as the command meets Ctrl-C."""

    request: str  # the id that the host gave
    folders: Folders
    connect: Callable[[], AbstractContextManager[Client]]
    advance: Callable[[str, float, float], None]  # stage, share of the whole, seconds left (below 0: no estimate)


@dataclass(frozen=True)
class Outcome:
    """What came of it; paths are absolute, "" where there is no such file."""

    delivered: int
    rejected: int
    text: str  # for a person
    folder: str
    list: str  # JSON for programs
    report: str = ""
    reaper: str = ""
    stem: str = ""

    def to_json(self) -> Mapping[str, Any]:
        """As it crosses the pipe and lies in the journal."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Outcome":
        """What `to_json` gave."""
        return cls(**values)

    @property
    def told(self) -> Mapping[str, str]:
        """The values of the event `made` but its request."""
        names = ("folder", "list", "report", "reaper", "stem")
        return {name: str(getattr(self, name)) for name in names}


def said(path: Path | None) -> str:
    """A path as text; "" for none."""
    return "" if path is None else str(path)
