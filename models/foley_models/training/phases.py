"""Which steps of a training move which parts of the pack, and how the rate runs through them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from foley_models.training.settings import Method, TrainSettings

SOUND_PARTS = ("vocoder", "codec")
SOUND_DIVISOR = 3  # codec and vocoder are trained in a third of the steps, before the denoiser
SOUND_RATE = 1e-4
RATES: Mapping[Method, float] = {"tuning": 3e-4, "lora": 3e-4, "full": 3e-5, "codec": 3e-5}
WARMUP_STEPS = 20
DECAY_FRACTION = 0.3  # of a phase's steps, at its end, on which the rate falls to nothing


@dataclass(frozen=True)
class Phase:
    """Steps from `start` up to `stop`; `sound`: those of codec and vocoder, else those of denoiser and tuning layer."""

    sound: bool
    start: int
    stop: int

    def moves(self, name: str) -> bool:
        """Whether a parameter, PART/NAME, is trained in this phase."""
        return (name.split("/")[0] in SOUND_PARTS) == self.sound

    def rate_of(self, settings: TrainSettings) -> float:
        """Learning rate: what was asked for, or what suits the phase (3e-5 for a whole denoiser is Yuan et al.'s)."""
        if settings.rate is not None:
            return settings.rate
        return SOUND_RATE if self.sound else RATES[settings.method]

    def decay_of(self, settings: TrainSettings) -> float:
        """What the average keeps of itself at a step: in a short phase less, or it would hardly leave the start."""
        return min(settings.ema, 1.0 - 1.0 / (self.stop - self.start))

    def shape_of_rate(self, step: int) -> float:
        """Warm-up, constant, and half a cosine down to nothing."""
        step, steps = step - self.start, self.stop - self.start
        warm = min(1.0, (step + 1) / WARMUP_STEPS)
        start = steps * (1.0 - DECAY_FRACTION)
        done = max(0.0, (step - start) / max(1.0, steps - start))
        return warm * 0.5 * (1.0 + math.cos(math.pi * min(1.0, done)))


def sound_steps(settings: TrainSettings) -> int:
    """Steps of the first phase, the one of codec and vocoder."""
    return settings.steps // SOUND_DIVISOR if settings.method == "codec" else 0


def phase_at(step: int, settings: TrainSettings) -> Phase:
    """The phase that a step, counted from 0, belongs to."""
    border = sound_steps(settings)
    if step < border:
        return Phase(sound=True, start=0, stop=border)
    return Phase(sound=False, start=border, stop=settings.steps)
