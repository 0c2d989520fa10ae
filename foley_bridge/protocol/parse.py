"""From a decoded message to a call: every argument and pair checked by the table, refused with the value."""

import difflib
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from foley_bridge.osc import message as osc
from foley_bridge.protocol.spec import Address, Argument, Pair
from foley_bridge.protocol.table import ID_MOST_CHARACTERS, ON_ANY, REPLY, TO_DAEMON, TOKEN
from foley_models.errors import RequestError, UnknownAddressError

SHOWN_CHARACTERS = 60
_ID = re.compile(f'[!-"$-~]{{1,{ID_MOST_CHARACTERS}}}')
_KINDS = {"s": "a string (s)", "i": "a whole number (i)", "f": "a number (f)", "t": "a number (f, or s with a decimal)"}


@dataclass(frozen=True)
class Call:
    """One message that the table knows, its values by name."""

    address: Address
    id: str
    arguments: Mapping[str, osc.Argument]
    pairs: Mapping[str, osc.Argument]

    def text(self, name: str) -> str:
        """The string argument of that name."""
        return str(self.arguments[name])

    def whole(self, name: str) -> int:
        """The whole-number argument of that name."""
        return int(self.arguments[name])


@dataclass(frozen=True)
class Claims:
    """What a message says of its sender, read before anything else about it is believed."""

    id: str
    token: str | None
    reply: osc.Argument | None


def claims_of(message: osc.Message) -> Claims:
    """Id, token and reply port of any message, also of one that is wrong in every other way."""
    arguments = message.arguments
    first = arguments[0] if arguments and isinstance(arguments[0], str) else ""
    said = _said_of_sender(message)
    token = said.get(TOKEN.name)
    return Claims(
        id=first if is_id(first) else "",
        token=token if isinstance(token, str) else None,
        reply=said.get(REPLY.name),
    )


def parse(message: osc.Message) -> Call:
    """The call that a message to the daemon makes. RequestError (UnknownAddressError) where it is wrong."""
    address = _addresses().get(message.address)
    if address is None:
        raise UnknownAddressError(_unknown_address(message.address))
    if not message.arguments or not isinstance(message.arguments[0], str):
        raise RequestError(f"{address.path} must begin with the request's id, a string (s).")
    _check_id(message.arguments[0])
    places = len(address.arguments)
    values = message.arguments[1 : 1 + places]
    if len(values) < places:
        names = ", ".join(one.name for one in address.arguments)
        raise RequestError(f"{address.path} has {len(values)} arguments after the id, it needs {places}: {names}.")
    return Call(
        address=address,
        id=message.arguments[0],
        arguments={one.name: _checked(one, value) for one, value in zip(address.arguments, values, strict=True)},
        pairs=_pairs(address, message.arguments[1 + places :]),
    )


def is_id(text: str) -> bool:
    """Whether a text can be a request's id: 1 to 64 printable ASCII characters, no space and no `#`."""
    return _ID.fullmatch(text) is not None


def shown(value: osc.Argument) -> str:
    """A value as a sentence can hold it: quoted, control characters escaped, never long."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"


@cache
def _addresses() -> Mapping[str, Address]:
    return {one.path: one for one in TO_DAEMON}


def _pairs(address: Address, rest: Sequence[osc.Argument]) -> dict[str, osc.Argument]:
    pairs: dict[str, osc.Argument] = {}
    for place in range(0, len(rest), 2):
        name = rest[place]
        known = address.pair(name) if isinstance(name, str) else None
        if known is None:
            raise RequestError(_unknown_pair(address, name))
        if place + 1 == len(rest):
            raise RequestError(f"The pair {known.name!r} of {address.path} has no value.")
        if known.name in pairs:
            raise RequestError(f"The pair {known.name!r} of {address.path} comes twice.")
        pairs[known.name] = _checked(known, rest[place + 1])
    return pairs


def _checked(spec: Argument | Pair, value: osc.Argument) -> osc.Argument:
    """The value in the type that the table says; a whole float serves as int and an int as float."""
    if isinstance(value, str):
        return _checked_text(spec, value)
    if not math.isfinite(value):
        raise RequestError(f"{spec.name} is {value}: it must be a finite number.")
    if spec.kind in ("f", "t"):
        return float(value)
    if spec.kind == "i" and float(value).is_integer():
        return int(value)
    raise RequestError(f"{spec.name} is {shown(value)}: it must be {_KINDS[spec.kind]}.")


def _checked_text(spec: Argument | Pair, value: str) -> osc.Argument:
    # Control characters, line separators, halves of surrogate pairs: no file, log or project text takes them safely.
    # What is printable has none; only the rest is looked at mark by mark, which takes long for 8 KB.
    marks = "" if value.isprintable() else value
    strange = next((mark for mark in marks if unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp")), None)
    if strange is not None:
        raise RequestError(
            f"{spec.name} holds the control character U+{ord(strange):04X}: send one line of plain text."
        )
    if spec.kind == "s":
        return value
    if spec.kind == "t":
        return _decimal(spec, value)
    raise RequestError(f"{spec.name} is {shown(value)}: it must be {_KINDS[spec.kind]}.")


def _decimal(spec: Argument | Pair, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise RequestError(f"{spec.name} is {shown(value)}: it must be {_KINDS[spec.kind]}.")
    return number


def _check_id(text: str) -> None:
    if not is_id(text):
        raise RequestError(
            f"The request's id is {shown(text)}: it must be 1 to {ID_MOST_CHARACTERS} printable ASCII characters "
            "without spaces and '#'."
        )


def _said_of_sender(message: osc.Message) -> Mapping[str, osc.Argument]:
    """Token and reply port, by name.

    They are read where the table has pairs, so that a prompt or a project may be called "reply"; where no token stands
    there, the message is wrong, and they may stand anywhere.
    """
    address = _addresses().get(message.address)
    rest = () if address is None else message.arguments[1 + len(address.arguments) :]
    pairs = _named(rest[::2], rest[1::2])
    return pairs if TOKEN.name in pairs else _named(message.arguments, message.arguments[1:])


def _named(names: Sequence[osc.Argument], values: Sequence[osc.Argument]) -> dict[str, osc.Argument]:
    known = [one.name for one in ON_ANY]
    return {str(name): value for name, value in zip(names, values, strict=False) if name in known}


def _unknown_address(path: str) -> str:
    near = difflib.get_close_matches(path[:SHOWN_CHARACTERS], list(_addresses()), n=1, cutoff=0.7)
    hint = f"did you mean {near[0]}?" if near else "foley-bridge protocol lists all."
    return f"There is no address {shown(path)}; {hint}"


def _unknown_pair(address: Address, name: osc.Argument) -> str:
    names = [one.name for one in address.pairs]
    near = difflib.get_close_matches(str(name)[:SHOWN_CHARACTERS], names, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]!r}?" if near else f"it knows {', '.join(names)}."
    return f"{address.path} has no pair {shown(name)}; {hint}"
