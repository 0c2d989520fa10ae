"""What another panel is given from a take, beside requests and settings."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class GuideFile:
    """A recording whose timing and loudness the next sounds are to follow."""

    path: Path
