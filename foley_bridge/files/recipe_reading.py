"""Reads the recipe out of a delivered file, strictly: such a file may come from anywhere and hold anything."""

import base64
import binascii
import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints
from xml.etree import ElementTree

from foley_bridge.files.ixml import NOTE, ROOT
from foley_bridge.files.lineage import variation_of
from foley_bridge.files.recipe import SCHEMA, Ancestor, Choice, Environment, KeptLatent, PackOrigin, Recipe, Sound
from foley_bridge.files.recipe_values import (
    NoRecipeError,
    a_flag,
    a_number,
    a_text,
    an_index,
    an_integer,
    exact_object,
    finite,
    free_object,
    no_constant,
    refuse,
    unique,
)
from foley_bridge.files.riff import find_chunks
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ
from foley_models.errors import FoleyError
from foley_models.limits import VARIATIONS_MOST, check_request, check_variation
from foley_models.requests import GenerationRequest

IXML_BYTES_MOST = 1 << 20
NOTE_CHARACTERS_MOST = 1 << 18
INDICES_MOST = 1024
CANDIDATE_MOST = 80  # an id, # and an index
LATENT_NUMBERS_MOST = 1 << 16  # ten seconds have about half as many
_OPTIONAL = frozenset({"loop"})  # said of loops alone
_Part = TypeVar("_Part", GenerationRequest, Choice, Sound, PackOrigin)


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
        refuse(f"it has {len(text)} characters, more than {NOTE_CHARACTERS_MOST} are not read")
    try:
        values = json.loads(text, object_pairs_hook=unique, parse_constant=no_constant, parse_float=finite)
    except (ValueError, RecursionError) as error:
        raise NoRecipeError(f"The recipe is no valid JSON ({str(error)[:200]}).") from error
    return recipe_from(values)


def recipe_from(values: object) -> Recipe:
    """The recipe in a JSON object that was read already, such as `Made.recipe`."""
    recipe = _recipe(values, generations=0)
    _check(recipe)
    return recipe


def _recipe(values: object, *, generations: int) -> Recipe:
    """A recipe, or after some `generations` that of an ancestor."""
    whole = exact_object(values, "recipe", {one.name for one in fields(Recipe)}, optional=frozenset({"source"}))
    if an_integer(whole["schema"], "schema") != SCHEMA:
        refuse(f"it has the schema {str(whole['schema'])[:20]!r}, this version reads {SCHEMA}")
    return Recipe(
        program=a_text(whole["program"], "program"),
        request=_part(whole["request"], "request", GenerationRequest),
        choice=_part(whole["choice"], "choice", Choice),
        sound=_part(whole["sound"], "sound", Sound),
        pack=_part(whole["pack"], "pack", PackOrigin),
        layout=_layout(whole["layout"]),
        environment=_environment(whole["environment"]),
        source=_ancestor(whole["source"], generations=generations + 1) if "source" in whole else None,
    )


def _ancestor(value: object, *, generations: int) -> Ancestor:
    if generations > VARIATIONS_MOST:
        refuse(f"more than {VARIATIONS_MOST} variations come of one another")
    ways = frozenset({"recipe", "latent"})
    values = exact_object(value, "source", {one.name for one in fields(Ancestor)}, optional=ways)
    if len(ways & values.keys()) != 1:
        refuse("`source` must have either a `recipe` or a `latent`")
    candidate = a_text(values["candidate"], "source.candidate")
    if len(candidate) > CANDIDATE_MOST:
        refuse(f"`source.candidate` has more than {CANDIDATE_MOST} characters")
    return Ancestor(
        candidate=candidate,
        sha256=_digest(a_text(values["sha256"], "source.sha256"), "source.sha256"),
        amount=a_number(values["amount"], "source.amount"),
        recipe=_recipe(values["recipe"], generations=generations) if "recipe" in values else None,
        latent=_latent(values["latent"]) if "latent" in values else None,
    )


def _latent(value: object) -> KeptLatent:
    values = exact_object(value, "source.latent", {"shape", "data"})
    shape, data = values["shape"], values["data"]
    if not isinstance(shape, list) or len(shape) != 3:
        refuse("`source.latent.shape` must be three whole numbers")
    channels, time, rows = (an_index(one, "source.latent.shape") for one in shape)
    numbers = channels * time * rows
    if not isinstance(data, str) or len(data) > 4 * LATENT_NUMBERS_MOST or not 0 < numbers <= LATENT_NUMBERS_MOST:
        refuse(f"`source.latent` must hold from 1 to {LATENT_NUMBERS_MOST} numbers")
    try:
        found = len(base64.b64decode(data, validate=True))
    except (binascii.Error, ValueError):
        refuse("`source.latent.data` is no base64")
    if found != 2 * numbers:
        refuse(f"`source.latent` holds {found} bytes, its shape asks for {2 * numbers}")
    return KeptLatent((channels, time, rows), data)


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
        variation = variation_of(recipe)
        if variation is not None:
            check_variation(recipe.request, variation)
    except FoleyError as error:
        raise NoRecipeError(f"The recipe asks for what cannot be made: {error}") from error
    if not LEAST_RATE_HZ <= recipe.sound.rate_hz <= MOST_RATE_HZ:
        refuse(f"`sound.rate_hz` is {recipe.sound.rate_hz}, it must be from {LEAST_RATE_HZ} to {MOST_RATE_HZ}")
    _digest(recipe.pack.digest, "pack.digest")
    _digest(recipe.sound.sha256, "sound.sha256")


def _digest(text: str, where: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        refuse(f"`{where}` must be 64 lower-case hex digits, not {text[:70]!r}")
    return text


def _part(value: object, where: str, kind: type[_Part]) -> _Part:
    """A dataclass of texts and numbers from an object with exactly its fields."""
    hints = get_type_hints(kind)
    values = exact_object(value, where, set(hints), optional=_OPTIONAL)
    build: Callable[..., _Part] = kind
    return build(
        **{name: _typed(values[name], f"{where}.{name}", hint) for name, hint in hints.items() if name in values}
    )


def _typed(value: object, where: str, hint: Any) -> object:
    choices = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    if value is None and type(None) in choices:
        return None
    (wanted,) = (one for one in choices if one is not type(None))
    readers: dict[object, Callable[[object, str], object]] = {int: an_integer, float: a_number, bool: a_flag}
    return readers.get(wanted, a_text)(value, where)  # what is left are texts and closed lists of texts


def _layout(value: object) -> dict[str, tuple[int, ...]]:
    stages = free_object(value, "layout")
    for stage, indices in stages.items():
        if not isinstance(indices, list) or len(indices) > INDICES_MOST:
            refuse(f"`layout.{stage[:40]}` must be a list of at most {INDICES_MOST} whole numbers")
    return {stage: tuple(an_index(one, f"layout.{stage[:40]}") for one in stages[stage]) for stage in stages}


def _environment(value: object) -> Environment:
    values = exact_object(value, "environment", {one.name for one in fields(Environment)})
    libraries = free_object(values["libraries"], "environment.libraries")
    return Environment(
        device=a_text(values["device"], "environment.device"),
        dtype=a_text(values["dtype"], "environment.dtype"),
        threads=an_integer(values["threads"], "environment.threads"),
        processor=a_text(values["processor"], "environment.processor"),
        system=a_text(values["system"], "environment.system"),
        libraries={name: a_text(version, "environment.libraries") for name, version in libraries.items()},
    )


__all__ = ["IXML_BYTES_MOST", "NoRecipeError", "parse_recipe", "read_recipe", "recipe_from"]
