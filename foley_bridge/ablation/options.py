"""What may be said about an ablation, with its bounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.ablation.systems import WEIGHTS
from foley_models.errors import RequestError
from foley_models.limits import SECONDS_LEAST, SECONDS_MOST
from foley_models.training.settings import Method, TrainSettings

METHODS: tuple[Method, ...] = ("full", "lora")  # those that move the denoiser, with and without a tuning layer
CANDIDATES_MOST = 64


@dataclass(frozen=True)
class Options:
    """How an ablation is made; each number is refused where it cannot be."""

    recordings: Path
    pack: str
    work: Path
    tables: tuple[str, ...]
    weights: tuple[float, ...] = WEIGHTS
    seeds: int = 3
    samplings: int = 20
    per_class: int = 16
    candidates: int = 8  # for one sound, at most; of a pool, all of them
    targets: int = 8  # recordings of each class to rank against
    seconds: float = 4.0
    method: Method = "full"
    steps: int = 400
    batch_size: int = 16
    rate: float | None = None
    validation_share: float = 0.2
    split_seed: int = 1
    ears: tuple[str, ...] = ("clap",)
    device: str = "auto"

    def __post_init__(self) -> None:
        for value, least, most, name in self._numbers():
            if not least <= value <= most:
                raise RequestError(f"--{name} is {value:g}: choose a number from {least:g} to {most:g}.")
        if self.method not in METHODS:
            raise RequestError(f"--method is {self.method!r}: choose one of {', '.join(METHODS)}.")
        self.settings(seed=1)  # refuses what a training refuses

    def settings(self, *, seed: int) -> TrainSettings:
        """Those of a training, without what differs between systems."""
        return TrainSettings(
            method=self.method,
            steps=self.steps,
            batch_size=self.batch_size,
            rate=self.rate,
            seed=seed,
            sample_every=0,
        )

    def _numbers(self) -> Iterator[tuple[float, float, float, str]]:
        yield self.seeds, 1, 100, "seeds"
        yield self.samplings, 1, 1000, "samplings"
        yield self.per_class, 1, 1000, "per-class"
        yield self.candidates, 2, CANDIDATES_MOST, "candidates"
        yield self.targets, 1, 64, "targets"
        yield self.seconds, SECONDS_LEAST, SECONDS_MOST, "seconds"
        yield self.validation_share, 0.05, 0.8, "validation-share"
        yield self.steps, 1, 10_000_000, "steps"
