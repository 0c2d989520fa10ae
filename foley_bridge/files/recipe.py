"""A sound's recipe: everything that decides its bits and where it comes from, as JSON that travels inside its file.

    Recipe
    ├── request      what was asked, every number that was left to the pack filled in
    ├── choice       which of its candidates this is, and how it scored
    ├── sound        what became of it on the way to PCM, and the PCM's hash
    ├── pack         the weights: name, version, digest, licence
    ├── layout       stage -> the candidates that were computed together with it
    ├── environment  device, number format, threads, versions of libraries
    ├── source       of a variation: which candidate it is like, how far from it, and that one's own recipe
    ├── away         of what is less like others: what was heard of those, and how far from them
    ├── imitation    of an imitation: the sound that gave timing and loudness, and how closely they are followed
    ├── fill         of a fill: the recording around it, by name and hash, and which part of it was made
    └── route        where one chose pack or numbers: the category that it is for

The engine builds it (`build_recipe`), the files carry it, `again` follows it.
"""

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from foley_models.requests import GenerationRequest

SCHEMA = 1
_Kind = TypeVar("_Kind")
SAID_WHERE_ASKED = frozenset({"loop", "diversity", "thorough"})  # of a request
STARTS = ("source", "away", "imitation", "fill")  # said of what begins from them alone


@dataclass(frozen=True)
class PackOrigin:
    """The weights a sound was made with; `digest` is that of the pack's card, which holds all its files' hashes."""

    name: str
    version: str
    digest: str  # SHA-256, 64 lower-case hex digits
    licence: str
    commercial_use: bool
    licence_note: str = ""
    adapter: str = ""  # name and digest of a fine-tuned adapter on top; "" = none


@dataclass(frozen=True)
class Choice:
    """Which candidate of its request a sound is, and how it scored there."""

    index: int
    seed: int  # the candidate's own, hashed from the request's
    rank: int  # among those made so far, when it was delivered
    score: float | None  # None where the pack cannot rank
    passed: bool


@dataclass(frozen=True)
class Sound:
    """What became of a candidate on its way to PCM; `sha256` is that of the PCM bytes alone, without any header."""

    rate_hz: int
    gain_db: float
    cat_id: str
    sha256: str
    channels: int = 1  # of what was generated; said where there are more


@dataclass(frozen=True)
class Environment:
    """What the bits depend on besides pack and request."""

    device: str  # cpu, cuda:0, mps
    dtype: str  # float32, bfloat16
    threads: int
    processor: str  # its name, and that of the accelerator where there is one
    system: str
    libraries: Mapping[str, str]  # name -> version


@dataclass(frozen=True)
class KeptLatent:
    """What a variation began from where its source could not be made again: float16 (channel, time, frequency)."""

    shape: tuple[int, int, int]
    data: str  # its little-endian bytes in base64


@dataclass(frozen=True)
class Blended:
    """The second candidate of a blend, as complete as the first; its prompt is mixed into the first one's."""

    candidate: str  # ID#2
    sha256: str  # of its file as it was delivered
    mix: float  # 0 is all the first, 1 all this one
    prompt: str
    recipe: "Recipe | None" = None
    latent: KeptLatent | None = None


@dataclass(frozen=True)
class Ancestor:
    """The candidate that a variation is like, complete: its file is not needed to make the variation again.

    Exactly one of `recipe` and `latent` is there.
    """

    candidate: str  # ID#2
    sha256: str  # of its file as it was delivered
    amount: float
    recipe: "Recipe | None" = None  # how it was made, and made again for the variation
    latent: KeptLatent | None = None  # what was read from its sound instead
    blend: Blended | None = None  # what lies between two candidates comes of both
    scale: int = 2  # what the amount means (foley_models.variation.SCALES); recipes of before say nothing of it: 1


@dataclass(frozen=True)
class LeftBehind:
    """A candidate that others are less like: its file is not needed to make them again."""

    candidate: str  # ID#2
    sha256: str  # of its file as it was delivered
    heard: str  # its embedding, 512 little-endian float16 in base64


@dataclass(frozen=True)
class AwayPart:
    """What a sound is less like, and by how much; `sounds` has the newest first, which others were less like before."""

    amount: float
    sounds: tuple[LeftBehind, ...]


@dataclass(frozen=True)
class ImitationPart:
    """The sound that an imitation began from, complete: its file is not needed to make the imitation again.

    A variation of an imitation begins from that one and has no `latent`; it follows the same loudness.
    """

    name: str  # of its file
    sha256: str
    strength: float
    follow: float
    latent: KeptLatent | None
    levels: str  # its loudness (foley_models.envelope) as little-endian float16 decibels in base64
    correlation: float | None = None  # of that loudness with the delivered sound's; None where it never changes


