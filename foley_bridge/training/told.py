"""What the engine tells of one training while it works: frozen, small enough for a frame's header."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field

from foley_bridge.engine.events import Advanced
from foley_models.errors import RequestError


@dataclass(frozen=True)
class FileRefused:
    """A recording that is not used, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class Stepped:
    """A step was taken: `losses` has `total`, `diffusion`, and `latent` where that loss takes part."""

    step: int  # counted from 1
    steps: int
    losses: Mapping[str, float]
    left_s: float  # NaN where it is too early to say


@dataclass(frozen=True)
class Sampled:
    """A sample prompt as the model makes it now lies at `path`."""

    step: int
    number: int
    prompt: str
    path: str


@dataclass(frozen=True)
class Noted:
    """Something that a person should know; `step` is 0 before the first."""

    step: int
    text: str
    batch_size: int = 0  # examples at a time from now on, where that changed


@dataclass(frozen=True)
class Ended:
    """The adapter is complete. `before` and `after` have `kad` and `score` where they could be measured."""

    path: str
    name: str
    sha256: str  # of the adapter's file
    pack: str  # digest of the pack it belongs to
    licence: str
    steps: int
    best_step: int
    used: int  # recordings
    refused: int
    before: Mapping[str, float] = field(default_factory=dict)
    after: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "Ended":
        """What `to_json` wrote. RequestError where it is not that."""
        try:
            return cls(**json.loads(text))
        except (TypeError, ValueError) as error:
            raise RequestError(f"This is no training's end of this version: {text[:200]!r}.") from error


TrainingTold = Advanced | FileRefused | Stepped | Sampled | Noted | Ended
TellTraining = Callable[[TrainingTold], None]
