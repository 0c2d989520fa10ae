"""Values of a recipe that was read from a file, checked one by one: such a file may hold anything."""

import math
from collections.abc import Mapping
from typing import Any, NoReturn

from foley_models.errors import RequestError

TEXT_MOST = 10_000
ENTRIES_MOST = 256  # of a free mapping: stages, libraries
INDEX_MOST = 65_535  # three pools of 64 are the most that are ever made


class NoRecipeError(RequestError):
    """A file holds no recipe of this program, or a broken one."""


def exact_object(value: object, where: str, keys: set[str], optional: frozenset[str] = frozenset()) -> dict[str, Any]:
    """An object with exactly these keys, of which the `optional` ones may be missing."""
    if not isinstance(value, dict):
        refuse(f"`{where}` must be an object")
    wrong = sorted(str(key)[:40] for key in keys.symmetric_difference(value) if key in value or key not in optional)
    if wrong:
        refuse(f"`{where}` lacks or must not have `{wrong[0]}`; another version may have written it")
    return value


def free_object(value: object, where: str) -> Mapping[str, Any]:
    """An object with whatever keys, of which there are not too many."""
    if not isinstance(value, dict) or len(value) > ENTRIES_MOST or any(len(str(key)) > TEXT_MOST for key in value):
        refuse(f"`{where}` must be an object of at most {ENTRIES_MOST} entries")
    return value


def a_text(value: object, where: str) -> str:
    """A text that is not too long."""
    if not isinstance(value, str) or len(value) > TEXT_MOST:
        refuse(f"`{where}` must be a text of at most {TEXT_MOST} characters")
    return value


def an_integer(value: object, where: str) -> int:
    """A whole number of 64 bits."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 63:
        refuse(f"`{where}` must be a whole number")
    return value


def an_index(value: object, where: str) -> int:
    """The index of a candidate."""
    index = an_integer(value, where)
    if not 0 <= index <= INDEX_MOST:
        refuse(f"`{where}` holds {index}: a candidate's index is from 0 to {INDEX_MOST}")
    return index


def a_number(value: object, where: str) -> float:
    """A number."""
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 1e300:
        refuse(f"`{where}` must be a number")
    return float(value)


def a_flag(value: object, where: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        refuse(f"`{where}` must be true or false")
    return value


def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Of two values under one key json keeps the last without a word; two readers could see two different recipes."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key is there twice")
    return values


def no_constant(name: str) -> NoReturn:
    """NaN and the infinities, which json would take."""
    raise ValueError(f"{name} is no number of JSON")


def finite(text: str) -> float:
    """A number of JSON, which may be written too large for a float."""
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


def refuse(reason: str) -> NoReturn:
    """Say why a recipe cannot be followed."""
    raise NoRecipeError(f"The recipe cannot be followed: {reason}.")
