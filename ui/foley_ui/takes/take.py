"""A delivered sound as the windows show it: what the journal knows of it, and whether its file is still there."""

import math
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import CandidateRecord
from foley_bridge.journal.rows import Row, read_object


@dataclass(frozen=True)
class Take:
    """One sound. `score` is NaN where the pack cannot rank, `threshold` None where it is not known.

    `own` is a recording of the studio's beside the sounds that were made: it has no request, and nobody may change it.
    """

    request: str
    index: int
    rank: int  # 1 is the best
    score: float
    threshold: float | None
    passed: bool
    seed: int
    seconds: float
    path: Path
    there: bool
    imported: bool
    recipe: str  # JSON
    own: bool = False
    start_s: float = 0.0  # where what is meant begins; over 0 only in an own recording

    @property
    def key(self) -> str:
        """Its name for ever: `REQUEST#INDEX`; of an own recording its path."""
        if self.own:
            return str(self.path)
        return f"{self.request}#{self.index}"

    @property
    def name(self) -> str:
        """Of the file."""
        return self.path.name

    @property
    def scored(self) -> bool:
        """Whether there is a score."""
        return not math.isnan(self.score)


@dataclass(frozen=True)
class Asked:
    """A request and its sounds, best first; `place` says how many wait before it."""

    row: Row
    takes: tuple[Take, ...]
    place: int = 0

    @property
    def missing(self) -> int:
        """How many sounds are still to come."""
        return 0 if self.row.job.state.final else max(0, self.row.count - len(self.takes))


def take_of(record: CandidateRecord) -> Take:
    """The sound of a record; looks for its file."""
    recipe = read_object(record.recipe)
    request = recipe.get("request")
    asked = request if isinstance(request, dict) else {}
    threshold, path = asked.get("threshold"), Path(record.path)
    return Take(
        request=record.job,
        index=record.index,
        rank=record.rank,
        score=record.score,
        threshold=threshold if isinstance(threshold, float | int) else None,
        passed=record.passed,
        seed=record.seed,
        seconds=_filled_seconds(recipe) or _number(asked.get("seconds")),
        path=path,
        there=path.is_file(),
        imported=record.imported,
        recipe=record.recipe,
    )


def read_asked(reader: JournalReader, request: str) -> Asked | None:
    """A request as the journal has it now; None where it is not known. For a worker."""
    rows = reader.rows((request,))
    if not rows:
        return None
    takes = tuple(take_of(one) for one in reader.candidates(request))
    return Asked(rows[0], takes, reader.place_of(request))


def _filled_seconds(recipe: dict[str, object]) -> float:
    """Of a filled sound the length of the whole recording; its request says what was heard for it. 0 for others."""
    fill, sound = recipe.get("fill"), recipe.get("sound")
    if not isinstance(fill, dict) or not isinstance(sound, dict):
        return 0.0
    rate_hz = _number(sound.get("rate_hz"))
    return _number(fill.get("frames")) / rate_hz if rate_hz > 0 else 0.0


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
