"""What an evaluation found: one row for each class, ear and measure, and how it is written for programs."""

import csv
import io
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass

POOLED = "all classes together"
MEAN = "mean of the classes"


@dataclass(frozen=True)
class Row:
    """One number: `value` is NaN where there is none, and then `note` says why."""

    label: str
    embedding: str
    measure: str  # kad, fad, clap score, diversity
    value: float
    spread: float  # standard error over resamplings
    sounds: int
    recordings: int
    note: str = ""


@dataclass(frozen=True)
class Report:
    """All rows, sentences about what was left out, and what was compared."""

    about: Mapping[str, object]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]

    def find(self, label: str, embedding: str, measure: str) -> Row | None:
        """The row of a class, ear and measure."""
        asked = (label, embedding, measure)
        return next((one for one in self.rows if (one.label, one.embedding, one.measure) == asked), None)


def as_csv(report: Report) -> str:
    """The rows as CSV with a head; numbers that there are not are empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["class", *list(Row.__dataclass_fields__)[1:]])
    for row in report.rows:
        writer.writerow(
            ["" if isinstance(one, float) and not math.isfinite(one) else one for one in asdict(row).values()]
        )
    return text.getvalue()


def as_json(report: Report) -> str:
    """Everything as one JSON object; numbers that there are not are null."""
    rows = [
        {key: None if isinstance(one, float) and not math.isfinite(one) else one for key, one in asdict(row).items()}
        for row in report.rows
    ]
    values = {"about": dict(report.about), "rows": rows, "notes": list(report.notes)}
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False)
