"""What is asked of the model stack and what it gives back: frozen, checked at the door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Sampler = Literal["ddim", "dpmpp-2m-karras", "unipc-karras", "dpmpp-2m-sde", "ping-pong", "few-steps"]
Target = Literal["text", "audio", "mixed"]
Under = Literal["mark", "drop"]

FEW_STEPS: Sampler = "few-steps"
SDE: Sampler = "dpmpp-2m-sde"
PING_PONG: Sampler = "ping-pong"
SAMPLERS: tuple[str, ...] = get_args(Sampler)
WHOLE_SAMPLERS = tuple(one for one in SAMPLERS if one != FEW_STEPS)  # of the denoiser that is not distilled
TARGETS: tuple[str, ...] = get_args(Target)
UNDERS: tuple[str, ...] = get_args(Under)
SCALES = (1, 2)  # what amounts of variations were told by (foley_models.variation); new ones by the last


@dataclass(frozen=True)
class GenerationRequest:
    """One prompt and how it is to be answered. `None` means: what the pack's card says for the category."""

    prompt: str
    seconds: float = 4.0
    count: int = 4
    pool: int | None = None  # candidates started; default 4 * count
    seed: int = 1
    steps: int | None = None
    guidance: float | None = None
    negative: str = ""
    sampler: Sampler | None = None
    threshold: float | None = None
    under: Under = "mark"
    target: Target = "text"
    category: str | None = None  # a family name of the card; predicted from the prompt when None
    loop: bool = False  # whether its end goes over into its start
    diversity: float | None = None  # 0 the best ones, 1 those least like each other
    thorough: bool = False  # whether every candidate of the pool is finished and heard before any is chosen


def sampling(request: GenerationRequest) -> str:
    """How a definite request is sampled, in words."""
    if request.sampler == FEW_STEPS:
        return f"{request.steps} distilled steps"
    return f"{request.steps} steps of {request.sampler}, guidance {request.guidance:g}"


@dataclass(frozen=True)
class Progress:
    """How far a request is: a stage (`text`, `denoise`, `decode`, `rank`), its fraction in [0, 1], and the whole's."""

    stage: str
    fraction: float
    overall: float


@dataclass(frozen=True)
class WentOn:
    """Those of a company that were not left behind after so many steps."""

    after: int
    indices: tuple[int, ...]


@dataclass(frozen=True)
class Layout:
    """The company in which a candidate was made, as indices in order: its bits depend on it.

    Each is part of the one before, since batches only shrink: who began in `denoised`, who went on after `looks`, and
    who was `decoded`. They are empty where nobody noted them.
    """

    denoised: tuple[int, ...] = ()
    decoded: tuple[int, ...] = ()
    looks: tuple[WentOn, ...] = ()


@dataclass(frozen=True)
class Source:
    """A candidate as it was made: what its clean latent is made again from, without any loss."""

    request: GenerationRequest  # definite: with every number that it left to the card
    layout: Layout
    index: int
    variation: "Start | None" = None  # what it began from itself


@dataclass(frozen=True, eq=False)
class HeldLatent:
    """A clean latent as it is, of a sound that cannot be made again: float16 (channel, time, frequency)."""

    values: NDArray[np.float16]


@dataclass(frozen=True)
class Variation:
    """What candidates are to be like; `amount` goes from just over 0, nearly the same, to 1, a fresh sound.

    One of an imitation is `led` by its guide's loudness, too; one of a fill is made in its `gap` alone, and what is
    around that stays. `scale`, one of SCALES, says what an amount means: those of before are made again as they were.
    """

    amount: float
    source: Source | HeldLatent
    blend: "Blend | None" = None
    led: "Led | None" = None
    gap: "Gap | None" = None
    scale: int = SCALES[-1]


@dataclass(frozen=True, eq=False)
class Led:
    """Levels (frame,) in decibels (envelope.levels_of) that candidates are given, by the share `follow`."""

    levels: NDArray[np.float32]
    follow: float


@dataclass(frozen=True)
class Gap:
    """The time of a sound that is made anew."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Blend:
    """A second source, of `prompt`: a `mix` of 0 is all the first, 1 all the second."""

    mix: float
    source: Source | HeldLatent
    prompt: str


@dataclass(frozen=True, eq=False)
class Imitation:
    """A sound that gives timing and loudness: `strength` from just over 0, nearly that sound, to 1, none of it.

    Its `levels` (frame,) in decibels (envelope.levels_of) are given to the candidates by the share `follow`.
    """

    strength: float
    latent: HeldLatent
    levels: NDArray[np.float32]
    follow: float = 1.0


@dataclass(frozen=True, eq=False)
class Filling:
    """A sound that stays as it is but for the time from `start_s` to `end_s`, which is made anew."""

    latent: HeldLatent  # of all of it; what it says of that time is not used
    start_s: float
    end_s: float


@dataclass(frozen=True, eq=False)
class Away:
    """Sounds that candidates are to be less like: what the ear that ranks made of them (sound, 512), the newest first.

    The `amount` goes from just over 0, hardly more than other takes, to 1, as far as takes of the prompt go.
    """

    amount: float
    heard: NDArray[np.float16]
    begun: Imitation | Filling | None = None  # what they begin from besides; None for noise alone


Start = Variation | Imitation | Filling | Away


@dataclass(frozen=True)
class Candidate:
    """One delivered sound. `rank` 1 is the best so far; `passed` says whether `score` reached the threshold."""

    index: int
    rank: int
    score: float
    passed: bool
    seed: int
    waveform: NDArray[np.float32]  # (sample,), of a stereo pack (sample, 2): exactly round(seconds * rate_hz) samples
    rate_hz: int
    layout: Layout = Layout()

    @property
    def mono(self) -> NDArray[np.float32]:
        """The waveform (sample,), of two channels their mean: what ears hear."""
        if self.waveform.ndim == 1:
            return self.waveform
        mean: NDArray[np.float32] = self.waveform.mean(axis=1)
        return mean


@dataclass(frozen=True)
class Planned:
    """The request with everything that it left to the pack's card filled in; asked again, it gives the same sounds."""

    request: GenerationRequest


@dataclass(frozen=True)
class Ranking:
    """The order of all candidates handed over so far has changed: their indices, best first."""

    indices: tuple[int, ...]


@dataclass(frozen=True)
class Summary:
    """What stood behind the choice of one request, once all is handed over; `reasons` counts the rejected by why."""

    delivered: int
    rejected: int
    reasons: Mapping[str, int]
    category: str
    threshold: float
    guidance: float
    steps: int
    sampler: Sampler


@dataclass(frozen=True)
class Remade:
    """One candidate made again, its waveform as a candidate has it; another `layout` than asked for without memory."""

    waveform: NDArray[np.float32]
    rate_hz: int
    layout: Layout


StreamEvent = Planned | Candidate | Ranking | Summary


@dataclass(frozen=True)
class GenerationResult:
    """All that was delivered for one request, best first, and what stood behind the choice."""

    candidates: tuple[Candidate, ...]
    rejected: int
    category: str
    threshold: float
    guidance: float
    steps: int
    sampler: Sampler
    reasons: Mapping[str, int] = field(default_factory=dict)  # the rejected, counted by why
