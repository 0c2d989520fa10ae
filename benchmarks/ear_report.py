"""The ear's findings as Markdown for a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.ear_measures import (
    MISMATCHED,
    OURS,
    REAL,
    SOURCES,
    Bar,
    Copies,
    Distances,
    NearestFamily,
    Share,
    average,
)
from benchmarks.families import JUDGED_FAMILIES, SEQUENCE_FAMILIES, SHOWN_FAMILIES
from foley_models.evaluation.kernel_distance import Kad


@dataclass(frozen=True)
class EarResult:
    """All that one run of the ear found."""

    settings: dict[str, str | int | float]
    prompts: dict[str, str]
    shares: dict[str, dict[str, Share]]  # by source and family
    averages: dict[str, dict[str, float | None]]  # by source: lenient, strict
    confusion: dict[str, dict[str, dict[str, float]]]  # of ours and of real clips: row, column
    distances: dict[str, Distances]
    copies: Copies
    predicted: dict[str, float]  # share of takes whose prompt the pack took for its own family
    bars: list[Bar]
    nearest: dict[str, NearestFamily] = field(default_factory=dict)  # by judged family


def averages(shares: Mapping[str, Mapping[str, Share]]) -> dict[str, dict[str, float | None]]:
    """Means over the judged families by source."""
    return {
        source: {"lenient": average(shares[source], strict=False), "strict": average(shares[source], strict=True)}
        for source in SOURCES
    }


def markdown(result: EarResult) -> str:
    """The whole report."""
    sections = [
        "# Generated clips against an independent ear",
        ", ".join(f"{name} {value}" for name, value in result.settings.items()),
        "## Bars",
        table(("condition", "measured", "met"), [(b.says, b.measured, "yes" if b.met else "no") for b in result.bars]),
        "## Share of clips with a fitting class in the ear's top five: lenient / strict",
        _shares(result),
        _notes(),
        "## Confusion: share of the row's clips that fit the column's family (lenient)",
        *[part for name in (OURS, REAL) for part in (f"### {name}", _confusion(result.confusion[name]))],
        "## Kernel audio distance to validation and studio clips (times 1000, ± spread over resamplings)",
        _distances(result.distances),
        _nearest(result.nearest),
        "## Distance to the nearest training clip (0 the same, 1 unrelated)",
        _copies(result.copies),
    ]
    return "\n\n".join(sections) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _shares(result: EarResult) -> str:
    names = list(result.shares[OURS])
    judged = [name for name in names if name in JUDGED_FAMILIES]
    shown = [name for name in names if name in SHOWN_FAMILIES]
    rows = [_share_row(result, name, name) for name in judged]
    mean = [_pair(result.averages[source]["lenient"], result.averages[source]["strict"]) for source in SOURCES]
    rows.append((f"**average of {len(judged)}**", *mean, "", ""))
    rows += [_share_row(result, name, f"({name})") for name in shown]
    return table(("family", *SOURCES, "clips: ours, real", "prompt taken for its family"), rows)


def _share_row(result: EarResult, family: str, label: str) -> tuple[str, ...]:
    shares = [result.shares[source][family] for source in SOURCES]
    counts = f"{result.shares[OURS][family].sounds}, {result.shares[REAL][family].sounds}"
    return (label, *(_pair(s.lenient, s.strict) for s in shares), counts, f"{result.predicted[family]:.2f}")


def _notes() -> str:
    sequences = " and ".join(SEQUENCE_FAMILIES)
    return (
        f"Real clips (validation and studio) of {sequences} are single hits, laid out as walks and typing by the "
        "recipe's sequencer; real clips longer than a take are cut to their loudest part of that length. "
        f"{MISMATCHED.capitalize()}: our takes of the other judged families, judged as this one. "
        "Real and training clips: at most 16 a family, drawn once and for all. Rows in brackets are in no average."
    )


def _confusion(matrix: Mapping[str, Mapping[str, float]]) -> str:
    if not matrix:
        return "No clips."
    columns = list(next(iter(matrix.values())))
    rows = [(made, *(f"{row[heard]:.2f}" for heard in columns)) for made, row in matrix.items()]
    return table(("", *columns), rows)


def _distances(distances: Mapping[str, Distances]) -> str:
    rows = [(name, _kad(row.ours), _kad(row.train), str(row.real_clips)) for name, row in distances.items()]
    return table(("family", "ours", "training clips", "real clips"), rows)


def _nearest(nearest: Mapping[str, NearestFamily]) -> str:
    own = sum(row.family == family for family, row in nearest.items())
    rows = [(name, f"{row.own:.1f}", row.family, f"{row.distance:.1f}") for name, row in nearest.items()]
    lines = [
        table(("takes of", "to their own real clips", "nearest are those of", "at"), rows),
        f"{own} of {len(nearest)} families are nearest to their own (one bandwidth for all).",
    ]
    return "\n\n".join(lines)


def _copies(copies: Copies) -> str:
    rows = [
        (family, *(_number(value) for value in (row.ours_least, row.ours_median, row.real_least, row.real_median)))
        for family, row in copies.rows.items()
    ]
    lines = [
        table(("family", "ours: least", "median", "validation clips: least", "median"), rows),
        f"Near-copies lie below {copies.threshold:.3f}{_in_a_row(copies)}. Among our takes: {len(copies.near)}.",
        *(f"- {near.sound} is near {near.clip} ({near.distance:.3f})" for near in copies.near),
        f"Among real validation clips: {len(copies.near_real)} (the same recording, or one too like, in both splits).",
        *(f"- {near.sound} is near {near.clip} ({near.distance:.3f})" for near in copies.near_real),
    ]
    return "\n\n".join(lines)


def _pair(lenient: float | None, strict: float | None) -> str:
    return "–" if lenient is None or strict is None else f"{lenient:.2f} / {strict:.2f}"


def _kad(value: Kad | None) -> str:
    return "–" if value is None else f"{value.value:.1f} ± {value.spread:.1f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _in_a_row(copies: Copies) -> str:
    """The thresholds of families whose real hits are laid out."""
    own = [f"{family} {threshold:.3f}" for family, threshold in copies.thresholds.items()]
    return f" (of real hits in a row: {', '.join(own)})" if own else ""
