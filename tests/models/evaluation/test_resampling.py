"""Bootstrap of means and of the difference of two systems, against definitions and repeated draws."""

import numpy as np
import pytest

from foley_models.errors import RequestError
from foley_models.evaluation.kernel_distance import kad, median_distance, unbiased_mmd
from foley_models.evaluation.resampling import (
    Array,
    Interval,
    mean_interval,
    paired_kad_difference,
    paired_mean_difference,
)


def _systems(seed: int, *, gain: float, clips: int = 24) -> tuple[Array, Array, Array]:
    """Three seeds of a system that is off by 1, the same after it moved by `gain` towards the reference."""
    random = np.random.default_rng(seed)
    before = random.normal(size=(3, clips, 4)) + 1.0
    return before, before - gain, random.normal(size=(30, 4))


def test_the_difference_is_that_of_the_two_mean_distances() -> None:
    before, after, reference = _systems(1, gain=0.6)

    def mean_kad(system: Array) -> float:
        found = [kad(rows, reference) for rows in system]
        return float(np.mean([one.value for one in found if one is not None]))

    interval = paired_kad_difference(before, after, reference)
    assert interval.mean == pytest.approx(mean_kad(after) - mean_kad(before), abs=1e-9)
    assert interval.low < interval.mean < interval.high


def test_a_draw_that_repeats_clips_leaves_the_pairs_of_a_clip_with_itself_out() -> None:
    from foley_models.evaluation.resampling import _differences, _kernel_changes

    before, after, reference = _systems(2, gain=0.5, clips=6)
    bandwidth = median_distance(reference)
    within, across = _kernel_changes(before[:1, None], after[:1, None], reference, bandwidth=bandwidth)
    drawn = [0, 0, 0, 2, 3, 5]
    weights = np.bincount(drawn, minlength=6).astype(float)[None]
    (found,) = _differences(within, across, weights, references=np.ones((1, len(reference))))

    def distance(rows: Array) -> float:
        kernel = np.exp(-np.square(rows[:, None] - rows[None]).sum(-1) / (2 * bandwidth**2))
        pairs = [(i, j) for i in drawn for j in drawn if i != j]
        to_reference = np.exp(-np.square(rows[:, None] - reference[None]).sum(-1) / (2 * bandwidth**2))
        return float(np.mean([kernel[i, j] for i, j in pairs]) - 2 * to_reference[drawn].mean())

    assert found[0] == pytest.approx(distance(after[0]) - distance(before[0]), abs=1e-12)


def test_a_system_that_came_nearer_is_below_zero_and_one_that_did_not_change_is_zero() -> None:
    before, after, reference = _systems(3, gain=0.8)
    assert paired_kad_difference(before, after, reference).below_zero
    assert paired_kad_difference(after, before, reference).above_zero
    same = paired_kad_difference(before, before, reference)
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)


def test_the_interval_holds_the_true_difference_about_as_often_as_it_says() -> None:
    truth = float(np.mean([paired_kad_difference(*_systems(s, gain=0.3), resamplings=1).mean for s in range(100, 200)]))
    held = 0
    for seed in range(40):
        interval = paired_kad_difference(*_systems(seed, gain=0.3), resamplings=300, seed=seed)
        held += interval.low <= truth <= interval.high
    assert 32 <= held <= 40


def test_an_untrained_system_stands_for_every_seed() -> None:
    before, after, reference = _systems(4, gain=0.5)
    once = paired_kad_difference(before[:1], after, reference, seed=5)
    often = paired_kad_difference(np.repeat(before[:1], 3, axis=0), after, reference, seed=5)
    assert once == often


def _takes(seed: int, count: int, *, clips: int = 24) -> tuple[Array, Array, Array]:
    """Three seeds of so many takes; a take scatters around its seed and clip, in each of two systems on its own."""
    random = np.random.default_rng(seed)
    clip, noise = random.normal(size=(clips, 4)), 0.8 * random.normal(size=(2, 3, count, clips, 4))
    before, after = 1.0 + clip + noise[0], 0.7 + clip + noise[1]
    return before, after, 1.3 * random.normal(size=(30, 4))


