"""A tiny studio: a pack with random weights in float32, and recordings made of tones and noise."""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_models.pack import Pack, load_pack
from foley_models.training.adapter_card import AdapterInfo
from foley_models.training.clips import Clip
from foley_models.training.examples import Examples, prepare
from foley_models.training.settings import TrainSettings
from tests.models.tiny_core import write_tiny_pack

ABOUT = AdapterInfo("studio", "CC0-1.0", {"a" * 64: "bark 0"})
CAPTIONS = ("a dog bark", "rain falling", "heavy boots on gravel")


def tiny_pack(folder: Path) -> Pack:
    """The tiny pack, loaded for training."""
    return load_pack(write_tiny_pack(folder / "tiny"), device="cpu", dtype="float32")


def studio_clips(count: int = 6) -> tuple[Clip, ...]:
    """Clips of three kinds; every third is held out."""
    return tuple(
        Clip(
            sha256=hashlib.sha256(str(number).encode()).hexdigest(),
            name=f"sound {number}",
            path=f"sound {number}.wav",
            captions=(CAPTIONS[number % 3], f"this is a sound of {CAPTIONS[number % 3]}"),
            category=CAPTIONS[number % 3],
            group=f"group {number}",
            split="validation" if number % 3 == 2 else "train",
        )
        for number in range(count)
    )


def read_clip(clip: Clip, rate_hz: int) -> NDArray[np.float32]:
    """Half a second that sounds different for every clip."""
    number = int(clip.name.split()[1])
    random = np.random.default_rng(number)
    times = np.arange(rate_hz // 2) / rate_hz
    tone = np.sin(2 * np.pi * (200 + 150 * number) * times) * np.exp(-6 * times)
    return np.asarray(0.5 * tone + 0.02 * random.normal(size=len(times)), dtype=np.float32)


def studio_examples(pack: Pack, folder: Path) -> Examples:
    """The studio's clips, ready to learn from."""
    return prepare(pack, studio_clips(), read_clip, folder / "cache")


def quick(**changes: object) -> TrainSettings:
    """Settings of a training that takes a moment."""
    values: dict[str, object] = {"steps": 6, "batch_size": 4, "save_every": 2, "precision": "float32", "rate": 1e-3}
    return TrainSettings(**(values | changes))  # type: ignore[arg-type]
