"""What a value in the settings file may be: each rule checks one kind and says its bounds in words."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Value = bool | int | str


@dataclass(frozen=True)
class Rule:
    """`says` the values in words, as "a whole number from 0 to 19"; `takes` whether a value that TOML gave is one."""

    says: str
    takes: Callable[[object], bool]


def whole_number(least: int, most: int) -> Rule:
    """From `least` to `most`, both included."""
    return Rule(f"a whole number from {least} to {most}", lambda value: _is_within(value, least, most))


def port(zero_means: str) -> Rule:
    """A port that needs no rights of an administrator, or 0."""
    says = f"a port from 1024 to 65535, or 0: {zero_means}"
    return Rule(says, lambda value: _is_within(value, 0, 0) or _is_within(value, 1024, 65_535))


def switch() -> Rule:
    """On or off."""
    return Rule("true or false", lambda value: isinstance(value, bool))


def choice(*words: str) -> Rule:
    """One of a few words."""
    says = "one of " + ", ".join(f'"{word}"' for word in words)
    return Rule(says, lambda value: isinstance(value, str) and value in words)


def pattern(form: str, says: str) -> Rule:
    """A printable text of a certain form, which `says` describes."""
    return Rule(says, lambda value: _is_printable(value) and re.fullmatch(form, str(value)) is not None)


def folder(empty_means: str) -> Rule:
    """A folder by its whole path, or "" for the one that is meant where none is named."""
    return Rule(f'the whole path of a folder (~ is your home), or "": {empty_means}', _is_folder)


def pack() -> Rule:
    """A pack by its name or by its whole path: the daemon may run in any folder."""
    named = pattern(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}", "")
    says = "the name of a built-in pack, or the whole path of a pack's folder (~ is your home)"
    return Rule(says, lambda value: value != "" and (named.takes(value) or _is_folder(value)))


def address() -> Rule:
    """An address of this machine by number, so that nothing is looked up in a network."""
    return Rule('an address of this machine in numbers, as "127.0.0.1"', _is_address)


def _is_within(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


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
