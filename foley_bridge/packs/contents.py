"""Which files belong to a pack, in a folder or in the list that a web server offers beside it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from foley_models.card import CARD_FILE, Card, FileEntry, hash_file, relative_name
from foley_models.errors import PackError
from foley_models.pack_files import verify_pack
from foley_models.strict_json import Fields, parse_object

FORMAT = 1
LIST_FILE = "files.json"
LIST_MOST_BYTES = 1_000_000
CARD_MOST_BYTES = 4_000_000
TEXT_MOST_BYTES = 16_000_000
TEXTS = (".md", ".txt")  # licences and thanks that lie beside the card


@dataclass(frozen=True)
class ListedFile:
    """One file of a pack; its hash is "" where only the folder is known."""

    name: str  # relative, forward slashes
    bytes: int
    sha256: str


def files_of(folder: Path, card: Card) -> tuple[ListedFile, ...]:
    """The files of a pack in a folder: what the card names, and the texts beside it; nothing else is ever copied.

    PackError where one that the card names is missing.
    """
    named = {entry.file: (entry.bytes, entry.sha256) for entry in (*card.files.values(), *card.assets.values())}
    texts = {path.name for path in _texts(folder)} | {card.attribution}
    found = [ListedFile(name, *said) for name, said in named.items()]
    for name in sorted({CARD_FILE, *texts} - named.keys()):
        try:
            size = (folder / name).stat().st_size
        except OSError as error:
            raise PackError(f"{folder / name} cannot be read ({error.strerror}): the pack is incomplete.") from error
        found.append(ListedFile(name, size, ""))
    return tuple(found)


def write_list(folder: Path) -> Path:
    """Write the list of a pack's files beside its card, so that a web server can offer the folder.

    PackError where the pack is not whole, OSError where the list cannot be written.
    """
    card = verify_pack(folder)
    entries = {
        one.name: {"bytes": one.bytes, "sha256": one.sha256 or hash_file(folder / one.name)}
        for one in files_of(folder, card)
    }
    path = folder / LIST_FILE
    path.write_text(json.dumps({"format": FORMAT, "files": entries}, indent=2) + "\n", encoding="utf-8")
    return path


def read_list(raw: bytes, where: str) -> tuple[ListedFile, ...]:
    """The files that a list names. PackError where it is no such list."""
    fields = Fields(parse_object(raw, where), where)
    if fields.integer("format") != FORMAT:
        fields.refuse("format", f"{FORMAT}, the only one this version reads", fields.values["format"])
    found = tuple(_listed(name, entry) for name, entry in fields.children("files").items())
    fields.done()
    return found


def check_list(files: tuple[ListedFile, ...], card: Card, where: str) -> None:
    """PackError where a list and a card do not belong together, or it names what is no file of a pack."""
    listed = {one.name: one for one in files}
    named = {entry.file: entry for entry in (*card.files.values(), *card.assets.values())}
    for name in (CARD_FILE, card.attribution, *named):
        if name not in listed:
            raise PackError(f"{where} lacks {name}, which belongs to the pack: it was not made for this card.")
    for one in files:
        _check_listed(one, named, where=where, attribution=card.attribution)
    lowered = [name.casefold() for name in listed]
    if len(set(lowered)) < len(lowered):
        raise PackError(f"{where} names two files that differ in capital letters alone: some disks cannot hold both.")


def _check_listed(one: ListedFile, named: Mapping[str, FileEntry], *, where: str, attribution: str) -> None:
    entry = named.get(one.name)
    if entry is not None:
        if (entry.bytes, entry.sha256) != (one.bytes, one.sha256):
            raise PackError(f"{where} and the card disagree about {one.name}: they do not belong together.")
    elif one.name != CARD_FILE and one.name != attribution and not one.name.endswith(TEXTS):
        raise PackError(f"{where} names {one.name}, which its card does not: such a file is never fetched.")
    elif one.bytes > TEXT_MOST_BYTES:
        raise PackError(f"{where}: {one.name} has {one.bytes} bytes, a text has at most {TEXT_MOST_BYTES}.")


def _listed(name: str, fields: Fields) -> ListedFile:
    fields.values = {**fields.values, "file": name}
    listed = ListedFile(relative_name(fields, "file"), fields.integer("bytes", least=0), fields.digest("sha256"))
    fields.done()
    return listed


def _texts(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        plain = path.is_file() and not path.is_symlink() and not path.name.startswith(".")
        if plain and path.name.endswith(TEXTS) and path.stat().st_size <= TEXT_MOST_BYTES:
            yield path
