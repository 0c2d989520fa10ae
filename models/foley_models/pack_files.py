"""A pack as files: found by name or folder, and checked against its card, without torch; nothing is ever fetched."""

from collections.abc import Callable
from pathlib import Path

from foley_models.card import CARD_FILE, Card, FileEntry, hash_file, read_card
from foley_models.errors import PackError


def packs_folder() -> Path:
    """Where the packs lie that ship with the project."""
    return Path(__file__).parent / "packs"


def embedded_packs() -> tuple[str, ...]:
    """Names of the packs that ship with the project."""
    return tuple(sorted(card.parent.name for card in packs_folder().glob(f"*/{CARD_FILE}")))


def find_pack(name_or_path: str | Path) -> Path:
    """The folder of a pack, by the name of an embedded one or by path. PackError, with what is there, otherwise."""
    if str(name_or_path) in embedded_packs():
        return packs_folder() / str(name_or_path)
    if str(name_or_path) and _has_card(Path(name_or_path)):
        return Path(name_or_path)
    there = ", ".join(embedded_packs()) or "none"
    raise PackError(
        f"There is no pack {str(name_or_path)!r}: give the name of an embedded one ({there}) or a folder with a "
        f"{CARD_FILE}."
    )


def verify_pack(folder: Path, on_bytes: Callable[[int], None] | None = None) -> Card:
    """The card of a pack whose every file is there and has the size and hash that the card says; nothing is loaded.

    `on_bytes` is told how many more were read, and may raise to stop it.
    """
    card = read_card(folder / CARD_FILE)
    for entry in (*card.files.values(), *card.assets.values()):
        _check_file(folder, entry, on_bytes)
    path = _inside(folder, card.attribution)
    if not path.is_file():
        raise PackError(f"{path} is missing: install the pack again.")
    return card


def hash_of(path: Path, on_bytes: Callable[[int], None] | None = None) -> str:
    """SHA-256 of a pack's file. PackError where it cannot be read."""
    try:
        return hash_file(path, on_bytes)
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}): install the pack again.") from error


def _has_card(folder: Path) -> bool:
    try:
        return (folder / CARD_FILE).is_file()
    except OSError:  # what no folder can be called, or may not be looked into
        return False


def _check_file(folder: Path, entry: FileEntry, on_bytes: Callable[[int], None] | None) -> None:
    path = _inside(folder, entry.file)
    if not path.is_file():
        raise PackError(f"{path} is missing: install the pack again.")
    size = path.stat().st_size
    if size != entry.bytes:
        raise PackError(f"{path} has {size} bytes, the card says {entry.bytes}: install the pack again.")
    if hash_of(path, on_bytes) != entry.sha256:
        raise PackError(f"{path} is not the file that the card describes (SHA-256 differs): install the pack again.")


def _inside(folder: Path, name: str) -> Path:
    """The path of a pack's file. PackError where a link leads out of the folder."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise PackError(f"{path} leads out of the pack's folder: put the file itself there, not a link.")
    return path
