"""Calls and answers in the terms of the other side: ids, paths, and numbers as they were said."""

from collections.abc import Callable, Mapping

from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.parse import Call
from foley_bridge.protocol.spec import Argument as Spec
from foley_bridge.protocol.spec import Pair
from foley_bridge.protocol.table import ON_ANY, event_kind
from foley_bridge.seat.paths import absolute

_REQUESTS = ("request", "running", "training")  # what names a request, in calls and in events
_CANDIDATES = ("candidate", "blend", "like")  # what names a candidate, ID#2
# What names a file or a folder.
_PATHS = ("path", "folder", "like", "out", "list", "report", "reaper", "stem")
_LISTS = ("takes",)  # what names several of either, with | between
EVENT = "/foley/event"

Words = Callable[[str], str]


def message_of(call: Call, message_id: str, pairs: Mapping[str, Argument], *, request: Words, path: Words) -> Message:
    """A call as the server is to hear it; `request` and `path` say how it calls them.

    Numbers that are finer than 32 bits go as decimals, so that they mean the same there.
    """
    own = {one.name for one in ON_ANY}
    specs = {one.name: one for one in call.address.pairs}
    arguments = [_said(one, call.arguments[one.name], request, path=path) for one in call.address.arguments]
    said = {name: _said(specs[name], value, request, path=path) for name, value in pairs.items() if name not in own}
    return Message(call.address.path, (message_id, *arguments, *(part for pair in said.items() for part in pair)))


def told(message: Message, own_id: str, *, request: Words, path: Words) -> Message:
    """What the server says, for the host that calls its request or question `own_id`."""
    arguments = message.arguments
    if message.address != EVENT or len(arguments) < 2:
        return Message(message.address, (own_id, *arguments[1:]))
    kind = event_kind(str(arguments[1]))
    rest = list(arguments[2:])
    if kind is not None and kind.pairs:
        for place in range(0, len(rest) - 1, 2):
            rest[place + 1] = _heard(str(rest[place]), rest[place + 1], request, path=path)
    elif kind is not None:
        for place, spec in enumerate(kind.arguments[: len(rest)]):
            rest[place] = _heard(spec.name, rest[place], request, path=path)
    return Message(EVENT, (own_id, arguments[1], *rest))


def _said(spec: Spec | Pair, value: Argument, request: Words, *, path: Words) -> Argument:
    if not isinstance(value, str):
        return repr(value) if spec.kind == "t" else value
    if spec.name in _LISTS:
        return "|".join(_take(one.strip(), request, path) for one in value.split("|")) if value else value
    if spec.name in _CANDIDATES and "#" in value and absolute(value) is None:
        own, _, index = value.rpartition("#")
        return f"{request(own)}#{index}"
    if spec.name in _REQUESTS:
        return request(value)
    return path(value) if spec.name in _PATHS and value else value


def _take(said: str, request: Words, path: Words) -> str:
    if absolute(said) is not None:
        return path(said)
    own, sign, index = said.partition("#")
    return f"{request(own)}{sign}{index}"


def _heard(name: str, value: Argument, request: Words, *, path: Words) -> Argument:
    if not isinstance(value, str) or not value:
        return value
    if name in _REQUESTS:
        return request(value)
    return path(value) if name in _PATHS else value
