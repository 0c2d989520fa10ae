"""The table of the systems: distance to held-out recordings, what training gained, and whether the loss helped."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.fine_tuning.listening import Listened
from benchmarks.fine_tuning.systems import BEFORE
from foley_models.evaluation.frechet import fad
from foley_models.evaluation.kernel_distance import SCALE, mmd_of_takes, reference_bandwidth
from foley_models.evaluation.resampling import (
    Interval,
    judged_classes,
    paired_class_kad_difference,
    paired_kad_difference,
    paired_mean_difference,
)

Array = NDArray[np.float64]
FAD_DIMENSIONS = 16
# a system with the latent CLAP loss, and the same without it
PAIRS = (("+Latent", "LDM"), ("+Tuning+Latent", "+Tuning"))


@dataclass(frozen=True)
class Judge:
    """Held-out recordings as an ear hears them (clip, size), and their categories; the sounds are in their order."""

    reference: Array
    categories: tuple[str, ...]

    def pooled(self, before: Array, after: Array) -> Interval:
        """Difference of the distances of all sounds (seed, take, clip, size) to all recordings."""
        return paired_kad_difference(before, after, self.reference)

    def by_class(self, before: Array, after: Array) -> Interval:
        """Mean over categories of the difference of the distances to the recordings of that category."""
        return paired_class_kad_difference(
            before, after, self.reference, classes=self.categories, reference_classes=self.categories
        )


@dataclass(frozen=True)
class Line:
    """One system: mean over seeds, and its difference to the pack before training (below zero is nearer)."""

    system: str
    filtered: bool
    seeds: int
    takes: int
    kad: float
    kad_of_seeds: tuple[float, ...]
    class_kad: float
    fad: float
    gain: Interval | None
    class_gain: Interval | None
    score: float
    score_gain: Interval | None
    seconds_per_clip: float


@dataclass(frozen=True)
class Verdict:
    """A system with the latent CLAP loss against the same without it; below zero is nearer to the recordings."""

    system: str
    against: str
    pooled: Interval
    by_class: Interval
    gain: float  # mean over categories: before less without the loss
    bound_met: bool  # the upper bound of the loss is under a tenth of the gain


def lines(heard: Mapping[str, Sequence[Listened]], judge: Judge) -> list[Line]:
    """A line for each system without, and where pools were heard with, the filter."""
    ways = (False, True) if any(one.pool for one in heard[BEFORE]) else (False,)
    return [_line(name, heard, judge, filtered=filtered) for filtered in ways for name in heard]


def verdicts(heard: Mapping[str, Sequence[Listened]], judge: Judge) -> list[Verdict]:
    """What the latent CLAP loss did, without any filter."""
    found = []
    for name, without in PAIRS:
        if name not in heard or without not in heard:
            continue
        rows, plain, before = (stacked(heard[one]) for one in (name, without, BEFORE))
        by_class, gain = judge.by_class(plain, rows), -judge.by_class(before, plain).mean
        found.append(
            Verdict(name, without, judge.pooled(plain, rows), by_class, gain, bound_met=by_class.high < 0.1 * gain)
        )
    return found


def stacked(heard: Sequence[Listened], *, filtered: bool = False) -> Array:
    """Embeddings (seed, take, clip, size); with `filtered` those of the seeds that were heard with the filter."""
    if not filtered:
        return np.stack([one.unfiltered for one in heard])
    return np.stack([one.filtered for one in heard if one.pool])


def _line(name: str, heard: Mapping[str, Sequence[Listened]], judge: Judge, *, filtered: bool) -> Line:
    own, before = heard[name], heard[BEFORE]
    rows, base = stacked(own, filtered=filtered), stacked(before, filtered=filtered)
    distances = tuple(_kad(one, judge.reference) for one in rows)
    trained = name != BEFORE
    return Line(
        system=name,
        filtered=filtered,
        seeds=len(rows),
        takes=rows.shape[1],
        kad=float(np.mean(distances)),
        kad_of_seeds=distances,
        class_kad=float(np.mean([_class_kad(one, judge) for one in rows])),
        fad=float(np.mean([_fad(take, judge.reference) for one in rows for take in one])),
        gain=judge.pooled(base, rows) if trained else None,
        class_gain=judge.by_class(base, rows) if trained else None,
        score=float(_scores(own).mean()),
        score_gain=paired_mean_difference(_scores(before), _scores(own)) if trained else None,
        seconds_per_clip=float(
            np.median([one.seconds_per_clip(filtered=filtered) for one in own if one.pool or not filtered])
        ),
    )


def _scores(heard: Sequence[Listened]) -> Array:
    return np.stack([one.scores for one in heard])


def _kad(takes: Array, reference: Array) -> float:
    return SCALE * mmd_of_takes(takes, reference, reference_bandwidth(reference))


def _class_kad(takes: Array, judge: Judge) -> float:
    """Mean over categories of the distance to the recordings of that category, with the whole reference's bandwidth."""
    names, bandwidth = np.asarray(judge.categories), reference_bandwidth(judge.reference)
    return SCALE * float(
        np.mean(
            [
                mmd_of_takes(takes[:, names == name], judge.reference[names == name], bandwidth)
                for name in judged_classes(judge.categories, judge.categories)
            ]
        )
    )


def _fad(rows: Array, reference: Array) -> float:
    """After projecting on the reference's main axes: of fewer than 200 clips it is a hint, no judge."""
    return fad(list(rows[:, None]), list(reference[:, None]), dimensions=FAD_DIMENSIONS, resamplings=2).value


def as_markdown(found: Sequence[Line], judged: Sequence[Verdict]) -> str:
    """Both tables for people."""
    head = (
        "| system | filter | seeds x takes | KAD by class | difference to before | KAD pooled | "
        "difference to before | FAD | CLAP score | seconds a clip |\n" + "| --- " * 10 + "|\n"
    )
    rows = "".join(
        f"| {one.system} | {'best of the pool' if one.filtered else 'none'} | {one.seeds} x {one.takes} | "
        f"{one.class_kad:.1f} | {_shown(one.class_gain)} | {one.kad:.1f} | {_shown(one.gain)} | {one.fad:.2f} | "
        f"{one.score:.3f} | {one.seconds_per_clip:.2f} |\n"
        for one in found
    )
    said = "".join(
        f"- {one.system} against {one.against}, without filter: by class {_shown(one.by_class)}, pooled "
        f"{_shown(one.pooled)}; a tenth of the gain by class is {0.1 * one.gain:.1f}: "
        f"{'held' if one.bound_met else 'not held'}\n"
        for one in judged
    )
    return f"{head}{rows}\n{said}"


def as_json(found: Sequence[Line], judged: Sequence[Verdict]) -> dict[str, object]:
    """Both tables for programs."""
    return {"lines": [asdict(one) for one in found], "verdicts": [asdict(one) for one in judged]}


def _shown(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.mean:+.1f} [{interval.low:+.1f}, {interval.high:+.1f}]"
