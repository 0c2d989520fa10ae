"""Bootstrap: how sure a mean, or the difference of two systems, is over other clips and other seeds.

Two systems are compared in pairs: element (seed, clip) of the one and of the other were made from the same prompt and
the same noise. In each resampling, seeds and clips are drawn with replacement, independently of each other, and the
same draw counts for both systems; what they have in common cancels. Where several takes were made of a clip's prompt,
all of them come with the clip: how far they scatter is in the scatter of the clips already, and drawing among them as
well would count it twice (Davison and Hinkley 1997, 3.8). Intervals are percentiles of the resamplings, 2.5
and 97.5. With few seeds they are a little too short (five seeds: standard deviations over seeds by about a tenth),
as of every bootstrap.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError
from foley_models.evaluation.kernel_distance import FEWEST, SCALE, kernels_of_takes, reference_bandwidth

Array = NDArray[np.float64]

RESAMPLINGS = 2000
PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True)
class Interval:
    """What was measured on all the data, and the 95 % interval over resamplings."""

    mean: float
    low: float
    high: float

    @property
    def above_zero(self) -> bool:
        """Whether the whole interval is."""
        return self.low > 0.0

    @property
    def below_zero(self) -> bool:
        """Whether the whole interval is."""
        return self.high < 0.0


def paired_kad_difference(
    before: Array, after: Array, reference: Array, *, resamplings: int = RESAMPLINGS, seed: int = 0
) -> Interval:
    """KAD(after) - KAD(before) to `reference`, times 1000: below zero where `after` is nearer to the recordings.

    `before` and `after` are embeddings (seed, clip, size), or (seed, take, clip, size), in the same order, `reference`
    (clip, size). The KAD of a system is the mean over its seeds of the KAD of that seed's clips, so clips of different
    seeds never meet in the kernel. A system without seeds of its own (the untrained one) may be given with one: it
    stands for every seed. Each resampling draws seeds, clips and reference clips with replacement; a clip drawn twice
    weighs double, but a pair of it with itself is left out like on the diagonal, which keeps the estimate unbiased. The
    bandwidth is the median distance of the whole reference throughout. `mean` is the difference on all data.

    RequestError where the shapes do not fit, or there are fewer than four clips or reference clips.
    """
    before, after = _with_takes(before), _with_takes(after)
    reference = np.asarray(reference, dtype=np.float64)
    _check_embeddings(before, after, reference)
    seeds = max(len(before), len(after))
    bandwidth = reference_bandwidth(reference)
    within, across = _kernel_changes(before, after, reference, bandwidth=bandwidth)
    random = np.random.default_rng(seed)
    clips = _weights(before.shape[2], resamplings, random, distinct=2)
    references = _weights(len(reference), resamplings, random)
    drawn = _differences(within, across, clips, references=references)
    (whole,) = _differences(within, across, np.ones((1, before.shape[2])), references=np.ones((1, len(reference))))
    means = (_weights(seeds, resamplings, random) * drawn).sum(axis=1) / seeds
    return _interval(SCALE * float(whole.mean()), SCALE * means)


def paired_class_kad_difference(
    before: Array,
    after: Array,
    reference: Array,
    *,
    classes: Sequence[str],
    reference_classes: Sequence[str],
    resamplings: int = RESAMPLINGS,
    seed: int = 0,
) -> Interval:
    """The mean over classes of KAD(after) - KAD(before), each class against its own recordings, times 1000.

    As the papers' tables count: a class is judged by how near it is to recordings of that class, and all classes weigh
    alike. Shapes and draws are those of `paired_kad_difference`; `classes` (clip,) and `reference_classes` name each
    clip's. Seeds are drawn once for all classes, clips and reference clips within each class, and the bandwidth is the
    whole reference's. Classes with fewer than four clips or reference clips are left out.

    RequestError where the shapes do not fit, or no class is left.
    """
    before, after = _with_takes(before), _with_takes(after)
    reference = np.asarray(reference, dtype=np.float64)
    _check_embeddings(before, after, reference)
    kept = judged_classes(classes, reference_classes)
    if not kept:
        raise RequestError(f"no class has {FEWEST} clips and {FEWEST} reference clips; give more of them")
    bandwidth, random = reference_bandwidth(reference), np.random.default_rng(seed)
    seed_draws = _weights(max(len(before), len(after)), resamplings, random)
    own, other = np.asarray(classes), np.asarray(reference_classes)
    whole, drawn = 0.0, np.zeros((resamplings, seed_draws.shape[1]))
    for name in kept:
        rows, against = own == name, reference[other == name]
        within, across = _kernel_changes(before[:, :, rows], after[:, :, rows], against, bandwidth=bandwidth)
        clips = _weights(int(rows.sum()), resamplings, random, distinct=2)
        references = _weights(len(against), resamplings, random)
        drawn += _differences(within, across, clips, references=references) / len(kept)
        ones = _differences(within, across, np.ones((1, clips.shape[1])), references=np.ones((1, references.shape[1])))
        whole += float(ones.mean()) / len(kept)
    means = (seed_draws * drawn).sum(axis=1) / seed_draws.shape[1]
    return _interval(SCALE * whole, SCALE * means)


def judged_classes(classes: Sequence[str], reference_classes: Sequence[str]) -> tuple[str, ...]:
    """Classes with enough clips on both sides for a distance, sorted."""
    own, other = Counter(classes), Counter(reference_classes)
    return tuple(name for name in sorted(own) if min(own[name], other[name]) >= FEWEST)


def paired_mean_difference(before: Array, after: Array, *, resamplings: int = RESAMPLINGS, seed: int = 0) -> Interval:
    """Mean of after - before, both numbers (seed, clip) in the same order; (1, clip) stands for every seed.

    Seeds and clips are drawn with replacement in each resampling. RequestError where the shapes do not fit.
    """
    before, after = (np.asarray(one, dtype=np.float64) for one in (before, after))
    if before.ndim != 2 or after.ndim != 2 or 0 in (*before.shape, *after.shape) or not _pairs(before, after):
        raise RequestError(
            f"numbers of the shapes {before.shape} and {after.shape} cannot be compared in pairs; both must be "
            "(seed, clip), with the same clips and as many seeds, or one"
        )
    return mean_interval(after - before, resamplings=resamplings, seed=seed)


def mean_interval(values: Array, *, resamplings: int = RESAMPLINGS, seed: int = 0) -> Interval:
    """Mean of numbers (clip,) or (seed, clip), over clips, and seeds, drawn with replacement. RequestError of none."""
    values = np.atleast_2d(np.asarray(values, dtype=np.float64))
    if values.ndim != 2 or values.size == 0:
        raise RequestError(f"numbers of the shape {values.shape} have no mean; give (clip,) or (seed, clip)")
    random = np.random.default_rng(seed)
    clips = _weights(values.shape[1], resamplings, random)
    seeds = _weights(len(values), resamplings, random)
    drawn = np.einsum("bs,sc,bc->b", seeds, values, clips, optimize=True) / values.size
    return _interval(float(values.mean()), drawn)


def _kernel_changes(before: Array, after: Array, reference: Array, *, bandwidth: float) -> tuple[Array, Array]:
    """What changed from before to after: (seed, clip, clip) within each seed, (seed, clip, reference) to the reference.

    Both are (seed, take, clip, size); the pairs of a clip with itself are zero. The reference's own kernel is the same
    in both, so it cancels.
    """

    def kernels(system: Array) -> tuple[Array, Array]:
        found = [kernels_of_takes(takes, reference, bandwidth) for takes in system]
        return np.stack([within for within, _ in found]), np.stack([across for _, across in found])

    (within_before, across_before), (within_after, across_after) = kernels(before), kernels(after)
    return within_after - within_before, across_after - across_before


def _differences(within: Array, across: Array, clips: Array, *, references: Array) -> Array:
    """Difference of the distances of each resampling and seed, under weights (resampling, clip or reference)."""
    drawn = np.empty((len(clips), len(within)))
    total = clips.sum(axis=1)
    pairs = total**2 - np.square(clips).sum(axis=1)
    for number in range(len(within)):
        inside = np.einsum("bi,bi->b", clips @ within[number], clips) / pairs
        between = np.einsum("bi,bi->b", clips @ across[number], references) / (total * references.sum(axis=1))
        drawn[:, number] = inside - 2.0 * between
    return drawn


def _weights(count: int, resamplings: int, random: np.random.Generator, *, distinct: int = 1) -> Array:
    """How often each of `count` is drawn in each resampling; a draw of fewer than `distinct` different is repeated."""
    weights = random.multinomial(count, np.full(count, 1.0 / count), size=resamplings).astype(np.float64)
    while len(poor := np.flatnonzero((weights > 0).sum(axis=1) < distinct)):
        weights[poor] = random.multinomial(count, np.full(count, 1.0 / count), size=len(poor))
    return weights


def _with_takes(system: Array) -> Array:
    """Embeddings (seed, take, clip, size) of those, or of (seed, clip, size), which is one take of each."""
    system = np.asarray(system, dtype=np.float64)
    return system[:, None] if system.ndim == 3 else system


def _check_embeddings(before: Array, after: Array, reference: Array) -> None:
    if before.ndim != 4 or after.ndim != 4 or reference.ndim != 2 or 0 in before.shape or not _pairs(before, after):
        raise RequestError(
            f"embeddings of the shapes {before.shape} and {after.shape} cannot be compared in pairs; both must be "
            "(seed, clip, size) or (seed, take, clip, size), with the same clips and as many seeds, or one"
        )
    if before.shape[3] != reference.shape[1]:
        raise RequestError(
            f"the sounds' embeddings have {before.shape[3]} numbers, the reference's {reference.shape[1]}; "
            "both must come from one ear"
        )
    if min(before.shape[2], len(reference)) < FEWEST:
        raise RequestError(
            f"{before.shape[2]} clips and {len(reference)} reference clips are too few for a distance; "
            f"give at least {FEWEST} of each"
        )


def _pairs(before: Array, after: Array) -> bool:
    seeds = {len(before), len(after)}
    return before.shape[1:] == after.shape[1:] and 0 not in seeds and len(seeds - {1}) <= 1


def _interval(mean: float, drawn: Array) -> Interval:
    low, high = np.percentile(drawn, PERCENTILES)
    return Interval(mean, float(low), float(high))
