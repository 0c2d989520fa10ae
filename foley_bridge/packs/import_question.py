"""What is asked of the process that imports, and what it tells of what it found: plain values over a pipe."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class ImportQuestion:
    """A published checkpoint and what belongs to it; "" where nothing was named."""

    source: Path
    name: str = ""
    ranker: Path | None = None
    tokenizer: Path | None = None
    vocoder: Path | None = None
    licence: str = ""
    beside: Path | None = None  # the folder of the pack that a ranker alone is put beside
    origin: str = ""  # where the files came from, for the card; "" where only the person knows

    def files_bytes(self) -> int:
        """Bytes of all files that are named."""
        named = (self.source, self.ranker, self.tokenizer, self.vocoder, self.beside)
        return sum(_bytes(path) for path in named if path is not None)

    def as_json(self) -> dict[str, Any]:
        """For the pipe."""
        return {key: str(value) if isinstance(value, Path) else value for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ImportQuestion":
        """From the pipe."""
        paths = ("source", "ranker", "tokenizer", "vocoder", "beside")
        named = {key: Path(values[key]) for key in paths if values[key] is not None}
        return cls(**{**values, **named})


@dataclass(frozen=True)
class FoundPack:
    """What a pack would be, before anything is written."""

    name: str
    description: str
    family: str
    rate_hz: int
    licence: str
    commercial_use: bool
    licence_note: str
    bytes: int
    parameters: int


def _bytes(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
