"""Sounds and clips for tests."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.audition.clip import Clip, clip_of
from foley_bridge.audition.levels import Level
from foley_bridge.audition.picture import level_of
from foley_bridge.audition.reading import Sound

RATE_HZ = 48_000


def tone(
    seconds: float, *, pitch_hz: float = 440.0, level: float = 0.25, rate_hz: int = RATE_HZ
) -> NDArray[np.float32]:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return (level * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def noise(seconds: float, *, seed: int = 1, level: float = 0.1, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    made = np.random.default_rng(seed).standard_normal(round(seconds * rate_hz)) * level
    return np.clip(made, -1, 1).astype(np.float32)


def sound(samples: NDArray[np.float32], *, name: str = "sound", rate_hz: int = RATE_HZ) -> Sound:
    return Sound(Path(f"{name}.wav"), rate_hz, samples[:, None] if samples.ndim == 1 else samples)


def clip(samples: NDArray[np.float32], *, name: str = "sound", rate_hz: int = RATE_HZ) -> Clip:
    made = sound(samples, name=name, rate_hz=rate_hz)
    return clip_of(made, Level(-23.0, -6.0), rate_hz)


def measured(samples: NDArray[np.float32]) -> Level:
    return level_of(sound(samples))
