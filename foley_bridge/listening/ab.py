"""Blind comparison of two systems: which of two sounds is better, or neither; and what the choices show together.

Sides are drawn so that within a listener each system is heard first half of the time, in each class as well, and that
of two listeners who follow each other one hears every pair in the other order.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from foley_bridge.listening.answers import Record
from foley_bridge.listening.plan import Item, ListeningTest
from foley_bridge.listening.statistics import Interval, crossed_bootstrap, sign_test, wilson
from foley_bridge.listening.trials import Trial
from foley_models.errors import RequestError

CHOICES = ("a", "b", "none")
QUESTION = "Which is better: A or B?"
ALL = ""  # the row over every class


@dataclass(frozen=True)
class Preference:
    """One class, or all (`category` is ""): how often each system was preferred.

    `share` is the second system's among those that were decided, with Wilson's interval and the sign test against one
    half. `spread` is the interval of the same share, undecided counted as half, over listeners and items drawn anew.
    """

    category: str
    first: int
    second: int
    undecided: int
    share: float | None
    interval: Interval | None
    p: float | None
    spread: Interval | None


@dataclass(frozen=True)
class AbResults:
    """What a comparison showed; the first row is over all classes."""

    systems: tuple[str, str]
    listeners: int
    rows: tuple[Preference, ...]


def draw_trials(test: ListeningTest, listener: str, number: int) -> tuple[Trial, ...]:
    """The trials of one listener, in an order of their own; `number` is the listener's."""
    swapped = _swapped(test)
    items = list(test.items)
    random.Random(f"{test.seed}:order:{listener}").shuffle(items)
    return tuple(
        Trial(place, item, (1, 0) if swapped[item.number] ^ (number % 2 == 1) else (0, 1))
        for place, item in enumerate(items)
    )


def check(said: dict[str, Any]) -> dict[str, Any]:
    """What may be said: `{"choice": "a" | "b" | "none"}`. RequestError otherwise."""
    if set(said) != {"choice"} or said["choice"] not in CHOICES:
        raise RequestError("An answer to a pair is A, B or no preference.")
    return {"choice": str(said["choice"])}


def record(test: ListeningTest, trial: Trial, said: dict[str, Any]) -> Record:
    """The answer with everything that it means, so that it can be understood without the plan."""
    shown = [test.systems[system] for system in trial.order]
    preferred = None if said["choice"] == "none" else shown[CHOICES.index(said["choice"])]
    return {"a": shown[0], "b": shown[1], "choice": said["choice"], "preferred": preferred}


def summarise(test: ListeningTest, latest: Sequence[Sequence[Record]]) -> AbResults:
    """The results of all listeners; `latest` holds each one's answers, one an item."""
    said = [(who, test.items[one["item"]], _value(test, one)) for who, own in enumerate(latest) for one in own]
    rows = [_row(ALL, said, test)]
    rows += [_row(name, [one for one in said if one[1].category == name], test) for name in test.categories]
    first, second = test.systems
    return AbResults((first, second), sum(bool(own) for own in latest), tuple(rows))


def _swapped(test: ListeningTest) -> list[bool]:
    """For each item whether the first listener hears the second system first: half of all, and of each class."""
    chance = random.Random(f"{test.seed}:sides")
    items = sorted(test.items, key=lambda item: (item.category, chance.random()))
    start = chance.random() < 0.5
    swapped = [False] * len(items)
    for place, item in enumerate(items):
        swapped[item.number] = (place % 2 == 1) ^ start
    return swapped


def _value(test: ListeningTest, one: Record) -> float:
    """1 where the second system was preferred, 0 for the first, one half for neither."""
    preferred = one.get("preferred")
    if preferred is None:
        return 0.5
    return float(test.systems.index(preferred))


def _row(category: str, said: Sequence[tuple[int, Item, float]], test: ListeningTest) -> Preference:
    values = [value for *_, value in said]
    first, second, undecided = (values.count(value) for value in (0.0, 1.0, 0.5))
    decided = first + second
    cells = [(who, item.number, value) for who, item, value in said]
    return Preference(
        category,
        first=first,
        second=second,
        undecided=undecided,
        share=second / decided if decided else None,
        interval=wilson(second, decided) if decided else None,
        p=sign_test(second, decided) if decided else None,
        spread=crossed_bootstrap(cells, seed=test.seed),
    )
