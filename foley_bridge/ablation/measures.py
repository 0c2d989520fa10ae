"""From what was heard of a system to its numbers: distances, fit to the text, diversity, cost, and differences."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foley_bridge.ablation.heard import Heard
from foley_bridge.ablation.results import (
    CANDIDATES,
    DIFFERENCE,
    DIVERSITY,
    FAD,
    KAD,
    NAN,
    PASSED,
    SCORE,
    SECONDS,
    Number,
)
from foley_bridge.evaluation.results import MEAN
from foley_models.errors import RequestError
from foley_models.evaluation.diversity import diversity
from foley_models.evaluation.frechet import fad
from foley_models.evaluation.kernel_distance import FEWEST, kad
from foley_models.evaluation.resampling import mean_interval, paired_kad_difference

Array = NDArray[np.float64]

NORMAL_95 = 1.96  # standard errors either side
DIMENSIONS = 16  # of a FAD where there are too few sounds for all of them
SPREAD_ONLY = 2  # resamplings, where only the value is wanted


@dataclass(frozen=True)
class Judged:
    """The sounds of one line: a set for each training seed, and sets of the first seed under other noise."""

    sets: tuple[Heard, ...]
    samplings: tuple[Heard, ...]
    labels: tuple[str, ...]  # of each sound


@dataclass(frozen=True)
class Against:
    """The held-out recordings, which everything is measured against."""

    heard: Heard
    labels: tuple[str, ...]


class Measurer:
    """Numbers of lines, in each ear's space."""

    def __init__(self, reference: Against, ears: Sequence[str], dimensions: Mapping[str, int | None]) -> None:
        """`dimensions` of each ear's FAD, the same for all lines; None: all of them."""
        self._reference, self._ears, self._dimensions = reference, ears, dimensions

    def numbers(self, line: Number, own: Judged) -> list[Number]:
        """All numbers of a line but its differences; `line` says of which table and line they are."""
        found = [_score(line, own)]
        for ear in self._ears:
            here = replace(line, embedding=ear)
            found += [self._kad(here, own, ear), *self._kads_of_classes(here, own, ear)]
            found += [self._fad(here, own, ear), _diversity(here, own, ear)]
        if math.isfinite(own.sets[0].seconds):
            found += _costs(line, own)
        return found

    def difference(self, line: Number, own: Judged, other: Judged, against: str) -> list[Number]:
        """KAD of a line less that of another, in each ear: below zero is nearer to the recordings."""
        found = []
        for ear in self._ears:
            here = replace(line, measure=DIFFERENCE, embedding=ear, against=against)
            before, after = (np.stack([one.clips(ear) for one in each.sets]) for each in (other, own))
            try:
                interval = paired_kad_difference(before, after, self._reference.heard.clips(ear))
            except RequestError as error:
                found.append(replace(here, note=str(error)))
                continue
            found.append(replace(here, value=interval.mean, low=interval.low, high=interval.high))
        return found

    def _kad(self, line: Number, own: Judged, ear: str) -> Number:
        target = self._reference.heard.clips(ear)
        return _averaged(
            replace(line, measure=KAD),
            [_kad_of(one.clips(ear), target) for one in own.sets],
            [_kad_of(one.clips(ear), target, resamplings=SPREAD_ONLY)[0] for one in own.samplings],
        )

    def _kads_of_classes(self, line: Number, own: Judged, ear: str) -> list[Number]:
        """Of each class that has enough of both, and their mean."""
        found = []
        for label in sorted(set(own.labels)):
            mine, theirs = _rows(own.labels, label), _rows(self._reference.labels, label)
            if min(len(mine), len(theirs)) < FEWEST:
                continue
            target = self._reference.heard.some(theirs, ear)
            pairs = [_kad_of(one.some(mine, ear), target) for one in own.sets]
            found.append(_averaged(replace(line, measure=KAD, label=label), pairs, []))
        good = [one for one in found if math.isfinite(one.value)]
        if len(good) < 2:
            return found
        value = float(np.mean([one.value for one in good]))
        half = float(np.sqrt(np.sum([np.square(one.high - one.value) for one in good]))) / len(good)
        return [*found, replace(good[0], label=MEAN, value=value, low=value - half, high=value + half)]

    def _fad(self, line: Number, own: Judged, ear: str) -> Number:
        line = replace(line, measure=FAD)
        try:
            pairs = [self._fad_of(one, ear) for one in own.sets]
            others = [self._fad_of(one, ear, resamplings=SPREAD_ONLY)[0] for one in own.samplings]
        except RequestError as error:
            return replace(line, note=str(error))
        known = self._dimensions[ear]
        return replace(_averaged(line, pairs, others), note="" if known is None else f"in the {known} main directions")

    def _fad_of(self, one: Heard, ear: str, *, resamplings: int = 50) -> tuple[float, float]:
        found = fad(
            list(one.windows[ear]),
            list(self._reference.heard.windows[ear]),
            dimensions=self._dimensions[ear],
            resamplings=resamplings,
        )
        return found.value, found.spread


