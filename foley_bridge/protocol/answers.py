"""Messages from the daemon to a host, one function an address, and back again on the host's side."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol import table
from foley_models.errors import FoleyError, RequestError

NO_SCORE = -2.0  # OSC has no NaN that every host reads; a score lies from -1 to 1
NO_ESTIMATE = -1.0
TEXT_MOST_CHARACTERS = 1000  # a sentence of an error that names a very long value


@dataclass(frozen=True)
class Answer:
    """A message from the daemon with its values by name; of an event, `kind` is its kind."""

    address: str
    id: str
    values: Mapping[str, Argument]
    rest: tuple[Argument, ...] = ()

    @property
    def word(self) -> str:
        """`candidate`, `done`, ...; for an event its kind."""
        return str(self.values["kind"]) if self.address == "/foley/event" else self.address.rpartition("/")[2]

    @property
    def final(self) -> bool:
        """Whether nothing more comes for this id."""
        return self.address in ("/foley/done", "/foley/failed")


def accepted(request_id: str, place: int) -> Message:
    """The request is on disk."""
    return Message("/foley/accepted", (request_id, place))


def progress(request_id: str, stage: str, *, fraction: float, left_s: float) -> Message:
    """How far it is."""
    left = NO_ESTIMATE if math.isnan(left_s) else left_s
    return Message("/foley/progress", (request_id, stage, float(fraction), float(left)))


def candidate(request_id: str, index: int, *, rank: int, score: float, passed: bool, path: str, seed: int) -> Message:
    """One sound is on disk."""
    told = NO_SCORE if math.isnan(score) else float(score)
    return Message("/foley/candidate", (request_id, index, rank, told, int(passed), path, seed))


def ranking(request_id: str, indices: tuple[int, ...]) -> Message:
    """The order changed."""
    return Message("/foley/ranking", (request_id, *indices))


def done(request_id: str, delivered: int, rejected: int, *, text: str) -> Message:
    """Nothing more will come."""
    return Message("/foley/done", (request_id, delivered, rejected, _sayable(text)))


def failed(request_id: str, code: str, text: str) -> Message:
    """Nothing more will come, and why."""
    return Message("/foley/failed", (request_id, code, _sayable(text)))


def refused(request_id: str, error: FoleyError) -> Message:
    """The failure that an error stands for."""
    return failed(request_id, error.code, str(error))


def welcome(request_id: str, version: str, *, proof: str, pack: str, rate_hz: int) -> Message:
    """The answer to hello."""
    return Message("/foley/welcome", (request_id, table.PROTOCOL, version, proof, pack, rate_hz))


def event(request_id: str, kind: str, *arguments: Argument) -> Message:
    """An event of a kind with its arguments in the table's order."""
    return Message("/foley/event", (request_id, kind, *arguments))


def event_of_pairs(request_id: str, kind: str, values: Mapping[str, Argument]) -> Message:
    """An event whose values come with their names."""
    return event(request_id, kind, *(part for pair in values.items() for part in pair))


def read_answer(message: Message) -> Answer:
    """A message of the daemon, read by the table. RequestError where the table knows no such message."""
    address = next((one for one in table.TO_HOST if one.path == message.address), None)
    arguments = message.arguments
    if address is None or not arguments or len(arguments) < 1 + len(address.arguments):
        raise RequestError(f"{message.address} with {len(arguments)} arguments is no answer of this protocol.")
    count = len(address.arguments)
    values = {one.name: value for one, value in zip(address.arguments, arguments[1 : 1 + count], strict=True)}
    rest = arguments[1 + count :]
    if address.path == "/foley/event":
        values |= _event_values(str(values["kind"]), rest)
        rest = ()
    return Answer(address.path, str(arguments[0]), values, rest)


def _sayable(text: str) -> str:
    """A sentence as OSC can say it: bounded, without zero bytes and halves of characters, whoever wrote it."""
    return text[:TEXT_MOST_CHARACTERS].replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def _event_values(name: str, rest: tuple[Argument, ...]) -> dict[str, Argument]:
    """Values of an event by name; of a kind that a newer daemon invented, by number."""
    kind = table.event_kind(name)
    if kind is not None and kind.pairs:
        return {str(key): value for key, value in zip(rest[::2], rest[1::2], strict=False)}
    names = [one.name for one in kind.arguments] if kind is not None else [str(place) for place in range(len(rest))]
    return dict(zip(names, rest, strict=False))
