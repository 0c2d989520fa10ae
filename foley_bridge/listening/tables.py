"""Results as rows: a long table for programs, and sentences and tables for people."""

from collections.abc import Iterator, Sequence

from foley_bridge.listening.ab import AbResults, Preference
from foley_bridge.listening.ratings import SCALES, Mean, Overall, Pair, RatingResults
from foley_bridge.listening.results import Collected
from foley_bridge.listening.statistics import Interval

LONG_COLUMNS = ("what", "scale", "system", "other", "category", "n", "value", "low", "high", "p")
_NONE = "–"


def long_rows(results: AbResults | RatingResults) -> Iterator[Sequence[object]]:
    """One number a row. Shares have Wilson's interval, means and differences that over listeners and items."""
    if isinstance(results, AbResults):
        first, second = results.systems
        for row in results.rows:
            low, high = _ends(row.interval)
            decided = row.first + row.second
            yield "share", "", second, first, row.category, decided, row.share, low, high, row.p
        return
    for mean in results.means:
        yield "mean", mean.scale, mean.system, "", mean.category, mean.ratings, mean.mean, *_ends(mean.spread), None
        yield "mean (t)", mean.scale, mean.system, "", mean.category, mean.ratings, mean.mean, *_ends(mean.t), None
    for pair in results.pairs:
        low, high = _ends(pair.spread)
        for name, p in (("Wilcoxon", pair.wilcoxon_p), ("Wilcoxon, Holm", pair.holm_p), ("paired t", pair.t_p)):
            yield name, pair.scale, pair.second, pair.first, "", pair.blocks, pair.difference, low, high, p
    for one in results.overall:
        yield "Friedman", one.scale, "", "", "", one.blocks, one.statistic, None, None, one.p


def markdown(collected: Collected) -> Iterator[str]:
    """The lines of a page about one test."""
    test, results = collected.test, collected.results
    yield "# Listening test"
    yield ""
    answers = sum(map(len, collected.latest))
    yield f"Listeners: {results.listeners}. Items: {len(test.items)}. Answers: {answers}. Seed: {test.seed}."
    yield from _unfinished(collected)
    yield ""
    yield from _ab(results) if isinstance(results, AbResults) else _ratings(results)


def _unfinished(collected: Collected) -> Iterator[str]:
    for answers, latest in zip(collected.answers, collected.latest, strict=True):
        if len(latest) < collected.trials_each:
            yield f"{_cell(answers.listener)} has answered {len(latest)} of {collected.trials_each}."
    if collected.torn:
        yield f"{collected.torn} incomplete lines were skipped: an answer that was not yet confirmed when power failed."


def _ab(results: AbResults) -> Iterator[str]:
    first, second = map(_cell, results.systems)
    yield from _head(("class", first, second, "no preference", f"{second} preferred", "95 % (Wilson)", "p", "spread"))
    for row in results.rows:
        yield _line(_ab_cells(row))
    yield ""
    yield f"{second} preferred: share of the decided pairs. p: sign test, two-sided. Spread: the share with undecided"
    yield "as half, 95 % over listeners and items drawn anew; trust it where listeners answered many pairs each."


def _ab_cells(row: Preference) -> Sequence[str]:
    counts = (str(row.first), str(row.second), str(row.undecided))
    share = _NONE if row.share is None else f"{row.share:.0%}"
    return row.category or "all", *counts, share, _percent(row.interval), p_value(row.p), _percent(row.spread)


def _ratings(results: RatingResults) -> Iterator[str]:
    for scale in SCALES:
        yield f"## {scale.capitalize()}, 0 to 10"
        yield ""
        yield from _head(("system", "class", "ratings", "mean", "95 % (spread)", "95 % (t)"))
        for one in results.means:
            if one.scale == scale:
                yield _line(_mean_cells(one, results.reference))
        yield ""
        yield from _tests(results, scale)
        yield ""
    yield "Spread: over listeners and items drawn anew. t: every rating taken as independent, as papers do; too narrow"
    yield "where few listeners gave many ratings each. Tests are two-sided, paired by listener and item."


def _tests(results: RatingResults, scale: str) -> Iterator[str]:
    yield from (_friedman(one) for one in results.overall if one.scale == scale and one.p is not None)
    yield ""
    columns = (
        "first",
        "second",
        "pairs",
        "second − first",
        "95 % (spread)",
        "p (Wilcoxon)",
        "p (Holm)",
        "p (paired t)",
    )
    yield from _head(columns)
    for one in results.pairs:
        if one.scale == scale:
            yield _line(_pair_cells(one))


def _friedman(one: Overall) -> str:
    return f"Friedman over all systems: χ² = {one.statistic:.2f}, p {_relation(p_value(one.p))}, {one.blocks} blocks."


def _mean_cells(one: Mean, reference: str | None) -> Sequence[str]:
    system = f"{one.system} (real)" if one.system == reference else one.system
    interval = (_interval(one.spread), _interval(one.t))
    return system, one.category or "all", str(one.ratings), f"{one.mean:.2f}", *interval


def _pair_cells(one: Pair) -> Sequence[str]:
    difference = _NONE if one.difference is None else f"{one.difference:+.2f}"
    tests = (p_value(one.wilcoxon_p), p_value(one.holm_p), p_value(one.t_p))
    return one.first, one.second, str(one.blocks), difference, _interval(one.spread), *tests


def p_value(p: float | None) -> str:
    """A p as papers print it."""
    return _NONE if p is None else "< 0.001" if p < 0.001 else f"{p:.3f}"


def _relation(text: str) -> str:
    return text if text.startswith("<") else f"= {text}"


def _head(columns: Sequence[str]) -> Iterator[str]:
    yield _line(columns)
    yield f"|{'---|' * len(columns)}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    """A text that cannot end its cell, nor steer the terminal that it is printed to."""
    visible = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    return visible.replace("\\|", "|").replace("|", "\\|")


def _interval(interval: Interval | None) -> str:
    return _NONE if interval is None else f"{interval.low:.2f} to {interval.high:.2f}"


def _percent(interval: Interval | None) -> str:
    return _NONE if interval is None else f"{interval.low:.0%} to {interval.high:.0%}"


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (interval.low, interval.high)
