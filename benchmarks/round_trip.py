"""Real clips through a pack's codec and vocoder: python -m benchmarks.round_trip --ear FOLDER --audio FOLDER.

The same clips as `benchmarks.ear` judges by (validation and studio, at most sixteen a family, no longer than a take).
The ear agrees where a class of the family was among its first five before and is after log-mel, codec and vocoder.
Stricter, and beside it: whether the class that it found first is among the five afterwards, and the share of both fives
that is the same; last the distance of spectrograms at four resolutions. The reference is the clip at the pack's rate.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
import torch

from benchmarks.ear import SECONDS
from benchmarks.ear_report import table
from benchmarks.families import JUDGED_FAMILIES
from benchmarks.fitting import Fitting, load_fitting
from benchmarks.real_clips import real_clips
from benchmarks.sounds import Sound, by_family, resample
from benchmarks.yamnet_judge import YamnetJudge, load_judge
from foley_bridge.progress import shown_progress
from foley_models.errors import FoleyError
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import find_pack
from foley_models.recipe.recordings import read_manifest
from foley_models.training.sound_losses import spectral_errors

LEAST_AGREED = 0.90
HEAD = (
    "family",
    "fitted before",
    "fits still",
    "fits after, of all",
    "first class kept",
    "top five shared",
    "spectral distance",
    "clips",
)


@dataclass(frozen=True)
class Trip:
    """What became of one clip."""

    first_kept: bool  # the ear's first class is among its first five afterwards
    shared: float  # of the first five
    fitted_before: bool
    fits_after: bool
    spectral: float


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 where the ear agrees often enough, 1 where not, or where it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.round_trip", description=__doc__)
    parser.add_argument("--ear", type=Path, required=True, help="folder of the independent ear")
    parser.add_argument("--audio", type=Path, required=True, help="folder of recordings with manifest.csv")
    parser.add_argument("--pack", default="core", help="name of an embedded pack, or its folder (default core)")
    args = parser.parse_args(argv)
    try:
        trips = measure(load_pack(find_pack(args.pack)), args.audio, args.ear)
    except FoleyError as error:
        sys.stderr.write(f"benchmarks.round_trip: {error}\n")
        return 1
    print(markdown(trips))
    return 0 if agreed(trips) >= LEAST_AGREED else 1


def measure(pack: Pack, audio: Path, ear: Path) -> dict[str, list[Trip]]:
    """Every clip of the judged families, by family."""
    judge = load_judge(ear)
    fitting = load_fitting(ear, judge.class_names)
    rows = by_family(read_manifest(audio, ("validation", "studio")))
    clips = real_clips(audio, rows, JUDGED_FAMILIES, SECONDS)
    trips: dict[str, list[Trip]] = {}
    with shown_progress(sys.stderr) as progress:
        for done, family in enumerate(clips):
            progress.advance(family, done / len(clips), -1.0)
            trips[family] = [trip(pack, clip, family, judge=judge, fitting=fitting) for clip in clips[family]]
    return trips


def trip(pack: Pack, clip: Sound, family: str, *, judge: YamnetJudge, fitting: Fitting) -> Trip:
    """One clip there and back."""
    rate_hz = pack.card.audio.rate_hz
    real = Sound(resample(clip, rate_hz), rate_hz)
    back = there_and_back(pack, real)
    before, after = judge.hear(real).top, judge.hear(back).top
    waves = [torch.from_numpy(one.samples)[None] for one in (back, real)]
    return Trip(
        first_kept=before[0] in after,
        shared=len(set(before) & set(after)) / len(before),
        fitted_before=fitting.fits(before, family, strict=False),
        fits_after=fitting.fits(after, family, strict=False),
        spectral=float(spectral_errors(waves[0], waves[1])),
    )


@torch.inference_mode()
def there_and_back(pack: Pack, real: Sound) -> Sound:
    """A sound at the pack's rate through log-mel, codec and vocoder, as long as it was."""
    parts = pack.parts
    device = parts.unconditional.device
    log_mel = parts.front_end(torch.from_numpy(real.samples)[None].to(device))
    made = parts.vocoder.synthesize(parts.codec.decode(parts.codec.encode(log_mel)))
    samples = made[0, : len(real.samples)].float().cpu().numpy()
    missing = len(real.samples) - len(samples)
    return Sound(np.pad(samples, (0, max(0, missing))), real.rate_hz)


def agreed(trips: Mapping[str, Sequence[Trip]]) -> float:
    """Share of the clips that fitted before and fit still, families weighing alike; 0 where none fitted."""
    shares = [share for rows in trips.values() if (share := _still(rows)) is not None]
    return fmean(shares) if shares else 0.0


def markdown(trips: Mapping[str, Sequence[Trip]]) -> str:
    """The table, with the mean of families below."""
    rows = [_row(family, _numbers(found), len(found)) for family, found in trips.items()]
    columns = zip(*(_numbers(found) for found in trips.values()), strict=True)
    means = [fmean(known) if (known := [one for one in column if one is not None]) else None for column in columns]
    rows.append(_row("**mean of families**", means, sum(map(len, trips.values()))))
    return table(HEAD, rows)


def _row(label: str, numbers: Sequence[float | None], clips: int) -> tuple[str, ...]:
    return (label, *("–" if one is None else f"{one:.2f}" for one in numbers), str(clips))


def _numbers(found: Sequence[Trip]) -> tuple[float | None, ...]:
    return (
        fmean(one.fitted_before for one in found),
        _still(found),
        fmean(one.fits_after for one in found),
        fmean(one.first_kept for one in found),
        fmean(one.shared for one in found),
        fmean(one.spectral for one in found),
    )


def _still(found: Sequence[Trip]) -> float | None:
    fitted = [one.fits_after for one in found if one.fitted_before]
    return fmean(fitted) if fitted else None


if __name__ == "__main__":
    sys.exit(main())
