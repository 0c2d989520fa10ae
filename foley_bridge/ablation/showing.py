"""An ablation for a person: tables of texts for terminal and page, and plots."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.ablation.results import (
    CANDIDATES,
    DIFFERENCE,
    DIVERSITY,
    FAD,
    KAD,
    PASSED,
    SCORE,
    SECONDS,
    Ablated,
    Number,
    TableRows,
    as_markdown,
)
from foley_bridge.ablation.systems import FILTER, NONE
from foley_bridge.evaluation.showing import check_plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.table import Table

MARK = ", lambda "
EXPLAINED = (
    "KAD (times 1000) and FAD are distances to the held-out recordings: smaller is nearer, and KAD near 0 or below "
    "cannot be told from them. In brackets are 95 % intervals over resamplings of clips and recordings (differences: "
    "in pairs, and over seeds); σ is the standard deviation over other noise. CLAP score is the cosine to the caption "
    "in the space of the pack before training, the same target for all. Seconds are those of this machine, as busy as "
    "it was."
)
CHOICES = {NONE: "-", FILTER: "filter"}


def remarks(found: Ablated) -> list[str]:
    """Sentences under the tables."""
    missing: dict[tuple[str, str], list[str]] = {}
    for one in (number for table in found.tables for number in table.numbers):
        if one.note and not math.isfinite(one.value):
            name = one.system if one.choice == NONE else f"{one.system} ({one.choice})"
            missing.setdefault((f"{one.measure} {one.embedding}", one.note), []).append(name)
    notes = [f"No {what} of {', '.join(dict.fromkeys(of))}: {why}." for (what, why), of in missing.items()]
    return [EXPLAINED, *notes, *found.notes]


def tables_of(found: Ablated) -> "list[Table]":
    """For each table its lines, and then what they are against others."""
    from rich.markup import escape
    from rich.table import Table

    shown = []
    for title, head, body in _texts(found):
        table = Table(*head, title=escape(title), title_justify="left")
        for row in body:
            table.add_row(*(escape(cell) for cell in row))
        shown.append(table)
    return shown


def markdown_of(found: Ablated) -> str:
    """The same as a page."""
    titles, heads, bodies = zip(*_texts(found), strict=True)
    lines = "".join(f"- {one}\n" for one in remarks(found))
    return f"{as_markdown(titles, heads, bodies)}\n{lines}"


def plot(found: Ablated, path: Path) -> None:
    """KAD with its interval, a row of fields for each table, one for each ear: bars, or curves over lambda."""
    check_plot(path)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    ears = _ears(found.tables[0])
    heights = [1.0 + (3.0 if one.name == "lambda" else 0.28 * len(one.lines)) for one in found.tables]
    figure = Figure(figsize=(4 + 3.5 * len(ears), 1 + sum(heights)), layout="constrained")
    FigureCanvasAgg(figure)
    fields = figure.subplots(len(heights), len(ears), squeeze=False, height_ratios=heights)
    for row, table in zip(fields, found.tables, strict=True):
        for field, ear in zip(row, ears, strict=True):
            (_curves if table.name == "lambda" else _bars)(field, table, ear)
            field.set_title(f"{table.name}: KAD {ear}")
    figure.savefig(path)


def _texts(found: Ablated) -> list[tuple[str, list[str], list[list[str]]]]:
    """Title, head and body of every table."""
    texts = []
    for table in found.tables:
        columns = _columns(table)
        head = ["system", "choice", *(title for title, _, _ in columns)]
        body = [
            [line[0], _choice(line[1]), *(_cell(table.find(line, m, e)) for _, m, e in columns)] for line in table.lines
        ]
        texts.append((table.title, head, body))
        differences = _differences(table)
        if differences:
            ears = _ears(table)
            head = ["system", "choice", "against", *(f"KAD {ear}" for ear in ears)]
            texts.append((f"{table.title}: differences", head, differences))
    return texts


def _differences(table: TableRows) -> list[list[str]]:
    ears = _ears(table)
    rows = []
    for line in table.lines:
        for one in table.comparisons(line, ears[0]):
            found = [table.find(line, DIFFERENCE, ear, one.against) for ear in ears]
            rows.append([line[0], _choice(line[1]), one.against, *(_signed(each) for each in found)])
    return rows


def _columns(table: TableRows) -> list[tuple[str, str, str]]:
    """Title, measure and ear of each column."""
    ears = _ears(table)
    columns = [(f"KAD {ear}", KAD, ear) for ear in ears]
    columns += [(f"FAD {ear}", FAD, ear) for ear in ears]
    columns += [("CLAP score", SCORE, ""), (f"diversity {ears[0]}", DIVERSITY, ears[0])]
    return [*columns, ("s a clip", SECONDS, ""), ("candidates", CANDIDATES, ""), ("passed", PASSED, "")]


def _ears(table: TableRows) -> list[str]:
    return list(dict.fromkeys(one.embedding for one in table.numbers if one.measure == KAD))


def _choice(choice: str) -> str:
    return CHOICES.get(choice, choice)


def _cell(one: Number | None) -> str:
    if one is None or not math.isfinite(one.value):
        return "-"
    digits = {KAD: 1, SECONDS: 2, CANDIDATES: 2, PASSED: 2}.get(one.measure, 3)
    text = f"{one.value:.{digits}f}"
    if math.isfinite(one.low) and one.measure != DIVERSITY:
        text += f" [{one.low:.{digits}f}, {one.high:.{digits}f}]"
    return f"{text} σ {one.spread:.{digits}f}" if math.isfinite(one.spread) and one.measure in (KAD, FAD) else text


def _signed(one: Number | None) -> str:
    if one is None or not math.isfinite(one.value):
        return "-"
    return f"{one.value:+.1f} [{one.low:+.1f}, {one.high:+.1f}]"


def _bars(field: "Axes", table: TableRows, ear: str) -> None:
    found = [table.find(line, KAD, ear) for line in table.lines]
    known = [(row, one) for row, one in enumerate(found) if one is not None and math.isfinite(one.value)]
    field.barh(
        [row for row, _ in known],
        [one.value for _, one in known],
        xerr=[one.high - one.value for _, one in known],
        color=["#f28e2b" if one.choice == FILTER else "#4c78a8" for _, one in known],
    )
    names = [system if choice == NONE else f"{system}, {choice}" for system, choice in table.lines]
    field.set_yticks(range(len(names)), names)
    field.invert_yaxis()
    field.axvline(0.0, color="black", linewidth=0.8)


def _curves(field: "Axes", table: TableRows, ear: str) -> None:
    """One curve for each system over its lambda; what has no lambda is a level."""
    curves: dict[str, list[tuple[float, Number]]] = {}
    for line in table.lines:
        one = table.find(line, KAD, ear)
        if one is None or not math.isfinite(one.value):
            continue
        name, _, weight = line[0].partition(MARK)
        if weight:
            curves.setdefault(name, []).append((float(weight), one))
        else:
            field.axhline(one.value, linestyle=":" if name != "before" else "--", color="black", label=name)
    for name, points in curves.items():
        _curve(field, name, sorted(points, key=lambda point: point[0]))
    field.set_xscale("symlog", linthresh=0.1)
    field.set_xlabel("lambda")
    field.legend()


def _curve(field: "Axes", name: str, points: Sequence[tuple[float, Number]]) -> None:
    halves = [one.high - one.value for _, one in points]
    field.errorbar(
        [place for place, _ in points], [one.value for _, one in points], yerr=halves, marker="o", label=name
    )
