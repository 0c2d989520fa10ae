"""What the player says of itself, and what it is asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Playing:
    """What is heard at this moment, latency of the device considered; at rest, where the next toggle would begin.

    `seconds` is 0 where the length is not known yet.
    """

    path: Path | None = None
    position_s: float = 0.0
    seconds: float = 0.0
    sounding: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is to be heard as soon as it is loaded; `switched` means: from where the other one is by then."""

    path: Path
    start_s: float = 0.0
    switched: bool = False
