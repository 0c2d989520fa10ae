"""An evaluation for a person: a table in the terminal, and a plot."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.evaluation.results import MEAN, POOLED, Report, Row
from foley_models.errors import RequestError

if TYPE_CHECKING:
    from rich.table import Table

PLOT_SUFFIXES = (".png", ".svg", ".pdf")
MEASURE_NAMES = {"kad": "KAD", "fad": "FAD", "clap score": "CLAP score", "diversity": "diversity"}


def table_of(report: Report) -> "Table":
    """Classes down, ears and measures across, each value with its standard error."""
    from rich.markup import escape
    from rich.table import Table

    columns = _columns(report.rows)
    table = Table("class", "sounds", "recordings", *(_head(*one) for one in columns))
    for label in _labels(report.rows):
        rows = [report.find(label, *one) for one in columns]
        known = [row for row in rows if row is not None]
        counts = (str(max(row.sounds for row in known)), str(max(row.recordings for row in known) or "-"))
        table.add_row(escape(label), *counts, *(_cell(row) for row in rows))
    return table


def remarks(report: Report) -> list[str]:
    """Sentences under the table: what the numbers mean, and everything that has none."""
    lines = [
        "Smaller KAD (times 1000) and FAD are nearer to the recordings; KAD near 0 or below cannot be told from them. "
        "± is the standard error over resamplings: a difference smaller than it says nothing."
    ]
    lines += [
        f"{row.label}: no {MEASURE_NAMES[row.measure]} ({row.embedding}), so it is in no average: {row.note}."
        for row in report.rows
        if row.note
    ]
    return [*lines, *report.notes]


def check_plot(path: Path) -> None:
    """RequestError where no plot can be written under this name."""
    if path.suffix.lower() not in PLOT_SUFFIXES:
        raise RequestError(f"A plot cannot be written as {path.name}: end the name with {', '.join(PLOT_SUFFIXES)}.")


def plot(report: Report, path: Path) -> None:
    """Bars with standard errors, one field for each ear and measure, as PNG, SVG or PDF by the suffix."""
    check_plot(path)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns, labels = _columns(report.rows), _labels(report.rows)
    figure = Figure(figsize=(3 + 2.2 * len(columns), 1.5 + 0.3 * len(labels)), layout="constrained")
    FigureCanvasAgg(figure)
    fields = figure.subplots(1, len(columns), sharey=True, squeeze=False)[0]
    for field, column in zip(fields, columns, strict=True):
        rows = [report.find(label, *column) for label in labels]
        known = [(place, row) for place, row in enumerate(rows) if row is not None and math.isfinite(row.value)]
        field.barh(
            [place for place, _ in known],
            [row.value for _, row in known],
            xerr=[row.spread if math.isfinite(row.spread) else 0.0 for _, row in known],
            color=["#444444" if row.label in (POOLED, MEAN) else "#4c78a8" for _, row in known],
        )
        field.set_title(_head(*column))
        field.axvline(0.0, color="black", linewidth=0.8)
        field.locator_params(axis="x", nbins=4)
    fields[0].set_yticks(range(len(labels)), labels)
    fields[0].invert_yaxis()
    figure.savefig(path)


def _columns(rows: Sequence[Row]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((row.embedding, row.measure) for row in rows))


def _labels(rows: Sequence[Row]) -> list[str]:
    names = list(dict.fromkeys(row.label for row in rows))
    totals = [name for name in (POOLED, MEAN) if name in names]
    return [name for name in names if name not in totals] + totals


def _head(embedding: str, measure: str) -> str:
    return MEASURE_NAMES[measure] if measure == "clap score" else f"{MEASURE_NAMES[measure]} {embedding}"


def _cell(row: Row | None) -> str:
    if row is None or not math.isfinite(row.value):
        return "-"
    digits = 1 if row.measure == "kad" else 3
    return (
        f"{row.value:.{digits}f} ± {row.spread:.{digits}f}" if math.isfinite(row.spread) else f"{row.value:.{digits}f}"
    )