@dataclass(frozen=True)
class FillPart:
    """The recording that was filled, by name and hash: of it only what was heard around the gap is kept, as a latent.

    All places are frames of the recording; `window_first` is where what was heard begins. A variation of a fill begins
    from that one, whose latent holds the surroundings, and has no `latent` of its own.
    """

    name: str  # of its file
    sha256: str
    first: int
    last: int
    window_first: int
    frames: int  # of the delivered sound
    channels: int
    subtype: str
    latent: KeptLatent | None
    steps_db: tuple[float | None, float | None] = (None, None)  # of the level at both seams, where there is one
    loop: bool = False  # whether the recording is one and its seam is untouched


Beginning = Ancestor | AwayPart | ImitationPart | FillPart


@dataclass(frozen=True)
class Recipe:
    """All of it. `layout` maps a stage (`denoise`, `decode`, ...) to the indices that were one batch in it."""

    program: str  # "foley-bridge 1.2.3"
    request: GenerationRequest
    choice: Choice
    sound: Sound
    pack: PackOrigin
    layout: Mapping[str, tuple[int, ...]]
    environment: Environment
    schema: int = SCHEMA
    source: Ancestor | None = None
    away: AwayPart | None = None
    imitation: ImitationPart | None = None
    fill: FillPart | None = None
    route: str = ""

    def to_json(self) -> str:
        """One line of JSON, the same for equal recipes; what is no variation or no loop says nothing of it."""
        return json.dumps(_told(asdict(self)), sort_keys=True, ensure_ascii=False, allow_nan=False)


def is_loop(recipe: Recipe) -> bool:
    """Whether a recipe's sound is a loop: made as one, or one of which a range was made anew."""
    return recipe.request.loop or (recipe.fill is not None and recipe.fill.loop)


def describe_sound(pcm: bytes, rate_hz: int, gain_db: float, *, cat_id: str, channels: int = 1) -> Sound:
    """The `sound` of a recipe: PCM bytes as they go into the file, and how many channels were generated."""
    return Sound(rate_hz, gain_db, cat_id, hashlib.sha256(pcm).hexdigest(), channels)


def build_recipe(
    request: GenerationRequest,
    choice: Choice,
    *,
    sound: Sound,
    pack: PackOrigin,
    layout: Mapping[str, Sequence[int]],
    environment: Environment,
    begins: Sequence[Beginning] = (),
    route: str = "",
) -> dict[str, Any]:
    """The recipe as the JSON object that `Made.recipe` carries.

    `request` has every number that was None filled in from the plan (steps, guidance, sampler, threshold, pool,
    category). A `choice.score` of NaN becomes None: JSON has no NaN.
    """
    score = None if choice.score is None or math.isnan(choice.score) else choice.score
    recipe = Recipe(
        program=program_name(),
        request=request,
        choice=Choice(choice.index, choice.seed, choice.rank, score=score, passed=choice.passed),
        sound=sound,
        pack=pack,
        layout={stage: tuple(indices) for stage, indices in layout.items()},
        environment=environment,
        source=_only(Ancestor, begins),
        away=_only(AwayPart, begins),
        imitation=_only(ImitationPart, begins),
        fill=_only(FillPart, begins),
        route=route,
    )
    mapping: dict[str, Any] = json.loads(recipe.to_json())
    return mapping


def _only(kind: type[_Kind], begins: Sequence[Beginning]) -> _Kind | None:
    return next((one for one in begins if isinstance(one, kind)), None)


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """A recipe's values without the beginnings that are none and what was not asked for, its ancestors' included.

    So what is neither reads as it did before there were any.
    """
    asked = {name: value for name, value in values["request"].items() if value or name not in SAID_WHERE_ASKED}
    values = {**values, "request": asked}
    if values["sound"]["channels"] == 1:
        values["sound"] = {name: value for name, value in values["sound"].items() if name != "channels"}
    values = {name: value for name, value in values.items() if name not in STARTS or value is not None}
    if not values["route"]:
        del values["route"]
    for name in ("imitation", "fill"):
        if name in values and values[name]["latent"] is None:
            values[name] = {key: value for key, value in values[name].items() if key != "latent"}
    if "fill" in values and not values["fill"]["loop"]:
        values["fill"] = {key: value for key, value in values["fill"].items() if key != "loop"}
    source = values.get("source")
    if source is None:
        return values
    return {**values, "source": _told_source(source)}


def _told_source(source: dict[str, Any]) -> dict[str, Any]:
    """What is known of a source, or of the second one of a blend."""
    kept = {name: value for name, value in source.items() if value is not None}
    if "recipe" in kept:
        kept["recipe"] = _told(kept["recipe"])
    if "blend" in kept:
        kept["blend"] = _told_source(kept["blend"])
    if kept.get("scale") == 1:
        del kept["scale"]
    return kept


def program_name() -> str:
    """This program and its version; `foley-bridge` alone where it runs from a folder that was never installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"foley-bridge {version('foley-bridge')}"
    except PackageNotFoundError:
        return "foley-bridge"
