"""The kernel audio distance against closed forms and its own definition."""

import math

import numpy as np
import pytest

from foley_models.errors import RequestError
from foley_models.evaluation.kernel_distance import kad, median_distance, unbiased_mmd


def test_the_distance_of_two_pairs_is_the_closed_form() -> None:
    # all distances within a pair are a, all between the pairs are b: mmd = 2 k(a) - 2 k(b)
    x = np.array([[0.0, 0.0], [3.0, 0.0]])
    y = np.array([[1.5, 2.0], [1.5, -1.0]])
    within, near, far = 3.0, math.hypot(1.5, 2.0), math.hypot(1.5, 1.0)
    kernel = {d: math.exp(-(d**2) / (2 * 2.0**2)) for d in (within, near, far)}
    expected = 2 * kernel[within] - 2 * (2 * kernel[near] + 2 * kernel[far]) / 4
    assert unbiased_mmd(x, y, bandwidth=2.0) == pytest.approx(expected, abs=1e-12)


def test_sets_that_are_infinitely_far_apart_reach_the_sum_of_their_own_kernels() -> None:
    x = np.zeros((5, 3))
    assert unbiased_mmd(x, x + 1e6, bandwidth=1.0) == pytest.approx(2.0)


def test_two_halves_of_one_distribution_are_at_zero_within_the_spread() -> None:
    random = np.random.default_rng(3)
    values = [kad(random.normal(size=(40, 8)), random.normal(size=(40, 8))) for _ in range(20)]
    known = [one for one in values if one is not None]
    mean = float(np.mean([one.value for one in known]))
    error = float(np.std([one.value for one in known])) / math.sqrt(len(known))
    assert len(known) == 20
    assert abs(mean) < 3 * error


def test_being_unbiased_it_is_below_zero_for_a_set_against_itself() -> None:
    rows = np.random.default_rng(1).normal(size=(30, 4))
    same = kad(rows, rows)
    assert same is not None
    assert -2 * 1000 / 30 < same.value < 0.0


def test_it_grows_with_the_distance_and_stands_out_of_its_spread() -> None:
    random = np.random.default_rng(2)
    reference = random.normal(size=(40, 8))
    near, far = (kad(random.normal(size=(40, 8)) + shift, reference) for shift in (0.5, 2.0))
    assert near is not None
    assert far is not None
    assert near.value > 0.0
    assert far.value > near.value + 3 * (near.spread + far.spread)


def test_the_scale_of_the_embeddings_does_not_matter() -> None:
    random = np.random.default_rng(4)
    x, reference = random.normal(size=(10, 4)) + 1.0, random.normal(size=(12, 4))
    small, large = kad(x, reference), kad(100 * x, 100 * reference)
    assert small is not None
    assert large is not None
    assert large.value == pytest.approx(small.value)


def test_the_bandwidth_is_the_median_of_the_distances_between_different_rows() -> None:
    assert median_distance(np.array([[0.0], [1.0], [5.0]])) == pytest.approx(4.0)


def test_fewer_than_four_sounds_give_no_distance() -> None:
    rows = np.random.default_rng(5).normal(size=(8, 4))
    assert kad(rows[:3], rows) is None
    assert kad(rows, rows[:3]) is None


def test_a_reference_without_any_spread_is_refused() -> None:
    with pytest.raises(RequestError, match="same embedding"):
        kad(np.random.default_rng(5).normal(size=(8, 4)), np.ones((8, 4)))


def test_equal_rows_that_differ_by_rounding_are_no_spread_either() -> None:
    random = np.random.default_rng(5)
    with pytest.raises(RequestError, match="same embedding"):
        kad(random.normal(size=(8, 4)), np.tile(random.normal(size=4), (8, 1)) * (1 + 1e-15))


def test_the_spread_is_what_other_sounds_of_the_same_kind_would_change() -> None:
    random = np.random.default_rng(6)
    known = [kad(random.normal(size=(30, 4)) + 1.0, random.normal(size=(40, 4)), resamplings=40) for _ in range(40)]
    values = [one.value for one in known if one is not None]
    said = float(np.mean([one.spread for one in known if one is not None]))
    assert said == pytest.approx(float(np.std(values, ddof=1)), rel=0.35)
