"""A sheet, an export or hits as a host asked for them: complete, so that it can lie in the journal and go on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from foley_bridge.files.destination import folder_to_make
from foley_bridge.files.naming import slug
from foley_bridge.journal.records import Kind
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.begun_from import path_of
from foley_bridge.protocol.generation import PATH_MOST_CHARACTERS, digest_of
from foley_bridge.protocol.parse import Call
from foley_bridge.protocol.table import ON_ANY
from foley_bridge.recordings.gather import PROJECT_SUFFIXES
from foley_bridge.spotting.events import LIST_SUFFIXES, MIDI_SUFFIXES, SOUND_SUFFIXES
from foley_models.errors import RequestError

BETWEEN_TAKES = "|"
TAKES_MOST = 256  # that are named in one call
_OUT = "out"
# A host is told what is wrong with a file: nothing else than such files is looked into for it.
_SHEETS = (*LIST_SUFFIXES, *PROJECT_SUFFIXES)
_EVENTS = (*LIST_SUFFIXES, *PROJECT_SUFFIXES, *MIDI_SUFFIXES, *SOUND_SUFFIXES)


@dataclass(frozen=True)
class WorkOrder:
    """What is to be done; `options` are the pairs that were said, by their names."""

    kind: Kind
    name: str  # what history calls it
    source: str  # absolute path of a sheet or a guide; "" where there is none
    takes: tuple[str, ...]  # of an export
    prompt: str
    folder: str  # absolute, without links; not made yet perhaps
    options: Mapping[str, Argument]
    device: str  # where an export's ear hears
    asked: str  # SHA-256 of what the host said; the same id with another one is another request

    def to_json(self) -> str:
        """One line of JSON, the same for equal orders."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "WorkOrder":
        """The order that `to_json` wrote. RequestError where it is not one (a journal of another version)."""
        try:
            fields = json.loads(text)
            return cls(**{**fields, "kind": Kind(fields["kind"]), "takes": tuple(fields["takes"])})
        except (TypeError, ValueError, KeyError) as error:
            raise RequestError(f"This is no sheet, export or hits of this version: {text[:200]!r}.") from error

    def text(self, name: str) -> str:
        """The option as text; "" where it was not said."""
        return str(self.options.get(name, ""))

    def whole(self, name: str, otherwise: int) -> int:
        """The option as a whole number."""
        return int(self.options.get(name, otherwise))

    def number(self, name: str, otherwise: float) -> float:
        """The option as a number."""
        return float(self.options.get(name, otherwise))

    def switch(self, name: str, *, otherwise: bool = False) -> bool:
        """The option as yes or no. RequestError where it is neither 1 nor 0."""
        said = self.whole(name, int(otherwise))
        if said not in (0, 1):
            raise RequestError(f"{name} is {said}: it must be 1 for yes or 0 for no.")
        return said == 1


def work_order_of(call: Call, *, sounds: Path, reserved: Sequence[Path], device: str) -> WorkOrder:
    """The order that a call makes, its folder as the rules for destinations let it be. RequestError, DestinationError.

    `sounds` is the folder in which one is made where the host names none.
    """
    kind = Kind(call.address.word)
    takes = _takes(call) if kind is Kind.EXPORT else ()
    prompt = str(call.arguments.get("prompt", call.pairs.get("prompt", "")))
    source = "" if kind is Kind.EXPORT else str(_source(call, _SHEETS if kind is Kind.CUES else _EVENTS))
    name = Path(source).name if kind is Kind.CUES else prompt or Path(takes[0] if takes else "").name
    ending = "-export" if kind is Kind.EXPORT else ""
    stem = Path(source).stem if kind is Kind.CUES else prompt or Path(takes[0] if takes else "").stem
    said = str(call.pairs.get(_OUT) or sounds / f"{slug(stem)}{ending}")
    if len(said) > PATH_MOST_CHARACTERS:
        raise RequestError(f"out has {len(said)} characters, the limit is {PATH_MOST_CHARACTERS}.")
    own = {_OUT, "prompt", *(one.name for one in ON_ANY)}
    return WorkOrder(
        kind,
        name,
        source,
        takes,
        prompt,
        str(folder_to_make(said, reserved=reserved)),
        {key: value for key, value in call.pairs.items() if key not in own},
        device,
        digest_of(call),
    )


def _source(call: Call, suffixes: Sequence[str]) -> Path:
    path = path_of(call, "a cue sheet" if call.address.word == "cues" else "a sound, a MIDI file or a list of events")
    if path.suffix.casefold() not in suffixes:
        raise RequestError(f"path is {str(path)!r}: give a file that ends in one of {', '.join(suffixes)}.")
    return path


def _takes(call: Call) -> tuple[str, ...]:
    said = tuple(one.strip() for one in call.text("takes").split(BETWEEN_TAKES) if one.strip())
    if len(said) > TAKES_MOST:
        raise RequestError(f"takes holds {len(said)}: name at most {TAKES_MOST}, or requests in place of candidates.")
    if bool(said) == bool(call.pairs.get("prompt")):
        raise RequestError("Say either takes or the pair prompt: an export is made of one of them.")
    for one in said:
        if ("/" in one or "\\" in one) and not Path(one).is_absolute():
            raise RequestError(f"takes holds {one[:200]!r}: a file must be said by its absolute path.")
    return said
