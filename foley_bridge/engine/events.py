"""What the engine tells of one order while it works: frozen, in the order in which it happens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Advanced:
    """Progress: a stage (`load`, `text`, `denoise`, `decode`, `rank`), the whole's fraction in [0, 1], what is left.

    `left_s` is NaN where there is no estimate yet.
    """

    stage: str
    overall: float
    left_s: float


@dataclass(frozen=True)
class Made:
    """One candidate, through the quality gate, at the order's rate and length, ready to become a file.

    `rank` is the rank so far among those made for this order (1 is the best). `pcm` is 24-bit little endian, its
    channels interleaved; of a filled sound in its recording's own channels and sample format.
    `recipe` is JSON: everything that decides its bits and where it comes from (see files.recipe).
    """

    index: int
    rank: int
    score: float  # NaN where the pack cannot rank
    passed: bool
    seed: int
    pcm: bytes = field(repr=False)
    rate_hz: int
    gain_db: float  # below 0 where it was turned down so as not to clip
    peak_dbfs: float
    true_peak_dbtp: float
    loudness_lufs: float
    cat_id: str
    recipe: Mapping[str, Any] = field(repr=False)
    channels: int = 1  # of the pack; of a filled sound those of the recording, as its `subtype`
    subtype: str = "PCM_24"


@dataclass(frozen=True)
class Ranked:
    """The order of all candidates made so far changed: their indices, best first."""

    indices: tuple[int, ...]


@dataclass(frozen=True)
class Finished:
    """All there is. `rejected`: by the quality gate or by `drop`; `reasons` says why, for a person ("" where none)."""

    delivered: int
    rejected: int
    reasons: str
    category: str
    threshold: float
    guidance: float
    steps: int
    sampler: str


@dataclass(frozen=True)
class Embedded:
    """L2-normalised embeddings (prompts, then sounds, 512) as float32; `rate_hz` is what sounds are listened to at."""

    rate_hz: int
    vectors: bytes = field(repr=False)


EngineEvent = Advanced | Made | Ranked | Finished
Tell = Callable[[EngineEvent], None]
