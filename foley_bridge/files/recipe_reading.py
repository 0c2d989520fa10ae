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
from foley_bridge.files.lineage import start_of
from foley_bridge.files.recipe import (
    SAID_WHERE_ASKED,
    SCHEMA,
    STARTS,
    Ancestor,
    AwayPart,
    Blended,
    Choice,
    Environment,
    FillPart,
    ImitationPart,
    KeptLatent,
    LeftBehind,
    PackOrigin,
    Recipe,
    Sound,
)
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
from foley_bridge.files.sample_formats import SAMPLE_BYTES
from foley_bridge.protocol.generation import LEAST_RATE_HZ, MOST_RATE_HZ
from foley_models.errors import FoleyError
from foley_models.limits import AVOIDED_MOST, EMBEDDING_SIZE, VARIATIONS_MOST, check_request, check_start
from foley_models.requests import SCALES, GenerationRequest

IXML_BYTES_MOST = 1 << 22
NOTE_CHARACTERS_MOST = 1 << 21  # a minute that is imitated takes a quarter of it
INDICES_MOST = 1024
NAME_MOST = 255
CHANNELS_MOST = 8
FRAMES_MOST = 100_000_000  # no file holds more: `begun_from` bounds the bytes
FILL_PLACES = ("first", "last", "window_first", "frames", "channels")
CANDIDATE_MOST = 80  # an id, # and an index
LEVELS_CHARACTERS_MOST = 24_000  # a minute has 16,000
LATENT_NUMBERS_MOST = 1 << 18  # a minute has about 200,000
_WAYS = frozenset({"recipe", "latent"})
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
    whole = exact_object(values, "recipe", {one.name for one in fields(Recipe)}, optional=frozenset((*STARTS, "route")))
    if any(one <= whole.keys() for one in ({"source", "away"}, {"imitation", "fill"})):
        refuse("it begins from more than one thing")
    kept = "source" in whole  # of which a variation keeps what is no beginning
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
        away=_away(whole["away"]) if "away" in whole else None,
        imitation=_imitation(whole["imitation"], kept=kept) if "imitation" in whole else None,
        fill=_fill(whole["fill"], kept=kept) if "fill" in whole else None,
        route=a_text(whole["route"], "route") if "route" in whole else "",
    )


def _ancestor(value: object, *, generations: int) -> Ancestor:
    if generations > VARIATIONS_MOST:
        refuse(f"more than {VARIATIONS_MOST} variations come of one another")
    optional = _WAYS | {"blend", "scale"}
    values = exact_object(value, "source", {one.name for one in fields(Ancestor)}, optional=optional)
    return Ancestor(
        **_origin(values, "source", generations=generations),
        amount=a_number(values["amount"], "source.amount"),
        blend=_blended(values["blend"], generations=generations) if "blend" in values else None,
        scale=an_integer(values["scale"], "source.scale") if "scale" in values else SCALES[0],
    )


def _blended(value: object, *, generations: int) -> Blended:
    values = exact_object(value, "source.blend", {one.name for one in fields(Blended)}, optional=_WAYS)
    return Blended(
        **_origin(values, "source.blend", generations=generations),
        mix=a_number(values["mix"], "source.blend.mix"),
        prompt=a_text(values["prompt"], "source.blend.prompt"),
    )


def _origin(values: dict[str, object], where: str, *, generations: int) -> dict[str, Any]:
    """What both sources of a blend say alike."""
    if len(_WAYS & values.keys()) != 1:
        refuse(f"`{where}` must have either a `recipe` or a `latent`")
    return {
        "candidate": _candidate(values["candidate"], f"{where}.candidate"),
        "sha256": _digest(a_text(values["sha256"], f"{where}.sha256"), f"{where}.sha256"),
        "recipe": _recipe(values["recipe"], generations=generations) if "recipe" in values else None,
        "latent": _latent(values["latent"]) if "latent" in values else None,
    }


def _away(value: object) -> AwayPart:
    values = exact_object(value, "away", {one.name for one in fields(AwayPart)})
    sounds = values["sounds"]
    if not isinstance(sounds, list) or not 1 <= len(sounds) <= AVOIDED_MOST:
        refuse(f"`away.sounds` must be a list of 1 to {AVOIDED_MOST} sounds")
    return AwayPart(a_number(values["amount"], "away.amount"), tuple(_left_behind(one) for one in sounds))


