"""What a value in the settings file may be: each rule checks one kind and says its bounds in words."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

Value = bool | int | str


class Kind(StrEnum):
    """What a person edits such a value with."""

    SWITCH = "switch"
    CHOICE = "choice"  # one of the rule's words
    NUMBER = "number"
    PORT = "port"
    TEXT = "text"  # the rule's words, if any, are suggestions
    FOLDER = "folder"
    PACK = "pack"
    OUTPUT = "output"  # of sound


@dataclass(frozen=True)
class Rule:
    """`says` the values in words, as "a whole number from 0 to 19"; `takes` whether a value that TOML gave is one.

    What an editor needs besides: the least and the most of a number, words to choose from, and what "" or 0 means.
    """

    says: str
    takes: Callable[[object], bool]
    kind: Kind = Kind.TEXT
    least: int = 0
    most: int = 0
    words: tuple[str, ...] = ()
    nothing_means: str = ""


def whole_number(least: int, most: int, *, zero_means: str = "") -> Rule:
    """From `least` to `most`, both included."""
    says = f"a whole number from {least} to {most}"
    takes = _within(least, most)
    return Rule(says, takes, Kind.NUMBER, least=least, most=most, nothing_means=zero_means)


def port(zero_means: str) -> Rule:
    """A port that needs no rights of an administrator, or 0."""
    says = f"a port from 1024 to 65535, or 0: {zero_means}"
    takes = _within(1024, 65_535)
    return Rule(says, lambda value: _within(0, 0)(value) or takes(value), Kind.PORT, 0, 65_535, (), zero_means)


def switch() -> Rule:
    """On or off."""
    return Rule("true or false", lambda value: isinstance(value, bool), Kind.SWITCH)


def choice(*words: str) -> Rule:
    """One of a few words."""
    says = "one of " + ", ".join(f'"{word}"' for word in words)
    return Rule(says, lambda value: isinstance(value, str) and value in words, Kind.CHOICE, words=words)


def pattern(form: str, says: str, *, suggestions: tuple[str, ...] = ()) -> Rule:
    """A printable text of a certain form, which `says` describes."""
    return Rule(
        says, lambda value: _is_printable(value) and re.fullmatch(form, str(value)) is not None, words=suggestions
    )


def folder(empty_means: str) -> Rule:
    """A folder by its whole path, or "" for the one that is meant where none is named."""
    says = f'the whole path of a folder (~ is your home), or "": {empty_means}'
    return Rule(says, _is_folder, Kind.FOLDER, nothing_means=empty_means)


def pack() -> Rule:
    """A pack by its name or by its whole path: the daemon may run in any folder."""
    named = pattern(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}", "")
    says = "the name of a built-in pack, or the whole path of a pack's folder (~ is your home)"
    return Rule(says, lambda value: value != "" and (named.takes(value) or _is_folder(value)), Kind.PACK)


def address() -> Rule:
    """An address of this machine by number, so that nothing is looked up in a network."""
    says = 'an address of this machine in numbers, as "127.0.0.1"'
    return Rule(says, _is_address, words=("127.0.0.1", "0.0.0.0"))


def output(empty_means: str) -> Rule:
    """A sound output as PortAudio names it, or "" for the one that is meant where none is named."""
    says = f'the name of a sound output, at most 200 characters, or "": {empty_means}'
    takes = pattern(r".{0,200}", says).takes
    return Rule(says, takes, Kind.OUTPUT, nothing_means=empty_means)


def _within(least: int, most: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_printable(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def _is_folder(value: object) -> bool:
    if not isinstance(value, str) or not value.isprintable():
        return False
    return value in ("", "~") or value.startswith(("~/", "~\\")) or Path(value).is_absolute()


def _is_address(value: object) -> bool:
    try:
        ipaddress.ip_address(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return True
