"""Reads the recipe out of a delivered file, strictly: such a file may come from anywhere and hold anything."""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import Any, NoReturn, TypeVar, Union, get_args, get_origin, get_type_hints
from xml.etree import ElementTree

from foley_bridge.files.ixml import NOTE, ROOT
from foley_bridge.files.recipe import SCHEMA, Choice, Environment, PackOrigin, Recipe, Sound
from foley_bridge.files.riff import find_chunks
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ
from foley_models.errors import FoleyError, RequestError
from foley_models.limits import check_request
from foley_models.requests import GenerationRequest

IXML_BYTES_MOST = 1 << 20
NOTE_CHARACTERS_MOST = 1 << 18
TEXT_MOST = 10_000
ENTRIES_MOST = 256  # of a free mapping: stages, libraries
INDICES_MOST = 1024
INDEX_MOST = 65_535  # three pools of 64 are the most that are ever made
_Part = TypeVar("_Part", GenerationRequest, Choice, Sound, PackOrigin)


class NoRecipeError(RequestError):
    """A file holds no recipe of this program, or a broken one."""


def read_recipe(path: Path) -> Recipe:
    """The recipe inside a WAV file. NoRecipeError, with what is wrong, where there is none that can be followed."""
    try:
        with path.open("rb") as stream:
            found = find_chunks(stream, {b"iXML": IXML_BYTES_MOST})
    except OSError as error:
        raise NoRecipeError(f"{path} cannot be read ({error.strerror}): give a file that Foley Bridge made.") from error
    except ValueError as error:
        raise NoRecipeError(f"{path} holds no recipe: {error}.") from error
    if b"iXML" not in found:
        raise NoRecipeError(
            f"{path} holds no recipe: it has no iXML, so Foley Bridge did not make it or it was edited."
        )
    try:
        return parse_recipe(_note(found[b"iXML"]))
    except NoRecipeError as error:
        raise NoRecipeError(f"{path}: {error}") from error


def parse_recipe(text: str) -> Recipe:
    """The recipe in its JSON. NoRecipeError for unknown, missing, doubled or mistyped keys and for other schemas."""
    if len(text) > NOTE_CHARACTERS_MOST:
        _refuse(f"it has {len(text)} characters, more than {NOTE_CHARACTERS_MOST} are not read")
    try:
        values = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise NoRecipeError(f"The recipe is no valid JSON ({str(error)[:200]}).") from error
    return recipe_from(values)


def recipe_from(values: object) -> Recipe:
    """The recipe in a JSON object that was read already, such as `Made.recipe`."""
    whole = _object(values, "recipe", {one.name for one in fields(Recipe)})
    if _integer(whole["schema"], "schema") != SCHEMA:
        _refuse(f"it has the schema {str(whole['schema'])[:20]!r}, this version reads {SCHEMA}")
    recipe = Recipe(
        program=_text(whole["program"], "program"),
        request=_part(whole["request"], "request", GenerationRequest),
        choice=_part(whole["choice"], "choice", Choice),
        sound=_part(whole["sound"], "sound", Sound),
        pack=_part(whole["pack"], "pack", PackOrigin),
        layout=_layout(whole["layout"]),
        environment=_environment(whole["environment"]),
    )
    _check(recipe)
    return recipe


