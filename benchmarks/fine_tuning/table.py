"""The table of the systems: distance to held-out recordings, what training gained, and whether the loss helped."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.fine_tuning.systems import BEFORE, Listened
from foley_models.evaluation.frechet import fad
from foley_models.evaluation.kernel_distance import kad
from foley_models.evaluation.resampling import Interval, paired_kad_difference, paired_mean_difference

Array = NDArray[np.float64]
FAD_DIMENSIONS = 16
# a system with the latent CLAP loss, and the same without it
PAIRS = (("+Latent", "LDM"), ("+Tuning+Latent", "+Tuning"))


@dataclass(frozen=True)
class Line:
    """One system: mean over seeds, and its difference to the pack before training."""

    system: str
    filtered: bool
    kad: float
    kad_of_seeds: tuple[float, ...]
    fad: float
    gain: Interval | None  # KAD of the system less that of before: below zero is nearer
    score: float
    score_gain: Interval | None
    seconds_per_clip: float


@dataclass(frozen=True)
class Verdict:
    """A system with the latent CLAP loss against the same without it."""

    system: str
    against: str
    loss: Interval  # KAD with the loss less KAD without: below zero is nearer
    gain: float  # KAD before less KAD without the loss
    bound_met: bool  # the upper bound of the loss is under a tenth of the gain


def lines(heard: Mapping[str, Sequence[Listened]], reference: Array) -> list[Line]:
    """A line for each system without and with the filter."""
    return [_line(name, heard, reference, filtered=filtered) for filtered in (False, True) for name in heard]


def verdicts(heard: Mapping[str, Sequence[Listened]], reference: Array) -> list[Verdict]:
    """What the latent CLAP loss did, without any filter."""
    found = []
    for name, without in PAIRS:
        if name not in heard or without not in heard:
            continue
        loss = paired_kad_difference(stacked(heard[without]), stacked(heard[name]), reference)
        gain = -paired_kad_difference(stacked(heard[BEFORE]), stacked(heard[without]), reference).mean
        found.append(Verdict(name, without, loss, gain, loss.high < 0.1 * gain))
    return found


def stacked(heard: Sequence[Listened], *, filtered: bool = False) -> Array:
    """Embeddings (seed, clip, size)."""
    return np.stack([one.filtered if filtered else one.unfiltered for one in heard])


def _line(name: str, heard: Mapping[str, Sequence[Listened]], reference: Array, *, filtered: bool) -> Line:
    own, before = heard[name], heard[BEFORE]
    rows = stacked(own, filtered=filtered)
    distances = tuple(_kad(one, reference) for one in rows)
    gain = score_gain = None
    if name != BEFORE:
        gain = paired_kad_difference(stacked(before, filtered=filtered), rows, reference)
        score_gain = paired_mean_difference(_scores(before), _scores(own))
    seconds = [one.filtered_s if filtered else one.unfiltered_s for one in own]
    return Line(
        system=name,
        filtered=filtered,
        kad=float(np.mean(distances)),
        kad_of_seeds=distances,
        fad=float(np.mean([_fad(one, reference) for one in rows])),
        gain=gain,
        score=float(_scores(own).mean()),
        score_gain=score_gain,
        seconds_per_clip=float(np.median(seconds)),
    )


def _scores(heard: Sequence[Listened]) -> Array:
    return np.stack([one.scores for one in heard])


def _kad(rows: Array, reference: Array) -> float:
    found = kad(rows, reference)
    return float("nan") if found is None else found.value


def _fad(rows: Array, reference: Array) -> float:
    """After projecting on the reference's main axes: of fewer than 200 clips it is a hint, no judge."""
    return fad(list(rows[:, None]), list(reference[:, None]), dimensions=FAD_DIMENSIONS, resamplings=2).value


def as_markdown(found: Sequence[Line], judged: Sequence[Verdict]) -> str:
    """Both tables for people."""
    head = (
        "| system | filter | KAD | difference to before | FAD | CLAP score | seconds a clip |\n" + "| --- " * 7 + "|\n"
    )
    rows = "".join(
        f"| {one.system} | {'best of the pool' if one.filtered else 'none'} | {one.kad:.1f} "
        f"({', '.join(f'{value:.0f}' for value in one.kad_of_seeds)}) | {_shown(one.gain)} | {one.fad:.2f} | "
        f"{one.score:.3f} | {one.seconds_per_clip:.2f} |\n"
        for one in found
    )
    said = "".join(
        f"- {one.system} against {one.against}, without filter: KAD {_shown(one.loss)}; a tenth of the gain is "
        f"{0.1 * one.gain:.1f}: {'held' if one.bound_met else 'not held'}\n"
        for one in judged
    )
    return f"{head}{rows}\n{said}"


def as_json(found: Sequence[Line], judged: Sequence[Verdict]) -> dict[str, object]:
    """Both tables for programs."""
    return {"lines": [asdict(one) for one in found], "verdicts": [asdict(one) for one in judged]}


def _shown(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval.mean:+.1f} [{interval.low:+.1f}, {interval.high:+.1f}]"
