"""Thresholds and guidances that were found: as a table, a file that cards can take over, and curves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.evaluation.threshold_search import Choice

if TYPE_CHECKING:
    from rich.table import Table


def table_of(choices: Sequence[Choice]) -> "Table":
    """One class a row."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("class", "threshold", "guidance", "passing", "KAD", "KAD of all", "recordings")
    for one in choices:
        best = one.best
        table.add_row(
            escape(one.label),
            f"{best.threshold:.3f}",
            guidance_words(best.guidance),
            f"{best.passing:.0%}",
            f"{best.distance:.1f} ± {one.spread:.1f}",
            f"{one.unfiltered:.1f}",
            str(one.recordings),
        )
    return table


def guidance_words(guidance: float | None) -> str:
    """A guidance in words; the few steps of a pack have it inside."""
    return "few steps" if guidance is None else f"{guidance:g}"


def _curve_words(guidance: float | None) -> str:
    return guidance_words(guidance) if guidance is None else f"guidance {guidance:g}"


def _guidance(guidance: float | None) -> dict[str, float]:
    """What a card is to take over: nothing, where the whole denoiser was not heard."""
    return {} if guidance is None else {"guidance": guidance}


def as_json(choices: Sequence[Choice], about: Mapping[str, object]) -> str:
    """`categories` holds threshold and guidance by class, under the names that a pack's card gives them."""
    values = {
        "format": 1,
        "about": dict(about),
        "categories": {
            one.label: {"threshold": round(one.best.threshold, 3), **_guidance(one.best.guidance)} for one in choices
        },
        "measured": {
            one.label: {
                "kad": one.best.distance,
                "spread": one.spread,
                "kad_of_all": one.unfiltered,
                "passing": one.best.passing,
                "recordings": one.recordings,
                "points": [asdict(point) for point in one.points],
            }
            for one in choices
        },
    }
    return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False)


def plot(choices: Sequence[Choice], path: Path) -> None:
    """Distance over threshold, one curve a guidance, one field a class, the choice marked."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    columns = min(4, len(choices))
    rows = -(-len(choices) // columns)
    figure = Figure(figsize=(4 * columns, 3 * rows), layout="constrained")
    FigureCanvasAgg(figure)
    fields = figure.subplots(rows, columns, squeeze=False).ravel()
    for field, choice in zip(fields, choices, strict=False):
        for guidance in dict.fromkeys(point.guidance for point in choice.points):
            own = [point for point in choice.points if point.guidance == guidance]
            field.plot([one.threshold for one in own], [one.distance for one in own], label=_curve_words(guidance))
        field.plot([choice.best.threshold], [choice.best.distance], "o", color="black")
        field.set_title(choice.label)
        field.set_xlabel("threshold")
        field.set_ylabel("KAD")
    for field in fields[len(choices) :]:
        field.set_visible(False)
    fields[0].legend()
    figure.savefig(path)
