"""A made sound as the engine gives it, and its tags."""

from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from foley_bridge.engine.events import Made
from foley_bridge.files.recipe import Choice, Environment, PackOrigin, build_recipe, describe_sound
from foley_bridge.files.tags import Tags
from foley_bridge.files.ucs import Catalogue
from foley_bridge.files.wav import encode_pcm
from foley_models.requests import GenerationRequest

RATE_HZ = 48_000
PROMPT = "heavy boots on gravel"
REQUEST = GenerationRequest(
    prompt=PROMPT,
    seconds=0.5,
    count=2,
    pool=8,
    seed=7,
    steps=25,
    guidance=2.5,
    sampler="dpmpp-2m-karras",
    threshold=0.25,
    category="footstep",
)
PACK = PackOrigin("core", "0.1.0", "a" * 64, "Apache-2.0", commercial_use=True, licence_note="Sounds are free to use.")
ENVIRONMENT = Environment("cpu", "float32", 2, processor="x86_64", system="Linux", libraries={"torch": "2.13.0"})


def tone(seconds: float = 0.5, *, rate_hz: int = RATE_HZ, level: float = 0.5) -> NDArray[np.float64]:
    """A tone that dies away."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return level * np.sin(2 * np.pi * 440 * time_s) * np.exp(-8 * time_s)


def make_sound(prompt: str = PROMPT, *, score: float = 0.41) -> Made:
    """Candidate 3 of REQUEST, whatever its prompt."""
    pcm = encode_pcm(tone())
    choice = Choice(index=3, seed=1_234_567, rank=1, score=score, passed=True)
    recipe = build_recipe(
        replace(REQUEST, prompt=prompt),
        choice,
        sound=describe_sound(pcm, RATE_HZ, 0.0, cat_id="FEETHmn"),
        pack=PACK,
        layout={"denoise": [0, 1, 2, 3], "decode": [3]},
        environment=ENVIRONMENT,
    ) | {"program": "foley-bridge 0.1.0"}
    return Made(
        index=3,
        rank=1,
        score=score,
        passed=True,
        seed=1_234_567,
        pcm=pcm,
        rate_hz=RATE_HZ,
        gain_db=0.0,
        peak_dbfs=-6.1,
        true_peak_dbtp=-6.04,
        loudness_lufs=-23.4,
        cat_id="FEETHmn",
        recipe=recipe,
    )


def make_tags(job_id: str = "job-1", *, position_s: float = 12.5) -> Tags:
    """The daemon's part."""
    entry = Catalogue.load().lookup("FEETHmn")
    made_at = datetime(2026, 8, 2, 13, 14, 15)  # local time, as the chunk has it
    return Tags(job_id, entry, made_at, position_s=position_s, project="Night Walk")
