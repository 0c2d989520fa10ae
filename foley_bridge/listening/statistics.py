"""Intervals and tests for answers of listeners; each is None where there is too little to say anything.

Intervals are of 95 %, tests are two-sided. scipy is imported where it is used.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
DRAWS = 4000
_Z = 1.959963984540054  # of the normal distribution, 2.5 % beyond it
_CHUNK = 200  # of draws at once: memory stays small with many items


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, 95 %."""

    low: float
    high: float


def wilson(successes: int, trials: int) -> Interval:
    """Wilson's score interval of a share (1927), which holds for few trials and for shares of 0 and 1 as well."""
    share, z2 = successes / trials, _Z * _Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = _Z / (1 + z2 / trials) * math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def sign_test(successes: int, trials: int) -> float:
    """The exact binomial test against one half."""
    from scipy.stats import binomtest

    return float(binomtest(successes, trials, 0.5).pvalue)


def t_interval(values: Sequence[float]) -> Interval | None:
    """Student's interval of a mean; None for fewer than two values."""
    from scipy.stats import t

    if len(values) < 2:
        return None
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1)) / math.sqrt(len(values))
    half = float(t.ppf((1 + LEVEL) / 2, len(values) - 1)) * error
    return Interval(mean - half, mean + half)


def crossed_bootstrap(cells: Sequence[tuple[int, int, float]], *, seed: int) -> Interval | None:
    """The interval of the mean of (listener, item, value) over listeners and items drawn anew, both at once.

    Percentiles of 4000 draws. With one listener only the items are drawn, with one item only the listeners; None where
    there is one of each. (Owen, The pigeonhole bootstrap, 2007.)
    """
    values, present = _table(cells)
    listeners, items = values.shape
    if listeners < 2 and items < 2:
        return None
    chance = np.random.default_rng([seed, 0xB007])
    means = np.concatenate([_drawn_means(values, present, chance) for _ in range(DRAWS // _CHUNK)])
    low, high = np.nanpercentile(means, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return Interval(float(low), float(high))


def friedman(blocks: Sequence[Sequence[float]]) -> tuple[float | None, float | None]:
    """Friedman's statistic and p of blocks of at least three systems; None where nothing differs in any block."""
    from scipy.stats import friedmanchisquare

    if len(blocks) < 2 or all(len(set(block)) == 1 for block in blocks):
        return None, None
    result = friedmanchisquare(*zip(*blocks, strict=True))
    return float(result.statistic), float(result.pvalue)


def wilcoxon(differences: Sequence[float]) -> float | None:
    """The p of Wilcoxon's signed-rank test; differences of zero are left out (Wilcoxon's way).

    Exact for few differences without ties of size, else the normal approximation with the correction for ties.
    """
    from scipy.stats import wilcoxon as test

    decided = [one for one in differences if one != 0]
    if not decided:
        return None if not differences else 1.0
    sizes = {abs(one) for one in decided}
    exact = len(decided) <= 50 and len(sizes) == len(decided)
    return float(test(decided, method="exact" if exact else "approx", correction=not exact).pvalue)


def paired_t(differences: Sequence[float]) -> float | None:
    """The p of the paired t-test; None for fewer than two differences, or where all are the same."""
    from scipy.stats import ttest_1samp

    if len(differences) < 2 or len(set(differences)) == 1:
        return None
    return float(ttest_1samp(differences, 0.0).pvalue)


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm's correction (1979) for as many tests as there are values; None stays None and is not counted."""
    known = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(known):
        highest = max(highest, min(1.0, p * (len(known) - rank)))
        adjusted[place] = highest
    return adjusted


def _table(cells: Sequence[tuple[int, int, float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Sums of values and numbers of answers, each (listener, item)."""
    listeners = {one: place for place, one in enumerate(sorted({who for who, _, _ in cells}))}
    items = {one: place for place, one in enumerate(sorted({item for _, item, _ in cells}))}
    values, present = (np.zeros((len(listeners), len(items))) for _ in range(2))
    for who, item, value in cells:
        values[listeners[who], items[item]] += value
        present[listeners[who], items[item]] += 1
    return values, present


def _drawn_means(
    values: NDArray[np.float64], present: NDArray[np.float64], chance: np.random.Generator
) -> NDArray[np.float64]:
    """Means (draw,); NaN where a draw hit no answer at all, as it can where listeners heard different items."""
    listeners, items = (_weights(chance, size) for size in values.shape)
    sums = np.einsum("dl,li,di->d", listeners, values, items, optimize=True)
    counts = np.einsum("dl,li,di->d", listeners, present, items, optimize=True)
    means: NDArray[np.float64] = np.divide(sums, counts, out=np.full(_CHUNK, np.nan), where=counts > 0)
    return means


def _weights(chance: np.random.Generator, size: int) -> NDArray[np.float64]:
    """How often each of `size` was drawn (draw, size)."""
    drawn: NDArray[np.float64] = chance.multinomial(size, np.full(size, 1 / size), _CHUNK).astype(np.float64)
    return drawn
