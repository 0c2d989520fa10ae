"""What the ear's judgements amount to: shares that fit, distances, copies, and whether the bar is met."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from benchmarks.copies import Nearest, near_copy_threshold
from benchmarks.families import JUDGED_FAMILIES
from benchmarks.fitting import Fitting, confusion
from benchmarks.sounds import TRIVIAL_SIGNALS
from benchmarks.yamnet_judge import Heard
from foley_models.evaluation.kernel_distance import FEWEST, SCALE, Kad, kad, reference_bandwidth, unbiased_mmd

OURS, REAL, MISMATCHED = "ours", "real", "mismatched"
SOURCES: tuple[str, ...] = (OURS, REAL, MISMATCHED, *TRIVIAL_SIGNALS)
LEAST_MATCHED, LEAST_ABOVE_MISMATCHED = 0.30, 0.15
HeardBy = Mapping[str, Sequence[Heard]]  # by family, or by name of a signal


@dataclass(frozen=True)
class Share:
    """Share of sounds whose top five fit a family, in [0, 1], and of how many; None of none."""

    lenient: float | None
    strict: float | None
    sounds: int


@dataclass(frozen=True)
class Distances:
    """Kernel audio distances to the real clips: of our takes, and of clips from training."""

    ours: Kad | None
    train: Kad | None
    real_clips: int


@dataclass(frozen=True)
class NearestFamily:
    """Kernel distances (times 1000) of a family's takes to its own real clips, and to the family whose are nearest."""

    own: float
    family: str
    distance: float


@dataclass(frozen=True)
class CopyRow:
    """Distances to the nearest training clip: of our takes of a family, and of real validation clips of it."""

    ours_least: float | None
    ours_median: float | None
    real_least: float | None
    real_median: float | None


@dataclass(frozen=True)
class NearCopy:
    """A sound under the threshold, and the training clip it is near to."""

    sound: str
    clip: str
    distance: float


@dataclass(frozen=True)
class Copies:
    """The copy detector's findings."""

    threshold: float
    rows: dict[str, CopyRow]
    near: list[NearCopy]  # among our takes
    near_real: list[NearCopy]  # among validation clips: the same recording in both splits
    thresholds: dict[str, float] = field(default_factory=dict)  # of families whose real hits are laid out in a row


@dataclass(frozen=True)
class Bar:
    """One condition, what was measured, and whether it holds."""

    says: str
    measured: str
    met: bool


def share_of(fitting: Fitting, heard: Sequence[Heard], family: str) -> Share:
    """How many sounds fit a family."""
    tops = [one.top for one in heard]
    lenient, strict = (fitting.share(tops, family, strict=strict) for strict in (False, True))
    return Share(lenient, strict, len(tops))


def all_shares(fitting: Fitting, ours: HeardBy, real: HeardBy, trivial: HeardBy) -> dict[str, dict[str, Share]]:
    """Shares by source and family. Mismatched: our takes of the other judged families, judged as this one."""
    shares: dict[str, dict[str, Share]] = {source: {} for source in SOURCES}
    for family in ours:
        others = [one for other in ours if other != family and other in JUDGED_FAMILIES for one in ours[other]]
        heard = {OURS: ours[family], REAL: real.get(family, ()), MISMATCHED: others, **trivial}
        for source in SOURCES:
            shares[source][family] = share_of(fitting, heard[source], family)
    return shares


def average(shares: Mapping[str, Share], *, strict: bool) -> float | None:
    """Mean over the judged families, each counting once; None where there is none."""
    values = [share.strict if strict else share.lenient for name, share in shares.items() if name in JUDGED_FAMILIES]
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def confusions(fitting: Fitting, ours: HeardBy, real: HeardBy) -> dict[str, dict[str, dict[str, float]]]:
    """Lenient confusion matrices of our takes and of real clips."""
    both = {OURS: ours, REAL: real}
    return {
        name: confusion(fitting, {family: [one.top for one in heard[family]] for family in heard}, strict=False)
        for name, heard in both.items()
    }


def all_distances(ours: HeardBy, train: HeardBy, real: HeardBy) -> dict[str, Distances]:
    """Distances by family, and under `pooled` those of all judged families together."""
    judged = [family for family in ours if family in JUDGED_FAMILIES]
    groups = {family: [family] for family in ours} | {"pooled": judged}
    rows = {}
    for name, families in groups.items():
        reference = _embeddings(real, families)
        own, trained = (kad(_embeddings(heard, families), reference) for heard in (ours, train))
        rows[name] = Distances(own, trained, real_clips=len(reference))
    return rows


