"""JSON objects read strictly: an unknown, missing, doubled or mistyped key is a PackError that names key and file."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from foley_models.errors import PackError


@dataclass
class Fields:
    """One JSON object that is being read; `done` refuses whatever keys nobody asked for."""

    values: Mapping[str, object]
    file: str  # the file as the sentences name it
    where: str = ""  # dotted keys that lead to this object
    asked: set[str] = field(default_factory=set)

    def text(self, key: str) -> str:
        """A string that is not empty."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "a text that is not empty", value)
        return value

    def digest(self, key: str) -> str:
        """A SHA-256."""
        value = self.text(key)
        if not re.fullmatch("[0-9a-f]{64}", value):
            self.refuse(key, "64 lower-case hex digits", value)
        return value

    def integer(self, key: str, least: int = 1) -> int:
        """A whole number of at least `least`."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.refuse(key, f"a whole number of at least {least}", value)
        return value

    def integers(self, key: str) -> list[int]:
        """A list of whole numbers."""
        value = self._get(key)
        if not isinstance(value, list) or any(isinstance(one, bool) or not isinstance(one, int) for one in value):
            self.refuse(key, "a list of whole numbers", value)
        return value

    def number(self, key: str, least: float, most: float) -> float:
        """A finite number from `least` to `most`."""
        value = self._get(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
            self.refuse(key, f"a number from {least:g} to {most:g}", value)
        return float(value)

    def flag(self, key: str) -> bool:
        """true or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            self.refuse(key, "true or false", value)
        return value

    def free(self, key: str) -> Mapping[str, object]:
        """An object whose keys are the writer's own."""
        value = self._get(key)
        if not isinstance(value, dict):
            self.refuse(key, "an object", value)
        return value

    def child(self, key: str) -> "Fields":
        """The object under `key`, to be read in the same way."""
        return Fields(self.free(key), self.file, self._path(key))

    def children(self, key: str) -> "dict[str, Fields]":
        """The objects under the free names of `key`."""
        named = self.child(key)
        return {name: named.child(name) for name in named.values}

    def has(self, key: str) -> bool:
        """Whether an optional key is there."""
        return key in self.values

    def done(self) -> None:
        """Refuse keys that were not read."""
        unknown = sorted(set(self.values) - self.asked)
        if unknown:
            keys = ", ".join(f"`{self._path(key)}`" for key in unknown)
            raise PackError(f"{self.file} has the unknown key {keys}: remove it, or use a version that knows it.")

    def refuse(self, key: str, expected: str, value: object) -> NoReturn:
        """Raise the sentence for a value that is not what it must be."""
        shown = json.dumps(value, default=str)[:60]
        raise PackError(f"{self.file}: `{self._path(key)}` must be {expected}, not {shown}.")

    def _get(self, key: str) -> object:
        self.asked.add(key)
        if key not in self.values:
            raise PackError(f"{self.file} lacks the key `{self._path(key)}`: the pack is incomplete, install it again.")
        return self.values[key]

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key


def read_object(path: Path) -> Fields:
    """The JSON object in a file. PackError where the file cannot be read or is no JSON object."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}): install the pack again.") from error
    return Fields(parse_object(raw, str(path)), str(path))


def parse_object(raw: bytes, file: str) -> dict[str, object]:
    """The JSON object in `raw`; `file` is how the sentences name its origin."""
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_finite, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise PackError(f"{file} is not valid JSON ({error}): install the pack again.") from error
    if not isinstance(value, dict):
        raise PackError(f"{file} must hold one JSON object, not {type(value).__name__}.")
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Of two values under one key json keeps the last without a word; two readers could see two different packs."""
    keys = [key for key, _ in pairs]
    doubled = sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else []
    if doubled:
        raise ValueError(f"the key {doubled[0]!r} is there twice")
    return dict(pairs)


def _finite(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large a number")
    return value