def test_more_takes_give_a_shorter_interval_that_still_holds_the_true_difference() -> None:
    def found(seed: int, takes: int) -> Interval:
        return paired_kad_difference(*_takes(seed, takes), resamplings=300, seed=seed)

    truth = float(np.mean([paired_kad_difference(*_takes(s, 4), resamplings=1).mean for s in range(100, 250)]))
    single = float(np.mean([paired_kad_difference(*_takes(s, 1), resamplings=1).mean for s in range(100, 250)]))
    assert single == pytest.approx(truth, rel=0.1)  # the same thing is estimated
    many = [found(seed, 4) for seed in range(40)]
    assert 34 <= sum(one.low <= truth <= one.high for one in many) <= 40
    lengths = [np.mean([one.high - one.low for one in some]) for some in (many, [found(s, 1) for s in range(10)])]
    assert lengths[0] < 0.9 * lengths[1]


def test_the_same_take_again_tells_nothing_new() -> None:
    before, after, reference = _systems(4, gain=0.5)
    again = paired_kad_difference(before[:, None].repeat(3, axis=1), after[:, None].repeat(3, axis=1), reference)
    once = paired_kad_difference(before, after, reference)
    assert (again.mean, again.low, again.high) == pytest.approx((once.mean, once.low, once.high))


def test_the_same_seed_gives_the_same_interval() -> None:
    systems = _systems(5, gain=0.2)
    assert paired_kad_difference(*systems, seed=1) == paired_kad_difference(*systems, seed=1)
    assert paired_kad_difference(*systems, seed=1) != paired_kad_difference(*systems, seed=2)


def test_two_rows_are_the_fewest_of_which_a_distance_within_is_made() -> None:
    before, after, reference = _systems(6, gain=0.2, clips=4)
    interval = paired_kad_difference(before, after, reference, resamplings=5000)
    assert np.isfinite([interval.low, interval.high]).all()


def test_the_distance_of_one_seed_agrees_with_the_definition_of_mmd() -> None:
    before, after, reference = _systems(7, gain=0.4)
    bandwidth = median_distance(reference)
    change = unbiased_mmd(after[0], reference, bandwidth) - unbiased_mmd(before[0], reference, bandwidth)
    assert paired_kad_difference(before[:1], after[:1], reference).mean == pytest.approx(1000 * change)


@pytest.mark.parametrize(
    ("before", "after", "reference", "words"),
    [
        ((2, 8, 4), (2, 9, 4), (8, 4), "in pairs"),
        ((2, 8, 4), (3, 8, 4), (8, 4), "as many seeds"),
        ((2, 8, 4), (2, 8, 4), (8, 5), "one ear"),
        ((2, 3, 4), (2, 3, 4), (8, 4), "at least 4"),
        ((2, 8, 4), (2, 8, 4), (3, 4), "at least 4"),
        ((8, 4), (8, 4), (8, 4), "in pairs"),
        ((0, 8, 4), (0, 8, 4), (8, 4), "in pairs"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    before: tuple[int, ...], after: tuple[int, ...], reference: tuple[int, ...], words: str
) -> None:
    random = np.random.default_rng(0)
    with pytest.raises(RequestError, match=words):
        paired_kad_difference(random.normal(size=before), random.normal(size=after), random.normal(size=reference))


def test_the_interval_of_a_mean_is_that_of_its_standard_error() -> None:
    values = np.random.default_rng(8).normal(size=400)
    interval = mean_interval(values)
    error = float(values.std(ddof=1)) / 20
    assert interval.mean == pytest.approx(float(values.mean()))
    assert interval.high - interval.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_what_two_systems_have_in_common_cancels_in_their_difference() -> None:
    random = np.random.default_rng(9)
    clips = 10 * random.normal(size=(5, 64))
    interval = paired_mean_difference(clips, clips + 0.2 + 0.1 * random.normal(size=(5, 64)))
    assert interval.above_zero
    assert interval.high - interval.low < 0.1


def test_numbers_that_are_not_in_pairs_are_refused() -> None:
    with pytest.raises(RequestError, match="in pairs"):
        paired_mean_difference(np.zeros((2, 8)), np.zeros((2, 7)))
    with pytest.raises(RequestError, match="no mean"):
        mean_interval(np.zeros(0))
