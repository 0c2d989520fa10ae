"""A generation as it was accepted: complete, so that it can lie in the journal and be started again after a crash."""

import json
from dataclasses import asdict, dataclass

from foley_models.errors import RequestError
from foley_models.requests import GenerationRequest


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

    def to_json(self) -> str:
        """One line of JSON, the same for equal orders."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Order":
        """The order that `to_json` wrote. RequestError where it is not one (a journal of another version)."""
        try:
            fields = json.loads(text)
            request = GenerationRequest(**fields.pop("request"))
            return cls(request=request, **fields)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise RequestError(f"This is no order of this version: {text[:200]!r}.") from error
