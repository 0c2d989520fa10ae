"""A small folder of synthetic recordings with a manifest, for tests of the recipe."""

import csv
from pathlib import Path

import numpy as np
import soundfile

COLUMNS = ("path", "category", "label", "caption", "licence", "author", "url", "group", "split")
FAMILIES = {
    "rain": ("rain falling", 5.0),
    "dog_bark": ("a dog barking", 0.4),
    "footstep": ("a footstep on gravel", 0.15),
    "keyboard": ("a mechanical keyboard key press", 0.08),
}


def write_small_set(folder: Path, *, rate_hz: int = 16000) -> Path:
    """Three clips a family, two of them in train; noise bursts of the family's own colour and length."""
    random = np.random.default_rng(0)
    rows = []
    for number, (family, (caption, seconds)) in enumerate(FAMILIES.items()):
        for index, split in enumerate(("train", "train", "validation")):
            name = f"{family}/{family}_{index}.flac"
            (folder / family).mkdir(parents=True, exist_ok=True)
            soundfile.write(folder / name, _burst(random, seconds, number, rate_hz), rate_hz)
            group = f"{family}:{index}"
            rows.append((name, family, family, caption, "CC0-1.0", "nobody", "https://example.org", group, split))
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(rows)
    return folder


def _burst(random: np.random.Generator, seconds: float, colour: int, rate_hz: int) -> np.ndarray:
    samples = random.normal(size=round(seconds * rate_hz))
    for _ in range(colour):
        samples = np.convolve(samples, [0.5, 0.5], mode="same")
    quiet = np.zeros(rate_hz // 2)
    return np.concatenate([quiet, 0.3 * samples / np.abs(samples).max(), quiet]).astype(np.float32)
