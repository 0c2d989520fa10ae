"""A generation as it was accepted: complete, so that it can lie in the journal and be started again after a crash."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from foley_models.errors import RequestError
from foley_models.requests import GenerationRequest

_STARTS = ("source", "imitated", "filled")


@dataclass(frozen=True)
class BlendedWith:
    """The second candidate of a blend; a `mix` of 0 is all the first, 1 all this one."""

    candidate: str  # ID#2
    mix: float
    sha256: str  # of its file
    path: str
    recipe: str  # JSON


@dataclass(frozen=True)
class VariedFrom:
    """The candidate that others are to be like, or less like, as the journal had it when they were accepted."""

    candidate: str  # ID#2
    amount: float
    sha256: str  # of its file
    path: str  # of its file, which is read where it cannot be made again
    recipe: str  # JSON
    blend: BlendedWith | None = None
    less: bool = False  # whether others are to be less like it, in place of like it


@dataclass(frozen=True)
class Recording:
    """A sound file that was looked at when the order was accepted; when its turn comes, it must be the same."""

    path: str
    sha256: str
    rate_hz: int
    channels: int
    frames: int
    subtype: str  # PCM_16, PCM_24, FLOAT, ...

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.frames / self.rate_hz


@dataclass(frozen=True)
class Imitated:
    """The recording that gives timing and loudness, how far sounds go from it, how far they follow its loudness."""

    recording: Recording
    strength: float
    follow: float


@dataclass(frozen=True)
class Filled:
    """The recording that stays as it is but for these frames; beyond its last one it is continued."""

    recording: Recording
    first: int
    last: int  # the first frame behind the range


@dataclass(frozen=True)
class Order:
    """What the model is asked for and what becomes of its sounds. Its request's seed is always a definite number."""

    request: GenerationRequest
    rate_hz: int  # of the files
    destination: str  # absolute path of the folder the host named; the setting's where it named none
    position_s: float  # on the host's timeline, for the file's time reference
    pack: str  # name or folder
    adapter: str = ""  # file of a fine-tuned adapter on it; "" = none
    cat_id: str = ""  # UCS CatID; "" = predicted
    project: str = ""  # the host's project, for the metadata
    asked: str = ""  # SHA-256 of what the host said; the same id with another one is another request
    source: VariedFrom | None = None  # of a variation
    route: str = ""  # the category whose route chose pack or numbers; "" where none did
    imitated: Imitated | None = None
    filled: Filled | None = None

    def to_json(self) -> str:
        """One line of JSON, the same for equal orders; what begins from nothing says nothing of it."""
        values = {name: value for name, value in asdict(self).items() if name not in _STARTS or value is not None}
        if not self.route:
            del values["route"]
        if self.source is not None and self.source.blend is None:
            del values["source"]["blend"]
        if self.source is not None and not self.source.less:
            del values["source"]["less"]
        return json.dumps(values, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Order":
        """The order that `to_json` wrote. RequestError where it is not one (a journal of another version)."""
        try:
            fields = json.loads(text)
            request = GenerationRequest(**fields.pop("request"))
            source = _varied(fields.pop("source")) if "source" in fields else None
            imitated = _imitated(fields.pop("imitated")) if "imitated" in fields else None
            filled = _filled(fields.pop("filled")) if "filled" in fields else None
            return cls(request=request, source=source, imitated=imitated, filled=filled, **fields)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise RequestError(f"This is no order of this version: {text[:200]!r}.") from error


def _varied(values: Mapping[str, Any]) -> VariedFrom:
    blend = values.get("blend")
    return VariedFrom(**{**values, "blend": None if blend is None else BlendedWith(**blend)})


def _imitated(values: Mapping[str, Any]) -> Imitated:
    return Imitated(**{**values, "recording": Recording(**values["recording"])})


def _filled(values: Mapping[str, Any]) -> Filled:
    return Filled(**{**values, "recording": Recording(**values["recording"])})
