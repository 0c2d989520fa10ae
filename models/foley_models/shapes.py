"""The sizes of a part, from the card into the family's own frozen dataclass, refusing what does not fit."""

import types
import typing
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

from foley_models.errors import PackError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Shape = TypeVar("Shape", bound="DataclassInstance")


def read_shape(kind: type[Shape], values: object, where: str) -> Shape:
    """A dataclass of int, float, bool, str, tuples of one of them, other such dataclasses, or None.

    Every field must be given, also one with a default: a card says all, whatever a later version's defaults are.
    PackError names the key, `where` being the keys that lead here ("shapes.denoiser").
    """
    if not isinstance(values, Mapping):
        raise PackError(f"The pack's card: `{where}` must be an object, not {values!r:.60}.")
    names = [field.name for field in fields(kind)]
    for key in sorted(set(names) ^ set(values)):
        problem = "lacks the key" if key in names else "has the unknown key"
        raise PackError(
            f"The pack's card {problem} `{where}.{key}`: install the pack again, or a version that fits it."
        )
    hints = typing.get_type_hints(kind)
    return kind(**{name: _value(hints[name], values[name], f"{where}.{name}") for name in names})


def _value(kind: object, value: object, where: str) -> object:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple and isinstance(value, list | tuple):
        return tuple(_value(arguments[0], one, f"{where}[{i}]") for i, one in enumerate(value))
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        return _value(next(one for one in arguments if one is not type(None)), value, where)
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
        return read_shape(kind, value, where)
    if kind is float and type(value) is int:
        return float(value)
    if origin is tuple or type(value) is not kind:
        raise PackError(f"The pack's card: `{where}` must be {_name(kind)}, not {value!r:.60}.")
    return value


def _name(kind: object) -> str:
    if typing.get_origin(kind) is tuple:
        return "a list"
    names: dict[object, str] = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
    return names.get(kind, str(kind))
