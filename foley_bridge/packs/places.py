"""Where packs lie: those that ship with the project, and those that the user installed, each under its name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from foley_models.card import CARD_FILE
from foley_models.errors import PackError, RequestError
from foley_models.pack_files import embedded_packs, packs_folder

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
# What a folder must not be called on Windows, with any ending.
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


class Origin(StrEnum):
    """How a pack came here."""

    BUILT_IN = "built in"
    INSTALLED = "installed"
    ELSEWHERE = "elsewhere"  # a folder of the user's own, used where it lies


@dataclass(frozen=True)
class PackPlace:
    """A pack that is there; `name` is what hosts call it."""

    name: str
    folder: Path
    origin: Origin


def pack_places(installed: Path) -> tuple[PackPlace, ...]:
    """All that are built in or lie in the folder `installed`, by name; whether they are sound is not looked at."""
    built_in = [PackPlace(name, packs_folder() / name, Origin.BUILT_IN) for name in embedded_packs()]
    taken = {one.name for one in built_in}
    own = [one for one in _own(installed) if one.name not in taken]
    return (*built_in, *sorted(own, key=lambda one: one.name.casefold()))


def find_place(said: str, installed: Path) -> PackPlace:
    """The pack of a name, or in a folder by its absolute path. PackError, with what is there, otherwise."""
    there = pack_places(installed)
    for one in there:
        if said in (one.name, str(one.folder)):
            return one
    if said and Path(said).is_absolute() and _is_folder(Path(said)):
        return PackPlace(said, Path(said), Origin.ELSEWHERE)
    names = ", ".join(one.name for one in there) or "none"
    raise PackError(f"There is no pack {said!r}: {_why_none(said)}. There are: {names}.")


def _why_none(said: str) -> str:
    if not Path(said).is_absolute():
        return "no pack has that name"
    try:
        there = Path(said).is_dir()
    except ValueError:  # what no folder can be called
        there = False
    return f"that folder has no {CARD_FILE}" if there else "its folder is not there any more"


def folder_of(said: str | Path, installed: Path) -> Path:
    """The folder of a pack by its name or by any path to it, as a person on the command line says it. PackError."""
    text = str(said)
    named = any(text == one.name for one in pack_places(installed))
    if not named and text and _is_folder(Path(text)):
        return Path(text)
    return find_place(text, installed).folder


def pack_said(said: str | None) -> str | None:
    """A pack's name as it is, a folder by its absolute path: the daemon does not run in this folder."""
    return str(Path(said).resolve()) if said and Path(said).is_dir() else said


def check_name(name: str, installed: Path) -> None:
    """RequestError where a pack of this name cannot be installed: taken, or no name for a folder on every system."""
    if not NAME.fullmatch(name) or _RESERVED.fullmatch(name) or name.endswith("."):
        raise RequestError(
            f"The pack calls itself {name[:80]!r}: to be installed, it needs a name of letters, digits and -_. alone."
        )
    for one in pack_places(installed):
        if one.name.casefold() == name.casefold():
            how = "is built in" if one.origin is Origin.BUILT_IN else "is installed already"
            raise RequestError(f"A pack {one.name!r} {how}: remove it first, or give the new one another name.")


def _own(installed: Path) -> Iterator[PackPlace]:
    try:
        found = sorted(installed.iterdir())
    except OSError:  # nothing was ever installed
        return
    for folder in found:
        if NAME.fullmatch(folder.name) and folder.is_dir():
            yield PackPlace(folder.name, folder, Origin.INSTALLED)


def _is_folder(folder: Path) -> bool:
    try:
        return (folder / CARD_FILE).is_file()
    except (OSError, ValueError):  # what no folder can be called, or may not be looked into
        return False
