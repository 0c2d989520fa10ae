"""From the sounds of one request to the files a person opens: ranked WAV files and the REAPER project of takes."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.destination import publish_in_fresh_place
from foley_bridge.files.naming import take_file_name
from foley_bridge.files.resampling import resample
from foley_bridge.files.wav import encode_wav, guard_gain
from foley_bridge.rpp import Take, project_text
from foley_models.requests import Candidate, GenerationRequest, GenerationResult

PROJECT_FILE = "takes.RPP"


@dataclass(frozen=True)
class DeliveredTake:
    """One candidate as a file; `gain_db` is below 0 where it was turned down so as not to clip."""

    rank: int
    score: float  # NaN where the pack cannot rank
    passed: bool
    seed: int
    file: Path
    gain_db: float


@dataclass(frozen=True)
class Delivery:
    """The files of one request, all in one folder, best take first."""

    project: Path
    takes: tuple[DeliveredTake, ...]


def deliver(result: GenerationResult, request: GenerationRequest, folder: Path, *, rate_hz: int) -> Delivery:
    """Write WAV files of exactly round(seconds * rate_hz) samples and `takes.RPP`: all of them, or none.

    The folder must exist; where it holds files of these names they stay, and a subfolder takes the new ones.
    """
    names = [take_file_name(one.rank, request.prompt, one.seed) for one in result.candidates]
    sounds = [resample(one.waveform, one.rate_hz, rate_hz, seconds=request.seconds) for one in result.candidates]
    gains = [guard_gain(sound) for sound in sounds]
    contents = {
        name: encode_wav(_turned_down(sound, gain), rate_hz)
        for name, sound, gain in zip(names, sounds, gains, strict=True)
    }
    takes = [Take(take_name(one, request.prompt), name) for one, name in zip(result.candidates, names, strict=True)]
    project = project_text(request.prompt, takes, samples=len(sounds[0]), rate_hz=rate_hz)
    *files, project_file = publish_in_fresh_place(folder, contents | {PROJECT_FILE: project.encode()})
    return Delivery(
        project=project_file,
        takes=tuple(
            DeliveredTake(one.rank, one.score, one.passed, seed=one.seed, file=file, gain_db=20 * math.log10(gain))
            for one, file, gain in zip(result.candidates, files, gains, strict=True)
        ),
    )


def take_name(candidate: Candidate, prompt: str) -> str:
    """`rank · score · prompt`, the score marked where it is under the threshold."""
    score = "not scored" if math.isnan(candidate.score) else f"{candidate.score:.3f}"
    mark = "" if candidate.passed else " (under the threshold)"
    return f"{candidate.rank} · {score}{mark} · {prompt}"


def _turned_down(sound: NDArray[np.float64], gain: float) -> NDArray[np.float64]:
    return sound if gain == 1.0 else sound * gain