def _note(data: bytes) -> str:
    """The text of the NOTE. No document type: without one an XML has no entities but the five that are built in."""
    try:
        # Decoded here, so that no other encoding that the XML declares can hide a document type.
        text = data.rstrip(b"\0").decode("utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise NoRecipeError("The iXML holds a document type, which Foley Bridge never writes.")
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise NoRecipeError(f"The iXML is broken ({error}).") from error
    notes = root.findall(NOTE)
    if root.tag != ROOT or len(notes) != 1 or not notes[0].text:
        raise NoRecipeError("The iXML holds no recipe: Foley Bridge did not make this file, or it was edited.")
    return notes[0].text


def _check(recipe: Recipe) -> None:
    try:
        check_request(recipe.request)
    except FoleyError as error:
        raise NoRecipeError(f"The recipe asks for what cannot be made: {error}") from error
    if not LEAST_RATE_HZ <= recipe.sound.rate_hz <= MOST_RATE_HZ:
        _refuse(f"`sound.rate_hz` is {recipe.sound.rate_hz}, it must be from {LEAST_RATE_HZ} to {MOST_RATE_HZ}")
    for name, digest in (("pack.digest", recipe.pack.digest), ("sound.sha256", recipe.sound.sha256)):
        if not re.fullmatch("[0-9a-f]{64}", digest):
            _refuse(f"`{name}` must be 64 lower-case hex digits, not {digest[:70]!r}")


def _part(value: object, where: str, kind: type[_Part]) -> _Part:
    """A dataclass of texts and numbers from an object with exactly its fields."""
    hints = get_type_hints(kind)
    values = _object(value, where, set(hints))
    build: Callable[..., _Part] = kind
    return build(**{name: _typed(values[name], f"{where}.{name}", hint) for name, hint in hints.items()})


def _typed(value: object, where: str, hint: Any) -> object:
    choices = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if value is None and type(None) in choices:
        return None
    (wanted,) = (one for one in choices if one is not type(None))
    readers: dict[object, Callable[[object, str], object]] = {int: _integer, float: _number, bool: _flag}
    return readers.get(wanted, _text)(value, where)  # what is left are texts and closed lists of texts


def _layout(value: object) -> dict[str, tuple[int, ...]]:
    stages = _free(value, "layout")
    for stage, indices in stages.items():
        if not isinstance(indices, list) or len(indices) > INDICES_MOST:
            _refuse(f"`layout.{stage[:40]}` must be a list of at most {INDICES_MOST} whole numbers")
    return {stage: tuple(_index(one, f"layout.{stage[:40]}") for one in stages[stage]) for stage in stages}


def _environment(value: object) -> Environment:
    values = _object(value, "environment", {one.name for one in fields(Environment)})
    libraries = _free(values["libraries"], "environment.libraries")
    return Environment(
        device=_text(values["device"], "environment.device"),
        dtype=_text(values["dtype"], "environment.dtype"),
        threads=_integer(values["threads"], "environment.threads"),
        processor=_text(values["processor"], "environment.processor"),
        system=_text(values["system"], "environment.system"),
        libraries={name: _text(version, "environment.libraries") for name, version in libraries.items()},
    )


def _object(value: object, where: str, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(f"`{where}` must be an object")
    wrong = sorted(str(key)[:40] for key in keys.symmetric_difference(value))
    if wrong:
        _refuse(f"`{where}` lacks or must not have `{wrong[0]}`; another version may have written it")
    return value


def _free(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict) or len(value) > ENTRIES_MOST or any(len(str(key)) > TEXT_MOST for key in value):
        _refuse(f"`{where}` must be an object of at most {ENTRIES_MOST} entries")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or len(value) > TEXT_MOST:
        _refuse(f"`{where}` must be a text of at most {TEXT_MOST} characters")
    return value


def _integer(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 63:
        _refuse(f"`{where}` must be a whole number")
    return value


def _index(value: object, where: str) -> int:
    index = _integer(value, where)
    if not 0 <= index <= INDEX_MOST:
        _refuse(f"`{where}` holds {index}: a candidate's index is from 0 to {INDEX_MOST}")
    return index


def _number(value: object, where: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 1e300:
        _refuse(f"`{where}` must be a number")
    return float(value)


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        _refuse(f"`{where}` must be true or false")
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Of two values under one key json keeps the last without a word; two readers could see two different recipes."""
    values = dict(pairs)
    if len(values) < len(pairs):
        raise ValueError("a key is there twice")
    return values


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number is too large")
    return value


def _refuse(reason: str) -> NoReturn:
    raise NoRecipeError(f"The recipe cannot be followed: {reason}.")
