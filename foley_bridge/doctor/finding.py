"""What a check found."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much it matters."""

    OK = "ok"
    NOTE = "note"  # something optional is missing, or worth knowing; generating works
    PROBLEM = "problem"  # generating does not work, or would lose something


@dataclass(frozen=True)
class Finding:
    """One sentence about one thing, and what to do about it ("" where nothing is to be done)."""

    name: str
    level: Level
    sentence: str
    remedy: str = ""


def fine(name: str, sentence: str) -> Finding:
    """All is well."""
    return Finding(name, Level.OK, sentence)


def note(name: str, sentence: str, remedy: str = "") -> Finding:
    """Worth knowing."""
    return Finding(name, Level.NOTE, sentence, remedy)


def problem(name: str, sentence: str, remedy: str) -> Finding:
    """To be put right."""
    return Finding(name, Level.PROBLEM, sentence, remedy)
