"""What a training tells while it runs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Prepared:
    """One more recording is encoded, or was found in the cache; `done` of `total`."""

    done: int
    total: int


@dataclass(frozen=True)
class Stepped:
    """A step was taken: `losses` has `total`, `diffusion`, and `latent` where that loss takes part."""

    step: int  # counted from 1
    steps: int
    losses: Mapping[str, float]
    rate: float
    left_s: float  # NaN where it is too early to say


@dataclass(frozen=True)
class Rendered:
    """A sample prompt as the model makes it now, always from the same noise: waveform (sample,)."""

    step: int
    number: int  # of the prompt
    prompt: str
    waveform: NDArray[np.float32]
    rate_hz: int


@dataclass(frozen=True)
class Validated:
    """Losses on validation clips, always under the same noise and steps; `kad` where it was measured."""

    step: int
    losses: Mapping[str, float]
    kad: float | None = None


@dataclass(frozen=True)
class Noted:
    """Something that a person should know: a step left out, a smaller batch, a roll-back."""

    step: int
    text: str


@dataclass(frozen=True)
class Trained:
    """The end: the adapter's file is complete."""

    adapter: str  # path
    steps: int
    best_step: int


TrainingEvent = Prepared | Stepped | Rendered | Validated | Noted | Trained
