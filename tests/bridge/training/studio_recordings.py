"""A small folder of recordings, each another sound, that a tiny pack can be trained on."""

from pathlib import Path

import numpy as np
import soundfile

NAMES = ("alder", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "pine", "rowan", "spruce")
RATE_HZ = 16_000


def write_recordings(folder: Path, *, count: int = len(NAMES), seconds: float = 0.6) -> Path:
    """So many falling tones with some noise in the folder, which is given back."""
    folder.mkdir(parents=True, exist_ok=True)
    times_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    for number, name in enumerate(NAMES[:count]):
        noise = np.random.default_rng(number).normal(0.0, 0.05, len(times_s))
        tone = 0.4 * np.sin(2 * np.pi * (150 + 70 * number) * times_s * (1 - 0.3 * times_s))
        soundfile.write(folder / f"{name} knock.wav", (tone + noise) * np.exp(-3 * times_s), RATE_HZ, "PCM_16")
    return folder
