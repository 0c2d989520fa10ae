"""A generation as it was accepted: complete, so that it can lie in the journal and be started again after a crash."""

import json
from dataclasses import asdict, dataclass

from foley_models.errors import RequestError
from foley_models.requests import GenerationRequest


@dataclass(frozen=True)
class VariedFrom:
    """The candidate that a variation is to be like, as the journal had it when the variation was accepted."""

    candidate: str  # ID#2
    amount: float
    sha256: str  # of its file
    path: str  # of its file, which is read where it cannot be made again
    recipe: str  # JSON


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

    def to_json(self) -> str:
        """One line of JSON, the same for equal orders; what is no variation says nothing of a source."""
        values = {name: value for name, value in asdict(self).items() if name != "source" or value is not None}
        return json.dumps(values, sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Order":
        """The order that `to_json` wrote. RequestError where it is not one (a journal of another version)."""
        try:
            fields = json.loads(text)
            request = GenerationRequest(**fields.pop("request"))
            source = VariedFrom(**fields.pop("source")) if "source" in fields else None
            return cls(request=request, source=source, **fields)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise RequestError(f"This is no order of this version: {text[:200]!r}.") from error
