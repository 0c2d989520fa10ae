"""Synthetic recordings for the benchmarks' tests: knocks and textures that differ by their seed."""

import csv
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.sounds import Samples, Sound

RATE_HZ = 16_000
COLUMNS = (
    "path category label caption licence author url source group duration_s active_s rate_hz recorded split".split()
)


def knocks(seed: int, seconds: float = 3.0) -> Sound:
    """Five decaying bursts at random times; each resonates at frequencies of its own."""
    random = np.random.default_rng([1, seed])
    samples = np.zeros(round(seconds * RATE_HZ))
    for start in random.uniform(0.0, seconds - 0.4, 5):
        times = np.arange(round(0.4 * RATE_HZ)) / RATE_HZ
        tones = sum(np.sin(2 * np.pi * hz * times + random.uniform(0, 6)) for hz in random.uniform(200, 5000, 3))
        burst = (tones + random.normal(size=len(times))) * np.exp(-times / random.uniform(0.02, 0.08))
        at = round(start * RATE_HZ)
        samples[at : at + len(burst)] += burst * random.uniform(0.5, 1.0)
    return Sound(_levelled(samples), RATE_HZ)


def texture(seed: int, seconds: float = 3.0) -> Sound:
    """Noise through a filter of its own: steady, so that only its chance fluctuations tell it from its like."""
    random = np.random.default_rng([2, seed])
    spectrum = np.fft.rfft(random.normal(size=round(seconds * RATE_HZ)))
    hz = np.fft.rfftfreq(round(seconds * RATE_HZ), 1 / RATE_HZ)
    shape = 1.0 / (1.0 + (hz / random.uniform(800, 1200)) ** 2)
    return Sound(_levelled(np.fft.irfft(spectrum * shape)), RATE_HZ)


def disguised(sound: Sound, *, shift_s: float = 0.3, level_db: float = -6.0, snr_db: float = 20.0) -> Sound:
    """The same recording, later, softer and with white noise."""
    later = np.pad(sound.samples, (round(shift_s * sound.rate_hz), 0)) * 10 ** (level_db / 20)
    power = np.square(sound.samples).mean() * 10 ** (level_db / 10)
    noise = np.random.default_rng(9).normal(size=len(later)) * np.sqrt(power * 10 ** (-snr_db / 10))
    return Sound(np.asarray(later + noise, dtype=np.float32), sound.rate_hz)


def write_recordings(folder: Path, families: tuple[str, ...], splits: dict[str, int]) -> Path:
    """A manifest and its files: so many recordings of each family in each split, each a group of its own."""
    rows: list[dict[str, str]] = []
    for family in families:
        (folder / family).mkdir(parents=True, exist_ok=True)
        for split, count in splits.items():
            for number in range(count):
                path = f"{family}/{split}_{number}.flac"
                make = texture if family == "rain" else knocks
                sound = make(len(rows), 1.5)
                soundfile.write(folder / path, sound.samples, sound.rate_hz)
                known = {"path": path, "category": family, "caption": family, "group": path, "split": split}
                rows.append(dict.fromkeys(COLUMNS, "") | known)
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as table:
        writer = csv.DictWriter(table, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return folder


def _levelled(samples: np.ndarray) -> Samples:
    return np.asarray(0.5 * samples / np.abs(samples).max(), dtype=np.float32)