def nearest_families(ours: HeardBy, real: HeardBy) -> dict[str, NearestFamily]:
    """Which judged family's real clips each judged family's takes are nearest to, one bandwidth for all.

    Families of fewer than FEWEST takes or clips are left out.
    """
    takes, clips = (
        {family: _embeddings(heard, [family]) for family in JUDGED_FAMILIES if len(heard.get(family, ())) >= FEWEST}
        for heard in (ours, real)
    )
    if not clips:
        return {}
    bandwidth = reference_bandwidth(np.concatenate(list(clips.values())))
    found = {}
    for family in takes:
        if family in clips:
            far = {other: SCALE * unbiased_mmd(takes[family], rows, bandwidth) for other, rows in clips.items()}
            nearest = min(far, key=lambda other: far[other])
            found[family] = NearestFamily(far[family], nearest, far[nearest])
    return found


def find_copies(
    ours: Mapping[str, Sequence[tuple[str, Nearest | None]]],
    real: Mapping[str, Sequence[tuple[str, Nearest | None]]],
    clip_names: Sequence[str],
    in_a_row: Callable[[str, float], Sequence[Nearest | None]] = lambda _family, _threshold: (),
) -> Copies:
    """Copies among named sounds by family; the threshold comes from all the real ones together.

    A walk has ten steps, each of which may come near to some training hit: that of a family whose real hits are laid
    out comes from real hits `in_a_row`, which is told the family and the threshold under which a hit is itself a copy.
    It is never above that of all.
    """
    all_real = [pair for pairs in real.values() for pair in pairs]
    threshold = near_copy_threshold([found.distance for _, found in all_real if found is not None])
    thresholds = {}
    for family in ours:
        rows_of = [found.distance for found in in_a_row(family, threshold) if found is not None]
        if rows_of:
            thresholds[family] = min(threshold, near_copy_threshold(rows_of))
    rows = {
        family: CopyRow(*_least_and_median(pairs), *_least_and_median(real.get(family, ())))
        for family, pairs in ours.items()
    }
    near = [
        one for family, pairs in ours.items() for one in _near(pairs, thresholds.get(family, threshold), clip_names)
    ]
    near.sort(key=lambda one: one.distance)
    return Copies(threshold, rows, near, _near(all_real, threshold, clip_names), thresholds)


def bars(shares: Mapping[str, Mapping[str, Share]], copies: Copies) -> list[Bar]:
    """The conditions of the first version, on the lenient averages over the judged families."""
    means = {source: average(shares[source], strict=False) for source in SOURCES}
    ours, mismatched = means[OURS] or 0.0, means[MISMATCHED] or 0.0
    trivial = max(TRIVIAL_SIGNALS, key=lambda name: means[name] or 0.0)
    best = means[trivial] or 0.0
    return [
        Bar(f"matched at least {LEAST_MATCHED:.2f}", f"{ours:.3f}", met=ours >= LEAST_MATCHED),
        Bar(
            f"matched at least {LEAST_ABOVE_MISMATCHED:.2f} above mismatched",
            f"{ours:.3f} - {mismatched:.3f} = {ours - mismatched:.3f}",
            met=ours - mismatched >= LEAST_ABOVE_MISMATCHED,
        ),
        Bar("matched above the best trivial signal", f"{ours:.3f} against {best:.3f} ({trivial})", met=ours > best),
        Bar("no near-copy of a training clip", f"{len(copies.near)} found", met=not copies.near),
    ]


def _embeddings(heard: HeardBy, families: Sequence[str]) -> NDArray[np.float64]:
    rows = [one.embedding for family in families for one in heard.get(family, ())]
    return np.stack(rows) if rows else np.zeros((0, 1))


def _least_and_median(pairs: Sequence[tuple[str, Nearest | None]]) -> tuple[float | None, float | None]:
    distances = [found.distance for _, found in pairs if found is not None]
    return (min(distances), float(np.median(distances))) if distances else (None, None)


def _near(pairs: Sequence[tuple[str, Nearest | None]], threshold: float, clip_names: Sequence[str]) -> list[NearCopy]:
    near = [
        NearCopy(name, clip_names[found.clip], found.distance)
        for name, found in pairs
        if found is not None and found.distance < threshold
    ]
    return sorted(near, key=lambda one: one.distance)
