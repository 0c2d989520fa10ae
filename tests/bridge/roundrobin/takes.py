"""Delivered files whose attacks are known: hits of noise and tones at given times."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.engine.events import Made
from foley_bridge.files.recipe import Choice, build_recipe, describe_sound
from foley_bridge.files.sound_file import encode_sound
from foley_bridge.files.wav import encode_pcm
from tests.bridge.files.sounds import ENVIRONMENT, PACK, RATE_HZ, REQUEST, make_tags


def hit(at_s: float, *, hertz: float, level: float, seconds: float = 0.8, decay_s: float = 0.04) -> NDArray[np.float64]:
    """Silence with one hit in it: a tone in noise that begins at once and dies away."""
    chance = np.random.default_rng(round(hertz))
    sound = np.zeros(round(seconds * RATE_HZ))
    start = round(at_s * RATE_HZ)
    time_s = np.arange(len(sound) - start) / RATE_HZ
    body = 0.7 * np.sin(2 * np.pi * hertz * time_s) + 0.3 * chance.uniform(-1, 1, len(time_s))
    sound[start:] = level * body * np.exp(-time_s / decay_s)
    return sound


def write_take(
    path: Path, sound: NDArray[np.float64], *, index: int = 0, score: float = 0.4, loop: bool = False
) -> Path:
    """A file as it is delivered, with a recipe of candidate `index`."""
    pcm = encode_pcm(sound)
    recipe = build_recipe(
        replace(REQUEST, seconds=len(sound) / RATE_HZ, loop=loop),
        Choice(index=index, seed=100 + index, rank=index + 1, score=score, passed=True),
        sound=describe_sound(pcm, RATE_HZ, 0.0, cat_id="FEETHmn"),
        pack=PACK,
        layout={"denoise": [index], "decode": [index]},
        environment=ENVIRONMENT,
    ) | {"program": "foley-bridge 0.1.0"}
    made = Made(
        index=index,
        rank=index + 1,
        score=score,
        passed=True,
        seed=100 + index,
        pcm=pcm,
        rate_hz=RATE_HZ,
        gain_db=0.0,
        peak_dbfs=-6.0,
        true_peak_dbtp=-6.0,
        loudness_lufs=-23.0,
        cat_id="FEETHmn",
        recipe=recipe,
    )
    path.write_bytes(encode_sound(made, replace(make_tags(), loop=loop)))
    return path
