"""Recordings in: the manifest, and every clip decoded, resampled, levelled and cut into its events."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RecipeError

Samples = NDArray[np.float32]
SPLITS = ("train", "validation", "studio")


@dataclass(frozen=True)
class Recording:
    """One line of the manifest."""

    path: str
    category: str
    caption: str
    licence: str
    author: str
    url: str
    group: str
    split: str


@dataclass(frozen=True)
class Clip:
    """A recording as samples (sample,) at the pack's rate, levelled, with the sample ranges that hold sound."""

    recording: Recording
    samples: Samples
    events: tuple[tuple[int, int], ...]

    @property
    def active(self) -> Samples:
        """From the first event's start to the last one's end."""
        return self.samples[self.events[0][0] : self.events[-1][1]]


def read_manifest(folder: Path, splits: tuple[str, ...]) -> tuple[Recording, ...]:
    """The recordings of `splits` in the manifest's order; RecipeError where the folder is no such set."""
    table = folder / "manifest.csv"
    if not table.is_file():
        raise RecipeError(
            f"{folder} holds no manifest.csv; --audio must name the folder of recordings with its manifest"
        )
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    fields = tuple(Recording.__dataclass_fields__)
    missing = [name for name in fields if rows and name not in rows[0]]
    if missing or not rows:
        raise RecipeError(f"{table} lacks {', '.join(missing) or 'any row'}; it needs the columns {', '.join(fields)}")
    return tuple(Recording(*(row[name] for name in fields)) for row in rows if row["split"] in splits)


def load_clip(folder: Path, recording: Recording, rate_hz: int) -> Clip | None:
    """Decoded clip at `rate_hz`; None where it is silent."""
    import soundfile
    import soxr

    samples, rate = soundfile.read(folder / recording.path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    if rate != rate_hz:
        mono = soxr.resample(mono, rate, rate_hz, quality="HQ")
    mono = np.asarray(mono - mono.mean(), dtype=np.float32)
    if mono.size < 64 or float(np.abs(mono).max()) < 1e-4:
        return None
    levelled = level(mono, rate_hz)
    return Clip(recording, levelled, find_events(levelled, rate_hz))


def level(samples: Samples, rate_hz: int, *, peak: float = 0.9, loudest: float = 0.25) -> Samples:
    """Scaled so that the loudest 50 ms have RMS `loudest`, unless the peak would pass `peak`."""
    loud = float(np.sqrt(_short_power(samples, rate_hz // 20).max()))
    gain = min(peak / float(np.abs(samples).max()), loudest / max(loud, 1e-6))
    return np.asarray(samples * gain, dtype=np.float32)


def find_events(
    samples: Samples, rate_hz: int, *, under_db: float = 42.0, gap_s: float = 0.08
) -> tuple[tuple[int, int], ...]:
    """Sample ranges whose short-time level is within `under_db` of the loudest, closer than `gap_s` joined."""
    block = rate_hz // 100
    power = _short_power(samples, block)
    loud = power > power.max() * 10 ** (-under_db / 10)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(np.int8), [0]])))
    ranges: list[tuple[int, int]] = []
    for start, end in edges.reshape(-1, 2).tolist():
        first, last = max(0, start * block - block // 2), min(len(samples), end * block + 2 * block)
        if ranges and first - ranges[-1][1] < gap_s * rate_hz:
            ranges[-1] = (ranges[-1][0], last)
        else:
            ranges.append((first, last))
    return tuple(ranges)


def _short_power(samples: Samples, block: int) -> NDArray[np.float64]:
    """Mean square of consecutive blocks, the last one padded with zeros."""
    padded = np.pad(samples.astype(np.float64), (0, -len(samples) % block))
    power: NDArray[np.float64] = np.square(padded).reshape(-1, block).mean(axis=1)
    return power
