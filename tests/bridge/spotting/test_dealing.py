"""Hits are dealt in turn, as strong as their events, and the same seed deals the same."""

from itertools import pairwise
from pathlib import Path

import pytest

from foley_bridge.rpp import Item
from foley_bridge.spotting.dealing import GAIN_MOST_DB, deal
from foley_bridge.spotting.events import Event
from foley_bridge.spotting.hits import PREROLL_S, Hit
from foley_bridge.spotting.writing import _item
from foley_bridge.takes import HeardTake

TAKE = HeardTake(0, 1, 0.5, passed=True, file=Path("/takes/a.wav"), seed=1)


def hits(number: int, peak: float = 1.0) -> list[Hit]:
    return [Hit(TAKE, 0.1 * one, 0.2, peak) for one in range(number)]


def events(number: int, strength: float = 1.0) -> list[Event]:
    return [Event(float(one), strength) for one in range(number)]


@pytest.mark.parametrize("number", [2, 3, 7])
def test_all_hits_come_before_any_comes_again_and_none_twice_in_a_row(number: int) -> None:
    cards = hits(number)
    for seed in range(20):
        order = [cards.index(one.hits[0]) for one in deal(events(40), cards, seed=seed, range_db=24, human=0.5)]
        assert set(order[:number]) == set(range(number))
        assert all(one != other for one, other in pairwise(order))
        assert max(map(order.count, range(number))) - min(map(order.count, range(number))) <= 1


def test_one_hit_serves_all_events_and_further_hits_are_the_other_takes() -> None:
    (only,) = {one.hits for one in deal(events(5), hits(1), seed=1, range_db=24, human=0)}
    assert len(only) == 1
    for one in deal(events(9), hits(5), seed=1, range_db=24, human=0):
        assert len(one.hits) == len(set(one.hits)) == 3


def test_the_same_seed_deals_the_same_and_less_variation_changes_only_the_variation() -> None:
    first = deal(events(30), hits(5), seed=3, range_db=24, human=1)
    assert first == deal(events(30), hits(5), seed=3, range_db=24, human=1)
    plain = deal(events(30), hits(5), seed=3, range_db=24, human=0)
    assert [one.hits for one in plain] == [one.hits for one in first]
    assert {(one.gain_db, one.rate) for one in plain} == {(0.0, 1.0)}
    assert len({one.rate for one in first}) > 20
    assert all(abs(one.gain_db) <= 3.0 and 0.96 <= one.rate <= 1.042 for one in first)


def test_loudness_follows_strength_down_to_the_range_and_weak_hits_are_raised_within_reason() -> None:
    mixed = [Hit(TAKE, 0.0, 0.2, 1.0), Hit(TAKE, 0.5, 0.2, 0.5)]
    for one in deal([Event(0, 1.0), Event(1, 0.5), Event(2, 0.001)] * 4, mixed, seed=1, range_db=24, human=0):
        level_db = {1.0: 0.0, 0.5: -6.0206, 0.001: -24.0}[one.event.strength]
        assert one.gain_db == pytest.approx(level_db + (0.0 if one.hits[0].peak == 1.0 else 6.0206), abs=1e-3)
    (raised, _) = deal(events(2), [Hit(TAKE, 0.0, 0.2, 1.0), Hit(TAKE, 0.0, 0.2, 0.01)], seed=1, range_db=24, human=0)
    assert raised.gain_db <= GAIN_MOST_DB


def test_an_event_at_zero_keeps_its_place_and_loses_only_what_is_before_the_timeline() -> None:
    def item(place_s: float) -> Item:
        (one,) = deal([Event(place_s)], [Hit(TAKE, 0.4, 0.2, 1.0)], seed=1, range_db=24, human=0)
        return _item(one, Path("/takes"))

    later, at_zero = item(1.0), item(0.0)
    assert [later.position_s, later.takes[0].offset_s] == pytest.approx([1.0 - PREROLL_S, 0.4])
    assert at_zero.position_s == 0.0
    assert [at_zero.length_s, at_zero.takes[0].offset_s] == pytest.approx([0.2 - PREROLL_S, 0.4 + PREROLL_S])
