"""A hit for each event: dealt in turn like cards, so that none comes twice in a row, as strong as its event."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from foley_bridge.spotting.events import Event
from foley_bridge.spotting.hits import Hit

ALTERNATIVES = 2  # further takes of an item
GAIN_MOST_DB = 12.0
HUMAN_DB, HUMAN_CENTS = 1.5, 35.0  # standard deviations at full variation


@dataclass(frozen=True)
class Dealt:
    """An event with its hit, then others that may take its place; how loud and how fast they are played."""

    event: Event
    hits: tuple[Hit, ...]
    gain_db: float
    rate: float


def deal(
    events: Sequence[Event], hits: Sequence[Hit], *, seed: int, range_db: float, human: float
) -> tuple[Dealt, ...]:
    """Deal all; the same seed deals the same.

    An event of strength 1 is as loud as the loudest hit, weaker ones less, at most `range_db`. `human`, 0 to 1, is how
    much loudness and pitch vary beyond that, as they do when a person does it again.
    """
    chance, loudest = Random(seed), max(one.peak for one in hits)
    cards, dealt = _cards(len(hits), chance), list[Dealt]()
    for event in events:
        # Drawn in the same order whatever the variation is, so that turning it down changes nothing else.
        louder, higher = chance.gauss(0.0, 1.0), chance.gauss(0.0, 1.0)
        chosen = hits[next(cards)]
        level_db = max(-range_db, 20 * math.log10(event.strength)) + human * HUMAN_DB * _bounded(louder)
        gain_db = min(GAIN_MOST_DB, level_db + 20 * math.log10(loudest / chosen.peak))
        rate = 2 ** (human * HUMAN_CENTS * _bounded(higher) / 1200)
        dealt.append(Dealt(event, (chosen, *_others(chosen, hits, chance)), gain_db, rate))
    return tuple(dealt)


def _cards(number: int, chance: Random) -> Iterator[int]:
    """Numbers below `number`, all before any comes again, and none twice in a row where there are two."""
    last = -1
    while True:
        deck = list(range(number))
        chance.shuffle(deck)
        if number > 1 and deck[0] == last:
            deck.append(deck.pop(0))
        yield from deck
        last = deck[-1]


def _others(chosen: Hit, hits: Sequence[Hit], chance: Random) -> tuple[Hit, ...]:
    rest = [one for one in hits if one is not chosen]
    return tuple(chance.sample(rest, min(ALTERNATIVES, len(rest))))


def _bounded(deviation: float) -> float:
    """Nobody is two deviations off."""
    return max(-2.0, min(2.0, deviation))
