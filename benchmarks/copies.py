"""Copy detector: how near each sound comes to its nearest clip of a training set, wherever in time they match.

Distance of two fingerprints x and y at a time shift, over the cells of the overlap in which either sounds:

    1 - 2 cov(x, y) / (var(x) + var(y))

0 for the same sound at any level, 1 for unrelated ones. The overlap must be at least a second, or the whole of the
shorter one, and hold a quarter of the sounding cells of one of the two. The distance of a pair is the least over
all shifts by frames; that of a sound to a set the least over the set's clips, and over variants of the sound: half
a frame later, and up to two semitones higher and lower, as far as the training varies the pitch.

Near-copies lie below a threshold taken from independent recordings (`validation`, whose groups are in no other
split): NEAR_FACTOR times the 5th percentile of their distances. Measured on `train` and `validation` of the
recordings: 80 training clips moved by 0.3 s, 6 dB lower and with noise 20 dB under them lie at 0.00 to 0.08; of 220
independent clips three lie below 0.03 and turn out to be the same recordings under another name, all others above
0.095; the threshold is 0.093. So the percentile is the fifth: the first would stand on those three.
What it does not find: a copy whose pace was changed by other than whole semitones, where it is long and steady.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch

from benchmarks.fingerprints import HOP_SAMPLES, RATE_HZ, Fingerprint, Variant, fingerprint
from benchmarks.sounds import Sound, loudest_window
from benchmarks.track import correlate, lay_out, running_sums, spectra_of_blocks
from foley_models.errors import RequestError

LEAST_OVERLAP_FRAMES = round(1.0 * RATE_HZ / HOP_SAMPLES)
LEAST_COVERED = 0.25
LONGEST_S = 4.0
AS_IT_IS = Variant()
VARIANTS: tuple[Variant, ...] = (
    AS_IT_IS,
    Variant(later_samples=HOP_SAMPLES // 2),
    *(Variant(semitones) for semitones in (-2.0, -1.0, 1.0, 2.0)),
)
FINGERPRINTS_AT_ONCE = 24
NEAR_PERCENTILE, NEAR_FACTOR = 5.0, 0.75


@dataclass(frozen=True)
class Nearest:
    """The training clip nearest to a sound: the distance (0 the same, 1 unrelated) and the clip's number in the set."""

    distance: float
    clip: int


def _no_report(fraction: float) -> None:
    """Nobody listens."""


class CopyDetector:
    """Knows a training set and finds the nearest of its clips to any sound (of a long one, to its loudest 4 s)."""

    def __init__(self, clips: Sequence[Sound], on_progress: Callable[[float], None] = _no_report) -> None:
        prints: list[Fingerprint | None] = []
        for clip in clips:
            prints.append(fingerprint(clip))
            on_progress(len(prints) / len(clips))
        self._track = lay_out(prints)
        cells = self._track.cells
        self._spectra, self._sounding_spectra = spectra_of_blocks(cells), spectra_of_blocks((cells > 0.0).float())
        self._sums = running_sums(cells)

    def nearest(
        self, sounds: Sequence[Sound], on_progress: Callable[[float], None] = _no_report
    ) -> list[Nearest | None]:
        """The nearest clip of each sound; None for a silent one, which is a copy of nothing."""
        prints = [
            (number, made)
            for number, sound in enumerate(sounds)
            for variant in VARIANTS
            if (made := fingerprint(loudest_window(sound, LONGEST_S), variant)) is not None
        ]
        best: list[Nearest | None] = [None] * len(sounds)
        for first in range(0, len(prints), FINGERPRINTS_AT_ONCE):
            batch = prints[first : first + FINGERPRINTS_AT_ONCE]
            for (number, _), found in zip(batch, self._nearest_of([made for _, made in batch]), strict=True):
                best[number] = _nearer(best[number], found)
            on_progress((first + len(batch)) / len(prints))
        return best

    def _nearest_of(self, prints: Sequence[Fingerprint]) -> list[Nearest]:
        longest = max(made.frames for made in prints)
        stacked = torch.stack([torch.nn.functional.pad(made.cells, (0, longest - made.frames)) for made in prints])
        products = correlate(stacked, self._spectra)
        shared = correlate((stacked > 0.0).float(), self._sounding_spectra)
        return [self._best_shift(*group) for group in zip(prints, products, shared, strict=True)]

    def _best_shift(self, made: Fingerprint, products: torch.Tensor, shared: torch.Tensor) -> Nearest:
        """`products` and `shared`: sums of x * y and of cells that sound in both, at every shift (shift,)."""
        track = self._track
        shifts = torch.arange(len(track.clip))
        low, high = torch.maximum(shifts, track.start), torch.minimum(shifts + made.frames, track.end)
        least = track.sounding.clamp_max(min(LEAST_OVERLAP_FRAMES, made.sounding_frames))
        allowed = torch.nonzero(high - low >= least).flatten()
        low, high, shifts = low[allowed], high[allowed], shifts[allowed]
        sums = running_sums(made.cells)
        own, other = sums[:, high - shifts] - sums[:, low - shifts], self._sums[:, high] - self._sums[:, low]
        cells = (own[0] + other[0] - shared[allowed]).clamp_min(1.0)
        spread = own[2] + other[2] - (own[1].square() + other[1].square()) / cells
        covariance = products[allowed] - own[1] * other[1] / cells
        distance = 1.0 - 2.0 * covariance / spread.clamp_min(1.0)
        all_of_other = self._sums[0, track.end] - self._sums[0, track.start]
        covered = torch.maximum(own[0] / sums[0, -1], other[0] / all_of_other[allowed])
        distance[covered < LEAST_COVERED] = torch.inf
        best = int(distance.argmin())
        return Nearest(float(distance[best].clamp_min(0.0)), int(track.clip[allowed[best]]))


def near_copy_threshold(real_distances: Sequence[float]) -> float:
    """What is nearer than this is a near-copy, by the distances of independent recordings to the same set."""
    if not real_distances:
        raise RequestError("there are no distances of independent recordings, so no scale for near-copies; add some")
    return NEAR_FACTOR * float(torch.tensor(real_distances, dtype=torch.float64).quantile(NEAR_PERCENTILE / 100.0))


def _nearer(one: Nearest | None, other: Nearest) -> Nearest:
    return other if one is None or other.distance < one.distance else one