def _left_behind(value: object) -> LeftBehind:
    values = exact_object(value, "away.sounds", {one.name for one in fields(LeftBehind)})
    return LeftBehind(
        _candidate(values["candidate"], "away.sounds.candidate"),
        _digest(a_text(values["sha256"], "away.sounds.sha256"), "away.sounds.sha256"),
        _heard(values["heard"]),
    )


def _heard(value: object) -> str:
    text = a_text(value, "away.sounds.heard")
    try:
        found = len(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        refuse("`away.sounds.heard` is no base64")
    if found != 2 * EMBEDDING_SIZE:
        refuse(f"`away.sounds.heard` holds {found} bytes, {2 * EMBEDDING_SIZE} are due")
    return text


def _candidate(value: object, where: str) -> str:
    candidate = a_text(value, where)
    if len(candidate) > CANDIDATE_MOST:
        refuse(f"`{where}` has more than {CANDIDATE_MOST} characters")
    return candidate


def _keys(kind: type[ImitationPart] | type[FillPart], *, kept: bool) -> set[str]:
    return {one.name for one in fields(kind)} - ({"latent"} if kept else set())


def _imitation(value: object, *, kept: bool) -> ImitationPart:
    values = exact_object(value, "imitation", _keys(ImitationPart, kept=kept))
    correlation = values["correlation"]
    return ImitationPart(
        name=_file_name(values["name"], "imitation.name"),
        sha256=_digest(a_text(values["sha256"], "imitation.sha256"), "imitation.sha256"),
        strength=a_number(values["strength"], "imitation.strength"),
        follow=a_number(values["follow"], "imitation.follow"),
        latent=None if kept else _latent(values["latent"]),
        levels=_levels(values["levels"]),
        correlation=None if correlation is None else a_number(correlation, "imitation.correlation"),
    )


def _fill(value: object, *, kept: bool) -> FillPart:
    values = exact_object(value, "fill", _keys(FillPart, kept=kept), optional=frozenset({"loop"}))
    if values.get("loop", False) not in (False, True):
        refuse("`fill.loop` must be true or false")
    places = {name: an_integer(values[name], f"fill.{name}") for name in FILL_PLACES}
    window, first, last, frames = (places[name] for name in ("window_first", "first", "last", "frames"))
    if not 0 <= window <= first < last <= frames <= FRAMES_MOST or not 1 <= places["channels"] <= CHANNELS_MOST:
        refuse("the places of `fill` contradict each other")
    steps = values["steps_db"]
    if values["subtype"] not in SAMPLE_BYTES or not isinstance(steps, list) or len(steps) != 2:
        refuse("`fill` names no sample format, or not two seams")
    one, other = (None if step is None else a_number(step, "fill.steps_db") for step in steps)
    return FillPart(
        name=_file_name(values["name"], "fill.name"),
        sha256=_digest(a_text(values["sha256"], "fill.sha256"), "fill.sha256"),
        **places,
        subtype=values["subtype"],
        latent=None if kept else _latent(values["latent"]),
        steps_db=(one, other),
        loop=bool(values.get("loop", False)),
    )


def _file_name(value: object, where: str) -> str:
    name = a_text(value, where)
    if not name or len(name) > NAME_MOST or Path(name).name != name or not name.isprintable():
        refuse(f"`{where}` is no name of a file")
    return name


def _levels(value: object) -> str:
    if not isinstance(value, str) or len(value) > LEVELS_CHARACTERS_MOST:
        refuse(f"`imitation.levels` must be a text of at most {LEVELS_CHARACTERS_MOST} characters")
    text = value
    try:
        found = len(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        refuse("`imitation.levels` is no base64")
    if not found or found % 2:
        refuse("`imitation.levels` holds no whole levels")
    return text


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
        start = start_of(recipe)
        if start is not None:
            check_start(recipe.request, start)
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
    values = exact_object(value, where, set(hints), optional=SAID_WHERE_ASKED | {"channels"})
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
