"""Answers and results as files: CSV for spreadsheets, JSON for programs, Markdown for people, a plot with intervals."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.files.disk_errors import explained
from foley_bridge.listening import tables
from foley_bridge.listening.ab import AbResults
from foley_bridge.listening.plan import AB
from foley_bridge.listening.ratings import SCALES, RatingResults
from foley_bridge.listening.results import Collected

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ANSWERS_CSV, TABLE_CSV, RESULTS_JSON, RESULTS_MD, PLOT_PNG = (
    "answers.csv",
    "table.csv",
    "results.json",
    "results.md",
    "plot.png",
)
_COMMON = ("listener", "trial", "item", "key", "category")
_LAST = ("plays", "seconds", "at")
_KIND_COLUMNS = {AB: ("a", "b", "choice", "preferred")}
_RATING_COLUMNS = ("system", "quality", "fit")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def answers_csv(collected: Collected) -> str:
    """Every answer that holds, a line each."""
    columns = (*_COMMON, *_KIND_COLUMNS.get(collected.test.kind, _RATING_COLUMNS), *_LAST)
    rows = [
        [answers.listener, *(one.get(name) for name in columns[1:])]
        for answers, latest in zip(collected.answers, collected.latest, strict=True)
        for one in latest
    ]
    return _csv(columns, rows)


def table_csv(collected: Collected) -> str:
    """The results in long form: one number and its interval a line."""
    return _csv(tables.LONG_COLUMNS, tables.long_rows(collected.results))


def results_json(collected: Collected) -> str:
    """Everything in one object; what could not be said is null."""
    test = collected.test
    about = {"kind": test.kind, "seed": test.seed, "systems": test.systems, "sources": test.sources}
    about |= {"items": len(test.items), "answers": sum(map(len, collected.latest)), "torn_lines": collected.torn}
    return json.dumps(about | {"results": asdict(collected.results)}, indent=1, ensure_ascii=False, allow_nan=False)


def results_markdown(collected: Collected) -> str:
    """The tables with the sentences that they need to be read."""
    return "\n".join(tables.markdown(collected)) + "\n"


def plot_png(collected: Collected) -> bytes:
    """Means or shares with their intervals over listeners and items (Wilson's for preferences), as a PNG picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    draw: Callable[..., None] = _draw_ab if isinstance(collected.results, AbResults) else _draw_ratings
    draw(figure, collected.results)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def write_results(collected: Collected, folder: Path, names: Iterable[str]) -> tuple[Path, ...]:
    """Write the named files (constants above) into a folder, over older ones: results are made from answers alone."""
    makers: dict[str, Callable[[Collected], str | bytes]] = {
        ANSWERS_CSV: answers_csv,
        TABLE_CSV: table_csv,
        RESULTS_JSON: results_json,
        RESULTS_MD: results_markdown,
        PLOT_PNG: plot_png,
    }
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return tuple(_write(folder / name, makers[name](collected)) for name in names)


def _write(path: Path, content: str | bytes) -> Path:
    data = content.encode("utf-8") if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name}.part")
    with explained(path):
        temporary.write_bytes(data)
        temporary.replace(path)
    return path


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else "" if value is None else value


def _draw_ab(figure: "Figure", results: AbResults) -> None:
    axes = figure.add_subplot()
    rows = [row for row in results.rows if row.share is not None and row.interval is not None]
    for place, row in enumerate(rows):
        share, interval = row.share or 0.0, row.interval
        if interval is not None:
            axes.errorbar(share, place, xerr=[[share - interval.low], [interval.high - share]], fmt="o", capsize=4)
    axes.set_yticks(range(len(rows)), [row.category or "all" for row in rows])
    axes.invert_yaxis()
    axes.axvline(0.5, linestyle="--", linewidth=1, color="0.5")
    axes.set_xlim(0, 1)
    axes.set_xlabel(f"share of decided pairs in which “{results.systems[1]}” was preferred, 95 %")


def _draw_ratings(figure: "Figure", results: RatingResults) -> None:
    all_axes = figure.subplots(1, len(SCALES), sharey=True)
    for axes, scale in zip(all_axes, SCALES, strict=True):
        rows = [one for one in results.means if one.scale == scale and one.category == ""]
        for place, one in enumerate(rows):
            interval = one.spread or one.t
            low, high = (one.mean - interval.low, interval.high - one.mean) if interval else (0.0, 0.0)
            axes.errorbar(place, one.mean, yerr=[[low], [high]], fmt="o", capsize=4)
        axes.set_xticks(range(len(rows)), [one.system for one in rows], rotation=20, ha="right")
        axes.set_ylim(0, 10)
        axes.set_title(scale)
    all_axes[0].set_ylabel("mean rating, 95 %")
