"""What crosses the rooms of the library: folders, files, windows, hits and the state of all, frozen."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Stamp:
    """By what a file is taken for the one that was looked into: size, time of change, time of change of its entry."""

    size: int
    mtime_ns: int
    ctime_ns: int


@dataclass(frozen=True)
class Ranker:
    """Whose ear made embeddings: those of one digest can be compared with one another."""

    digest: str
    name: str  # of the pack it came from, for people


@dataclass(frozen=True)
class FileRow:
    """One file as the index holds it; `sha256` is "" until it was looked into."""

    id: int
    path: Path
    stamp: Stamp
    sha256: str
    seconds: float


@dataclass(frozen=True)
class Facts:
    """What was found in a file."""

    sha256: str
    seconds: float
    rate_hz: int
    channels: int
    caption: str
    category: str


@dataclass(frozen=True)
class Window:
    """A piece of a file that was listened to as one sound."""

    start_s: float
    seconds: float


@dataclass(frozen=True)
class Heard:
    """A window and what an ear made of it: 512 numbers as float16."""

    window: Window
    embedding: bytes


@dataclass(frozen=True)
class Hit:
    """A file that was found by its best window; `there` is false for a file of a drive that is away just now."""

    rank: int
    score: float
    path: str
    start_s: float
    seconds: float  # of the window
    caption: str
    length_s: float  # of the file
    there: bool


@dataclass(frozen=True)
class FolderState:
    """One added folder and what is known of it; `problem` says why it cannot be looked into, "" where it can."""

    path: str
    files: int
    heard: int
    refused: int
    away: int
    problem: str


@dataclass(frozen=True)
class Totals:
    """The index in numbers: all files, those an ear has heard, those that cannot be, those of drives that are away."""

    files: int
    heard: int
    refused: int
    away: int
    windows: int