def fad_dimensions(sets: Sequence[Heard], ear: str) -> int | None:
    """None where each set has embeddings enough for a covariance of full rank; else what all of them carry."""
    fewest = min(sum(len(rows) for rows in one.windows[ear]) for one in sets)
    size = sets[0].windows[ear][0].shape[1]
    return None if fewest > size else max(1, min(DIMENSIONS, fewest - 1))


def _score(line: Number, own: Judged) -> Number:
    found = mean_interval(np.stack([one.scores for one in own.sets]))
    spread = _deviation([float(one.scores.mean()) for one in own.samplings])
    return replace(line, measure=SCORE, value=found.mean, low=found.low, high=found.high, spread=spread)


def _diversity(line: Number, own: Judged, ear: str) -> Number:
    """Within each class, averaged over the classes: that classes differ from each other is no merit of a system."""
    line = replace(line, measure=DIVERSITY)
    rows = [_rows(own.labels, label) for label in sorted(set(own.labels))]
    some = [one for one in rows if len(one) >= FEWEST]
    if not some:
        return replace(line, note=f"no class has {FEWEST} sounds")

    def of(heard: Heard) -> tuple[float, float]:
        found = [diversity(heard.some(one, ear)) for one in some]
        values = [one.value for one in found if one is not None]
        errors = [one.spread for one in found if one is not None]
        return float(np.mean(values)), float(np.sqrt(np.sum(np.square(errors)))) / len(errors)

    return _averaged(line, [of(one) for one in own.sets], [])


def _costs(line: Number, own: Judged) -> list[Number]:
    sets = own.sets
    measures: tuple[tuple[str, Callable[[Heard], float]], ...] = (
        (SECONDS, lambda one: one.seconds),
        (CANDIDATES, lambda one: float(one.candidates.mean())),
        (PASSED, lambda one: float(one.passed.mean()) if one.passed.size else NAN),
    )
    return [
        replace(
            line,
            measure=name,
            value=float(np.median([of(one) for one in sets]))
            if name == SECONDS
            else float(np.mean([of(one) for one in sets])),
            spread=_deviation([of(one) for one in own.samplings]),
        )
        for name, of in measures
    ]


def _averaged(line: Number, pairs: Sequence[tuple[float, float]], others: Sequence[float]) -> Number:
    """Mean over training seeds. They share recordings and prompts, so their errors are not averaged away."""
    value, error = (float(np.mean([pair[place] for pair in pairs])) for place in (0, 1))
    if not math.isfinite(value):
        return replace(line, note="too few sounds or recordings, or recordings that are all alike")
    half = NORMAL_95 * error
    return replace(line, value=value, low=value - half, high=value + half, spread=_deviation(others))


def _kad_of(sounds: Array, reference: Array, *, resamplings: int = 100) -> tuple[float, float]:
    try:
        found = kad(sounds, reference, resamplings=resamplings)
    except RequestError:
        return NAN, NAN
    return (NAN, NAN) if found is None else (found.value, found.spread)


def _deviation(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else NAN


def _rows(labels: Sequence[str], label: str) -> list[int]:
    return [row for row, one in enumerate(labels) if one == label]
