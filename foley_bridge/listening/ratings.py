"""Ratings of quality and fit, 0 to 10, one sound at a time; and what they show together.

The question is that of K section V.C and of the DCASE challenge of 2023 (task 7): audio quality, and fit to the
category. Real recordings, where there are some, are a system among the others and hidden like them.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from foley_bridge.listening.answers import Record
from foley_bridge.listening.plan import ListeningTest
from foley_bridge.listening.statistics import (
    Interval,
    crossed_bootstrap,
    friedman,
    holm,
    paired_t,
    t_interval,
    wilcoxon,
)
from foley_bridge.listening.trials import Trial
from foley_models.errors import RequestError

SCALES = ("quality", "fit")
LOWEST, HIGHEST = 0, 10
QUESTIONS = {
    "quality": "How good does it sound, whatever it is of?",
    "fit": "How well does it fit what it should be?",
}
ANCHORS = {
    "quality": {
        0: "noise or defects throughout, unusable",
        3: "clear defects, distracting",
        5: "defects one hears, usable with work",
        8: "small defects, if one listens for them",
        10: "like a clean recording",
    },
    "fit": {
        0: "something else altogether",
        3: "only a trace of it",
        5: "one can guess it",
        8: "clearly it, a detail is off",
        10: "exactly it, beyond doubt",
    },
}
ALL = ""


@dataclass(frozen=True)
class Mean:
    """One system on one scale in one class, or in all (`category` is "").

    `t` takes every rating as independent, as papers do; `spread` draws listeners and items anew, which is what another
    group of listeners and other sounds would change.
    """

    system: str
    category: str
    scale: str
    ratings: int
    mean: float
    t: Interval | None
    spread: Interval | None


@dataclass(frozen=True)
class Overall:
    """Friedman's test on one scale: whether the systems differ at all. Blocks are listeners' answers to one item."""

    scale: str
    blocks: int
    statistic: float | None
    p: float | None


@dataclass(frozen=True)
class Pair:
    """Two systems on one scale: second minus first, over blocks; `p` are Wilcoxon's, Holm's of it, and of paired t."""

    scale: str
    first: str
    second: str
    blocks: int
    difference: float | None
    spread: Interval | None
    wilcoxon_p: float | None
    holm_p: float | None
    t_p: float | None


@dataclass(frozen=True)
class RatingResults:
    """What a test of ratings showed."""

    systems: tuple[str, ...]
    reference: str | None
    listeners: int
    means: tuple[Mean, ...]
    overall: tuple[Overall, ...]
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class _Rated:
    who: int
    item: int
    category: str
    system: int
    values: dict[str, int]


def draw_trials(test: ListeningTest, listener: str, _number: int) -> tuple[Trial, ...]:
    """Every sound of every system once, in an order of the listener's own."""
    pairs = [(item, system) for item in test.items for system in range(len(test.systems))]
    random.Random(f"{test.seed}:order:{listener}").shuffle(pairs)
    return tuple(Trial(place, item, (system,)) for place, (item, system) in enumerate(pairs))


def check(said: dict[str, Any]) -> dict[str, Any]:
    """What may be said: `{"quality": 0..10, "fit": 0..10}`. RequestError otherwise."""
    whole = set(said) == set(SCALES) and all(type(value) is int for value in said.values())
    if not whole or not all(LOWEST <= value <= HIGHEST for value in said.values()):
        raise RequestError(f"A rating is a whole number from {LOWEST} to {HIGHEST} for quality and one for fit.")
    return {scale: said[scale] for scale in SCALES}


def record(test: ListeningTest, trial: Trial, said: dict[str, Any]) -> Record:
    """The answer with everything that it means."""
    return {"system": test.systems[trial.order[0]], **said}


def summarise(test: ListeningTest, latest: Sequence[Sequence[Record]]) -> RatingResults:
    """The results of all listeners; `latest` holds each one's answers, one a sound."""
    rated = [_rated(test, who, one) for who, own in enumerate(latest) for one in own]
    return RatingResults(
        systems=test.systems,
        reference=test.reference,
        listeners=sum(bool(own) for own in latest),
        means=tuple(_means(test, rated)),
        overall=tuple(_overall(test, rated, scale) for scale in SCALES),
        pairs=tuple(pair for scale in SCALES for pair in _pairs(test, rated, scale)),
    )


def _rated(test: ListeningTest, who: int, one: Record) -> _Rated:
    item = test.items[one["item"]]
    values = {scale: one[scale] for scale in SCALES}
    return _Rated(who, item.number, item.category, system=test.systems.index(one["system"]), values=values)


def _means(test: ListeningTest, rated: Sequence[_Rated]) -> Iterator[Mean]:
    for scale in SCALES:
        for system, name in enumerate(test.systems):
            own = [one for one in rated if one.system == system]
            for category in (ALL, *test.categories):
                chosen = [one for one in own if category in (ALL, one.category)]
                if chosen:
                    yield _mean(name, category, scale, chosen=chosen, seed=test.seed)


def _mean(system: str, category: str, scale: str, *, chosen: Sequence[_Rated], seed: int) -> Mean:
    values = [one.values[scale] for one in chosen]
    cells = [(one.who, one.item, float(one.values[scale])) for one in chosen]
    spread = crossed_bootstrap(cells, seed=seed)
    mean = sum(values) / len(values)
    return Mean(system, category, scale, ratings=len(values), mean=mean, t=t_interval(values), spread=spread)


def _blocks(rated: Sequence[_Rated], scale: str, systems: Sequence[int]) -> dict[tuple[int, int], list[float]]:
    """(listener, item) -> the ratings of these systems, where all were rated."""
    found: dict[tuple[int, int], dict[int, float]] = {}
    for one in rated:
        found.setdefault((one.who, one.item), {})[one.system] = float(one.values[scale])
    return {
        block: [values[system] for system in systems]
        for block, values in found.items()
        if all(system in values for system in systems)
    }


def _overall(test: ListeningTest, rated: Sequence[_Rated], scale: str) -> Overall:
    blocks = list(_blocks(rated, scale, range(len(test.systems))).values())
    statistic, p = friedman(blocks) if len(test.systems) > 2 else (None, None)
    return Overall(scale, len(blocks), statistic, p)


def _pairs(test: ListeningTest, rated: Sequence[_Rated], scale: str) -> list[Pair]:
    couples = list(combinations(range(len(test.systems)), 2))
    tested = [_blocks(rated, scale, couple) for couple in couples]
    differences = [[second - first for first, second in blocks.values()] for blocks in tested]
    raw = [wilcoxon(one) for one in differences]
    rows = []
    for couple, blocks, own, p, adjusted in zip(couples, tested, differences, raw, holm(raw), strict=True):
        cells = [(who, item, value) for (who, item), value in zip(blocks, own, strict=True)]
        rows.append(
            Pair(
                scale,
                test.systems[couple[0]],
                test.systems[couple[1]],
                blocks=len(own),
                difference=sum(own) / len(own) if own else None,
                spread=crossed_bootstrap(cells, seed=test.seed),
                wilcoxon_p=p,
                holm_p=adjusted,
                t_p=paired_t(own),
            )
        )
    return rows
