"""What the ear's judgements amount to."""

import numpy as np
import pytest

from benchmarks.copies import Nearest
from benchmarks.ear_measures import (
    MISMATCHED,
    OURS,
    REAL,
    Copies,
    Share,
    all_distances,
    all_shares,
    average,
    bars,
    find_copies,
    nearest_families,
)
from benchmarks.fitting import Fitting
from benchmarks.yamnet_judge import Heard

Named = dict[str, list[tuple[str, Nearest | None]]]
FITTING = Fitting(
    {
        "rain": frozenset({"Rain", "Water"}),
        "water": frozenset({"Pour", "Water"}),
        "footstep": frozenset({"Walk"}),
    }
)


def _heard(*tops: str, at: float = 0.0) -> list[Heard]:
    random = np.random.default_rng(len(tops))
    return [Heard((top,), random.normal(size=4) + at) for top in tops]


def _shares() -> dict[str, dict[str, Share]]:
    ours = {"rain": _heard("Rain", "Water"), "water": _heard("Pour", "Rain"), "footstep": _heard("Water")}
    trivial = {name: _heard("Rain") for name in ("white noise", "brown noise", "click")}
    return all_shares(FITTING, ours, {"rain": _heard("Rain")}, trivial)


def test_every_source_is_judged_as_each_family() -> None:
    shares = _shares()
    assert shares[OURS]["rain"] == Share(1.0, 0.5, 2)
    assert shares[OURS]["water"] == Share(0.5, 0.5, 2)
    assert shares[REAL]["rain"] == Share(1.0, 1.0, 1)
    assert shares[REAL]["water"] == Share(None, None, 0)
    assert shares["white noise"]["water"] == Share(0.0, 0.0, 1)


def test_mismatched_are_our_takes_of_the_other_judged_families() -> None:
    shares = _shares()
    assert shares[MISMATCHED]["rain"] == Share(
        0.5, 0.5, 2
    )  # of water's two, and not of footstep's, which is only shown
    assert shares[MISMATCHED]["footstep"].sounds == 4


def test_the_average_is_over_the_judged_families_that_have_sounds() -> None:
    shares = _shares()
    assert average(shares[OURS], strict=False) == pytest.approx(0.75)
    assert average(shares[REAL], strict=False) == 1.0
    assert average({"footstep": Share(1.0, 1.0, 3)}, strict=False) is None


def test_the_bars_hold_only_when_all_is_as_it_should_be() -> None:
    good = _bar_shares(ours=0.5, mismatched=0.2, noise=0.4)
    none = Copies(0.1, {}, [], [])
    assert _met(good, none) == [True, True, True, True]
    assert _met(_bar_shares(ours=0.29, mismatched=0.0, noise=0.0), none) == [False, True, True, True]
    assert _met(_bar_shares(ours=0.5, mismatched=0.4, noise=0.0), none) == [True, False, True, True]
    assert _met(_bar_shares(ours=0.5, mismatched=0.0, noise=0.5), none) == [True, True, False, True]
    found = find_copies({"rain": [("ours", Nearest(0.01, 0))]}, {"rain": [("real", Nearest(0.4, 0))]}, ["clip"])
    assert _met(good, found) == [True, True, True, False]


def test_near_copies_are_named_with_the_clip_they_are_near_to() -> None:
    real: Named = {"rain": [(f"real {number}", Nearest(0.4 + number / 100, 0)) for number in range(40)]}
    real["water"] = [("twin", Nearest(0.02, 2)), ("silent", None)]
    ours: Named = {"rain": [("far", Nearest(0.5, 1)), ("near", Nearest(0.1, 1))], "water": [("silent", None)]}
    copies = find_copies(ours, real, ["a.flac", "b.flac", "c.flac"])
    assert 0.1 < copies.threshold < 0.4
    assert [(near.sound, near.clip) for near in copies.near] == [("near", "b.flac")]
    assert [(near.sound, near.clip) for near in copies.near_real] == [("twin", "c.flac")]
    assert copies.rows["rain"].ours_least == 0.1
    assert copies.rows["rain"].ours_median == pytest.approx(0.3)
    assert (copies.rows["water"].ours_least, copies.rows["water"].real_least) == (None, 0.02)


def test_distances_are_by_family_and_pooled_over_the_judged_ones() -> None:
    real = {"rain": _heard(*"abcdefgh"), "water": _heard(*"abcdefg"), "footstep": _heard(*"abc")}
    ours = {name: _heard(*"abcdefghij", at=1.0) for name in real}
    rows = all_distances(ours, {}, real)
    assert list(rows) == ["rain", "water", "footstep", "pooled"]
    assert rows["pooled"].real_clips == 15
    assert rows["footstep"].ours is None  # three real clips are too few
    assert rows["rain"].ours is not None
    assert rows["rain"].ours.value > 0
    assert rows["rain"].train is None


def test_takes_are_nearest_to_the_family_whose_clips_they_sound_like() -> None:
    real = {"rain": _heard(*"abcdef"), "water": _heard(*"abcdef", at=1.0), "footstep": _heard(*"abcdef", at=2.0)}
    ours = {"rain": _heard(*"ghijkl"), "water": _heard(*"ghijkl"), "clock": _heard(*"abc"), "footstep": _heard(*"ab")}
    found = nearest_families(ours, real)
    assert list(found) == ["water", "rain"]  # of the judged ones that have both
    assert (found["rain"].family, found["water"].family) == ("rain", "rain")
    assert found["rain"].own == found["rain"].distance < found["water"].own
    assert nearest_families(ours, {}) == {}


def _met(shares: dict[str, dict[str, Share]], copies: Copies) -> list[bool]:
    return [bar.met for bar in bars(shares, copies)]


def _bar_shares(*, ours: float, mismatched: float, noise: float) -> dict[str, dict[str, Share]]:
    shares = {OURS: ours, REAL: 0.8, MISMATCHED: mismatched, "white noise": noise, "brown noise": 0.0, "click": 0.0}
    return {source: {"rain": Share(value, value, 16)} for source, value in shares.items()}


def test_a_walk_is_no_copy_where_real_walks_come_as_near() -> None:
    ours = {
        "footstep": [("a walk", Nearest(0.2, 0)), ("a copy", Nearest(0.05, 0))],
        "rain": [("rain", Nearest(0.2, 0))],
    }
    real = {"rain": [("real", Nearest(0.4, 0))]}
    told: list[tuple[str, float]] = []

    def in_a_row(family: str, threshold: float) -> list[Nearest | None]:
        told.append((family, threshold))
        return [Nearest(0.24, 0), None] if family == "footstep" else []

    copies = find_copies(ours, real, ["clip"], in_a_row)
    assert copies.threshold == pytest.approx(0.3)
    assert told == [("footstep", copies.threshold), ("rain", copies.threshold)]
    assert copies.thresholds == {"footstep": pytest.approx(0.18)}
    assert [one.sound for one in copies.near] == ["a copy", "rain"]
