"""What a person chose of a training, as the daemon's pairs and as the trainer's settings; no widgets."""

from dataclasses import dataclass
from typing import cast

from foley_bridge.osc.message import Argument
from foley_bridge.protocol.training import BETWEEN_PROMPTS, prompts_of
from foley_bridge.training.estimate import TrainingEstimate
from foley_models.training.settings import Method, TrainSettings


@dataclass(frozen=True)
class TrainChoice:
    """All of the settings page; None leaves a number to the program."""

    name: str = ""
    method: str = "lora"
    latent_clap: bool = True
    minutes: float | None = None  # in place of the steps
    steps: int = 400
    batch: int = 16
    rate: float | None = None
    latent_weight: float | None = None
    seed: int = 1
    share: float = 0.2
    prompts: tuple[str, ...] = ()
    sample_every: int = 100
    judge_every: int = 0
    licence: str = ""

    def pairs(self) -> dict[str, Argument]:
        """As /foley/train takes them."""
        pairs: dict[str, Argument] = {
            "method": self.method,
            "latent_clap": int(self.latent_clap),
            "batch": self.batch,
            "seed": self.seed,
            "validation": self.share,
            "sample_every": self.sample_every if self.prompts else 0,
            "judge_every": self.judge_every,
        }
        if self.minutes is None:
            pairs["steps"] = self.steps
        else:
            pairs["minutes"] = self.minutes
        optional: dict[str, Argument | None] = {
            "name": self.name or None,
            "rate": self.rate,
            "latent_weight": self.latent_weight if self.latent_clap else None,
            "prompts": BETWEEN_PROMPTS.join(self.prompts) or None,
            "licence": self.licence or None,
        }
        return pairs | {name: value for name, value in optional.items() if value is not None}

    def settings(self) -> TrainSettings:
        """As the trainer takes them. RequestError, with the value, for what cannot be met."""
        prompts_of(BETWEEN_PROMPTS.join(self.prompts))
        return TrainSettings(
            method=cast(Method, self.method),
            latent_clap=self.latent_clap,
            latent_weight=self.latent_weight,
            steps=self.steps,
            batch_size=self.batch,
            rate=self.rate,
            seed=self.seed,
            sample_every=self.sample_every,
            sample_prompts=self.prompts,
            judge_every=self.judge_every,
        )

    @property
    def weighs(self) -> tuple[str, bool, int]:
        """What memory and time of a step depend on: an estimate holds while it stays."""
        return self.method, self.latent_clap, self.batch


@dataclass(frozen=True)
class Expected:
    """What a training will take, scaled to its length."""

    memory_bytes: int
    free_bytes: int | None
    steps: int
    step_s: float
    seconds: float

    @property
    def fits(self) -> bool:
        """Whether it goes into memory, as far as is known."""
        return self.free_bytes is None or self.memory_bytes <= self.free_bytes


def expected_of(one_clip: TrainingEstimate, choice: TrainChoice, clips: int) -> Expected:
    """From an estimate for one clip to that for all of them and for the steps or minutes that were chosen."""
    step_s = max(one_clip.step_s, 1e-6)
    steps = choice.steps if choice.minutes is None else max(1, int(choice.minutes * 60.0 / step_s))
    seconds = one_clip.encode_s * clips + step_s * steps
    return Expected(one_clip.memory_bytes, one_clip.free_bytes, steps, step_s, seconds)
