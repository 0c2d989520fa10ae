"""What a person wants to know of a pack or an adapter, from its files and without loading anything."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.packs.licences import Terms, terms_of
from foley_bridge.packs.places import Origin, PackPlace
from foley_models.card import CARD_FILE, Card, hash_file, read_card
from foley_models.errors import FoleyError, PackError
from foley_models.family_names import FAMILY_NAMES
from foley_models.features import Feature, features_of
from foley_models.memory_needs import NUMBER_BYTES, Bytes, memory_for
from foley_models.memory_needs import memory_of as needed_memory
from foley_models.training.adapter_card import AdapterCard, read_adapter_card

MEASURED_MOST = 24
TEXT_CHARACTERS, VALUE_CHARACTERS, NAME_CHARACTERS = 2000, 300, 80  # of what a card says; it may come from anywhere
_FILE_NAME = re.compile(r"\S+\.[a-z]{2,4}")


@dataclass(frozen=True)
class Measured:
    """One number that a card says was measured."""

    what: str
    value: str


@dataclass(frozen=True)
class AdapterFacts:
    """One adapter of a pack; `problem` is a sentence where its file is gone or broken."""

    path: Path
    name: str
    licence: str
    in_use: bool
    job: str  # id of its training, "" where it came from elsewhere
    bytes: int = 0
    method: str = ""
    created: str = ""
    recordings: int = 0
    measured: tuple[tuple[str, float, float], ...] = ()  # what, before, after
    problem: str = ""


@dataclass(frozen=True)
class PackFacts:
    """One pack; with a `problem`, what follows it may be empty."""

    name: str  # what hosts call it
    folder: Path
    origin: Origin
    in_use: bool
    problem: str = ""  # a sentence where the pack cannot be used
    title: str = ""  # what its card calls it
    version: str = ""
    family: str = ""
    description: str = ""
    rate_hz: int = 0
    terms: Terms | None = None
    licence_note: str = ""
    disk_bytes: int = 0
    memory_bytes: int = 0  # about what the engine will need
    memory: tuple[tuple[str, Bytes], ...] = ()  # the same by number format, and where parts or layers are offloaded
    parameters: int = 0
    categories: tuple[str, ...] = ()
    trained_on: tuple[str, ...] = ()
    measured: tuple[Measured, ...] = ()
    attribution: Path | None = None
    digest: str = ""
    adapters: tuple[AdapterFacts, ...] = ()
    features: tuple[Feature, ...] = ()


@dataclass(frozen=True)
class AdapterKnown:
    """What the daemon or its journal says of an adapter."""

    path: str
    name: str
    licence: str
    in_use: bool
    job: str


def pack_facts(place: PackPlace, *, in_use: bool, adapters: Iterable[AdapterKnown] = ()) -> PackFacts:
    """All about one pack; what is wrong with it becomes its `problem`, never an error."""
    known = tuple(adapter_facts(one) for one in adapters)
    try:
        card = read_card(place.folder / CARD_FILE)
        digest = hash_file(place.folder / CARD_FILE)
    except (FoleyError, OSError) as error:
        return PackFacts(
            place.name, place.folder, place.origin, in_use, problem=_sentence(place, error), adapters=known
        )
    return PackFacts(
        name=place.name,
        folder=place.folder,
        origin=place.origin,
        in_use=in_use,
        problem=_problem(place.folder, card),
        title=shortened(card.name, NAME_CHARACTERS),
        version=shortened(card.version, NAME_CHARACTERS),
        family=shortened(card.family, NAME_CHARACTERS),
        description=shortened(card.description),
        rate_hz=card.audio.rate_hz,
        terms=terms_of(card.licence.weights, commercial_use=card.licence.commercial_use),
        licence_note=shortened(card.licence.note),
        disk_bytes=size_of(card),
        memory_bytes=memory_of(card),
        memory=() if _problem(place.folder, card) else tuple(_memory(place.folder, card)),
        parameters=parameters_of(card),
        categories=tuple(card.categories),
        trained_on=tuple(_trained_on(card.trained_on)),
        measured=tuple(_measured(card.measured))[:MEASURED_MOST],
        attribution=place.folder / card.attribution,
        digest=digest,
        adapters=known,
        features=features_of(card),
    )


def adapter_facts(known: AdapterKnown) -> AdapterFacts:
    """All about one adapter; what is wrong with its file becomes its `problem`."""
    path = Path(known.path)
    bare = AdapterFacts(path, known.name, known.licence, known.in_use, known.job)
    try:
        card, size = read_adapter_card(path), path.stat().st_size
    except PackError as error:
        text = str(error) if path.exists() else f"Its file is not there any more: {path}"
        return AdapterFacts(path, bare.name, bare.licence, bare.in_use, bare.job, problem=text)
    except OSError as error:
        return AdapterFacts(path, bare.name, bare.licence, bare.in_use, bare.job, problem=str(error.strerror))
    return AdapterFacts(
        path=path,
        name=card.name,
        licence=card.licence,
        in_use=known.in_use,
        job=known.job,
        bytes=size,
        method=card.method,
        created=card.created,
        recordings=len(card.recordings),
        measured=tuple(_before_and_after(card)),
    )


def size_of(card: Card) -> int:
    """Bytes of all files that a card names."""
    return sum(entry.bytes for entry in (*card.files.values(), *card.assets.values()))


def parameters_of(card: Card) -> int:
    """How many numbers its networks hold."""
    return sum(entry.parameters or 0 for entry in card.files.values())


def memory_of(card: Card) -> int:
    """About how many bytes the engine will need with this pack as a whole, in numbers of 32 bits."""
    return memory_for(parameters_of(card) * NUMBER_BYTES, card.family)


def shortened(text: str, most: int = TEXT_CHARACTERS) -> str:
    """A text of a card for a person: what goes on for ever ends in an ellipsis, and nothing in it moves a cursor."""
    plain = "".join(mark if mark.isprintable() else " " for mark in text[:most])
    return f"{plain}…" if len(text) > most else plain


def family_problem(card: Card) -> str:
    """A sentence where this version knows no such family, else ""."""
    if card.family in FAMILY_NAMES:
        return ""
    return f"The pack asks for the model family {card.family!r}; this version knows {', '.join(FAMILY_NAMES)}."


def _problem(folder: Path, card: Card) -> str:
    """What can be seen without reading the files: whether they are there, at the size that the card says."""
    for entry in (*card.files.values(), *card.assets.values()):
        try:
            size = (folder / entry.file).stat().st_size
        except OSError:
            return f"Its file {entry.file} is missing: install the pack again."
        if size != entry.bytes:
            return f"Its file {entry.file} has {size} bytes, the card says {entry.bytes}: install the pack again."
    return family_problem(card)


def _sentence(place: PackPlace, error: Exception) -> str:
    if not place.folder.exists():
        return f"Its folder is not there any more: {place.folder}"
    return str(error)


def _memory(folder: Path, card: Card) -> Iterator[tuple[str, Bytes]]:
    with suppress(PackError):  # a file whose header is broken is told by `verify`
        for dtype in ("float32", "bfloat16", "float16"):
            yield dtype, needed_memory(folder, card, dtype)


def _trained_on(values: Mapping[str, object]) -> Iterator[str]:
    """What a person reads of it: neither the names of files nor numbers of bytes."""
    for key, value in values.items():
        if "bytes" in key or (isinstance(value, str) and _FILE_NAME.fullmatch(value)):
            continue
        if isinstance(value, dict):
            value = ", ".join(f"{name} ({count})" for name, count in value.items() if isinstance(count, int))
        if isinstance(value, str | int | float) and value != "":
            yield shortened(f"{_words(key)}: {value}", VALUE_CHARACTERS)


def _measured(values: Mapping[str, object], group: str = "") -> Iterator[Measured]:
    """Numbers by group, and lists of what was asked for and what came of it; the rest is for programs."""
    for key, value in values.items():
        name = f"{group}, {_words(key)}" if group else _words(key)
        if isinstance(value, float):
            yield Measured(name, f"{value:.3g}")
        elif isinstance(value, list):
            yield from _claims(value)
        elif isinstance(value, dict) and not group:
            yield from _measured(value, name)


def _claims(values: list[object]) -> Iterator[Measured]:
    for one in values:
        if isinstance(one, dict) and isinstance(one.get("says"), str) and isinstance(one.get("measured"), str):
            yield Measured(shortened(one["says"], VALUE_CHARACTERS), shortened(one["measured"], VALUE_CHARACTERS))


def _before_and_after(card: AdapterCard) -> Iterator[tuple[str, float, float]]:
    for key in sorted(set(card.before) & set(card.after)):
        before, after = card.before[key], card.after[key]
        if isinstance(before, int | float) and isinstance(after, int | float):
            yield _words(key), float(before), float(after)


def _words(key: str) -> str:
    return key.replace("_", " ")
