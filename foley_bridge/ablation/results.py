"""What an ablation found: one number a row, and how it is written for programs and pages."""

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from foley_bridge.evaluation.results import POOLED

NAN = float("nan")
KAD, FAD, SCORE, DIVERSITY = "kad", "fad", "clap score", "diversity"
DIFFERENCE, SECONDS, CANDIDATES, PASSED = "kad difference", "seconds a clip", "candidates a clip", "passed"


@dataclass(frozen=True)
class Number:
    """One number: `value` with its 95 % interval, and `spread`, its standard deviation over other noise.

    NaN stands where there is none; `note` says why. `against` names what a difference is to.
    """

    table: str
    system: str
    choice: str
    measure: str
    value: float
    low: float = NAN
    high: float = NAN
    spread: float = NAN
    embedding: str = ""
    label: str = POOLED
    against: str = ""
    note: str = ""


@dataclass(frozen=True)
class TableRows:
    """One table's numbers; `lines` are its systems and choices in order."""

    name: str
    title: str
    lines: tuple[tuple[str, str], ...]
    numbers: tuple[Number, ...]

    def find(self, line: tuple[str, str], measure: str, embedding: str = "", against: str = "") -> Number | None:
        """The number of a line over all classes together."""
        asked = (*line, measure, embedding, against, POOLED)
        return next((one for one in self.numbers if _asked(one) == asked), None)

    def comparisons(self, line: tuple[str, str], embedding: str) -> list[Number]:
        """The differences of a line to others."""
        return [
            one
            for one in self.numbers
            if (one.system, one.choice) == line and one.measure == DIFFERENCE and one.embedding == embedding
        ]


@dataclass(frozen=True)
class Ablated:
    """All tables, what was compared, and sentences about what was left out."""

    about: Mapping[str, object]
    tables: tuple[TableRows, ...]
    notes: tuple[str, ...]


def as_csv(found: Ablated) -> str:
    """All numbers with a head; where there is none, the field is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([one.name for one in fields(Number)])
    for table in found.tables:
        writer.writerows([_plain(one, "") for one in asdict(number).values()] for number in table.numbers)
    return text.getvalue()


def as_json(found: Ablated) -> str:
    """Everything as one JSON object; where there is no number, it is null."""
    values = {
        "format": 1,
        "about": dict(found.about),
        "tables": [
            {
                "name": table.name,
                "title": table.title,
                "lines": [{"system": system, "choice": choice} for system, choice in table.lines],
                "numbers": [{key: _plain(one, None) for key, one in asdict(n).items()} for n in table.numbers],
            }
            for table in found.tables
        ],
        "notes": list(found.notes),
    }
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_markdown(
    titles: Sequence[str], heads: Sequence[Sequence[str]], bodies: Sequence[Sequence[Sequence[str]]]
) -> str:
    """Tables of texts as Markdown, each under its title."""
    parts = []
    for title, head, body in zip(titles, heads, bodies, strict=True):
        rows = [head, ["---"] * len(head), *body]
        lines = ("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
        parts.append(f"### {title}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


def _asked(one: Number) -> tuple[str, str, str, str, str, str]:
    return one.system, one.choice, one.measure, one.embedding, one.against, one.label


def _plain(value: object, nothing: object) -> object:
    return nothing if isinstance(value, float) and not math.isfinite(value) else value
