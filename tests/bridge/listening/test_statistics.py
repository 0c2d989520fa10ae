"""Intervals and tests against closed forms and against scipy's own."""

import math
import warnings

import numpy as np
import pytest
from scipy import stats

from foley_bridge.listening.statistics import (
    crossed_bootstrap,
    friedman,
    holm,
    paired_t,
    sign_test,
    t_interval,
    wilcoxon,
    wilson,
)


@pytest.mark.parametrize(("successes", "trials"), [(0, 1), (1, 1), (0, 10), (7, 10), (10, 10), (333, 1000)])
def test_wilson_is_that_of_scipy(successes: int, trials: int) -> None:
    theirs = stats.binomtest(successes, trials).proportion_ci(method="wilson")
    ours = wilson(successes, trials)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


@pytest.mark.parametrize(("successes", "trials"), [(0, 5), (5, 5), (3, 9), (9, 12)])
def test_the_sign_test_counts_tails(successes: int, trials: int) -> None:
    extreme = min(successes, trials - successes)
    tails = 2 * sum(math.comb(trials, k) for k in range(extreme + 1)) / 2**trials
    assert sign_test(successes, trials) == pytest.approx(min(1.0, tails))
    assert sign_test(4, 8) == 1.0


def test_the_t_interval_is_that_of_scipy_and_needs_two_values() -> None:
    values = [3, 5, 6, 6, 9]
    interval = t_interval(values)
    assert interval is not None
    theirs = stats.t.interval(0.95, 4, loc=np.mean(values), scale=stats.sem(values))
    assert (interval.low, interval.high) == pytest.approx(theirs)
    assert t_interval([4]) is None


def test_friedman_by_hand() -> None:
    blocks = [[1, 2, 3], [1, 2, 3], [2, 1, 3], [1, 3, 2]]  # ranks; sums 5, 8, 11
    statistic, p = friedman(blocks)
    assert statistic == pytest.approx(12 / (4 * 3 * 4) * (5**2 + 8**2 + 11**2) - 3 * 4 * 4)
    assert p == pytest.approx(math.exp(-(statistic or 0) / 2))  # chi-square of two degrees of freedom
    assert friedman([[1, 1, 1], [2, 2, 2]]) == (None, None)
    assert friedman([[1, 2, 3]]) == (None, None)


def test_wilcoxon_by_hand() -> None:
    assert wilcoxon([1, 2, 3, 4, 5]) == pytest.approx(2 / 2**5)
    assert wilcoxon([0, 1, 2, 3, 4, 5, 0]) == pytest.approx(2 / 2**5)
    assert wilcoxon([0, 0]) == 1.0
    assert wilcoxon([]) is None
    tied = [1, 1, -1, 2, 2, 3, 1, 1, 2, -1, 1, 1]
    theirs = stats.wilcoxon(tied, method="approx", correction=True).pvalue
    assert wilcoxon(tied) == pytest.approx(theirs)


def test_the_paired_t_test_is_that_of_scipy() -> None:
    first, second = [3, 4, 6, 8, 2], [4, 4, 7, 10, 1]
    differences = [b - a for a, b in zip(first, second, strict=True)]
    assert paired_t(differences) == pytest.approx(stats.ttest_rel(second, first).pvalue)
    assert paired_t([1, 1, 1]) is None
    assert paired_t([1]) is None


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, None]) == pytest.approx([0.03, 0.06, 0.06, None])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_the_bootstrap_of_items_alone_has_the_spread_of_a_mean() -> None:
    values = np.random.default_rng(2).normal(5, 2, 100)
    interval = crossed_bootstrap([(0, item, float(value)) for item, value in enumerate(values)], seed=1)
    assert interval is not None
    width = 2 * 1.96 * float(np.std(values)) / 10
    assert interval.high - interval.low == pytest.approx(width, rel=0.08)
    assert (interval.low + interval.high) / 2 == pytest.approx(float(np.mean(values)), abs=0.1)


def test_listeners_who_differ_make_the_interval_wide_where_t_is_too_narrow() -> None:
    chance = np.random.default_rng(3)
    cells = [(who, item, 2.0 * who + float(chance.normal(0, 0.5))) for who in range(4) for item in range(50)]
    spread, naive = crossed_bootstrap(cells, seed=1), t_interval([value for *_, value in cells])
    assert spread is not None
    assert naive is not None
    assert spread.high - spread.low > 3 * (naive.high - naive.low)
    # The mean of four draws of 0, 2, 4, 6 has the standard deviation sqrt(5 / 4).
    assert spread.high - spread.low == pytest.approx(2 * 1.96 * math.sqrt(5 / 4), rel=0.1)


def test_the_bootstrap_is_the_same_again_and_bears_gaps_without_a_warning() -> None:
    cells = [(0, 0, 1.0), (1, 1, 3.0)]  # half of the draws hit nothing
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert crossed_bootstrap(cells, seed=1) == crossed_bootstrap(cells, seed=1)
    assert crossed_bootstrap([(0, 0, 1.0)], seed=1) is None
    assert crossed_bootstrap([], seed=1) is None


def test_what_never_varies_has_no_width() -> None:
    interval = crossed_bootstrap([(who, item, 7.0) for who in range(3) for item in range(4)], seed=1)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((7.0, 7.0))
