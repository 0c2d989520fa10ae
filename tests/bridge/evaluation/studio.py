"""A small studio: recordings of two classes and a third with too few, and sounds to compare with them."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 8000


def write_folder(root: Path, counts: Mapping[str, int], *, seed: int, detune: float = 1.0) -> Path:
    """A WAV file each: decaying tones whose pitch is the class's own, none like the other."""
    pitches = {"dog_bark": 400.0, "rain": 1500.0, "footstep": 120.0}
    for number, (label, count) in enumerate(sorted(counts.items())):
        (root / label).mkdir(parents=True, exist_ok=True)
        for take in range(count):
            random = np.random.default_rng([seed, number, take])
            time = np.arange(round(random.uniform(0.7, 1.2) * RATE_HZ)) / RATE_HZ
            tone = np.sin(2 * np.pi * pitches[label] * detune * random.uniform(0.8, 1.25) * time)
            samples = 0.5 * np.exp(-3 * time) * tone + 0.02 * random.normal(size=len(time))
            soundfile.write(root / label / f"{label} {'abcdefghijklmnopqrstuvwxyz'[take]}.wav", samples, RATE_HZ)
    return root
