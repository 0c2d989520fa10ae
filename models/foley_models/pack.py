"""A model pack: a folder with a card and safetensors, found, checked and loaded; nothing is ever fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import normalize

from foley_models.batches import is_out_of_memory
from foley_models.card import CARD_FILE, Card, FileEntry, hash_file, read_card
from foley_models.devices import AUTO, choose_device, choose_dtype
from foley_models.errors import DeviceMemoryError, PackError
from foley_models.families import family_builder
from foley_models.parts import EMBEDDING_SIZE, ModelParts
from foley_models.weights import read_tensors

TARGETS_PART = "targets"


@dataclass(frozen=True)
class Pack:
    """A pack in memory; `digest` is the card's SHA-256, and since the card holds all hashes, that of the whole pack."""

    card: Card
    parts: ModelParts
    targets: Mapping[str, Tensor]  # category -> L2-normalised audio embeddings (k, 512) to rank against
    folder: Path
    digest: str


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


def verify_pack(folder: Path) -> Card:
    """The card of a pack whose every file is there and has the size and hash that the card says; nothing is loaded."""
    card = read_card(folder / CARD_FILE)
    for entry in (*card.files.values(), *card.assets.values()):
        _check_file(folder, entry)
    path = _inside(folder, card.attribution)
    if not path.is_file():
        raise PackError(f"{path} is missing: install the pack again.")
    return card


def load_pack(folder: Path, *, device: str = AUTO, dtype: str = AUTO) -> Pack:
    """A pack, checked and built on a device.

    PackError where anything about it is missing or broken, NotAvailableError where the device or dtype is not there,
    DeviceMemoryError where it does not fit.
    """
    place = choose_device(device)
    precision = choose_dtype(place, dtype)
    card = verify_pack(folder)
    build = family_builder(card.family)
    tensors = {part: read_tensors(folder / entry.file) for part, entry in card.files.items()}
    assets = {name: folder / entry.file for name, entry in card.assets.items()}
    targets = _targets(card, tensors.pop(TARGETS_PART, {}), place)
    try:
        parts = build(card, tensors, assets, device=place, dtype=precision)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        raise DeviceMemoryError(f"The pack {card.name!r} does not fit into the memory of {place}.") from error
    return Pack(card, parts, targets, folder, _hash(folder / CARD_FILE))


def _has_card(folder: Path) -> bool:
    try:
        return (folder / CARD_FILE).is_file()
    except OSError:  # what no folder can be called, or may not be looked into
        return False


def _check_file(folder: Path, entry: FileEntry) -> None:
    path = _inside(folder, entry.file)
    if not path.is_file():
        raise PackError(f"{path} is missing: install the pack again.")
    size = path.stat().st_size
    if size != entry.bytes:
        raise PackError(f"{path} has {size} bytes, the card says {entry.bytes}: install the pack again.")
    if _hash(path) != entry.sha256:
        raise PackError(f"{path} is not the file that the card describes (SHA-256 differs): install the pack again.")


def _hash(path: Path) -> str:
    try:
        return hash_file(path)
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}): install the pack again.") from error


def _inside(folder: Path, name: str) -> Path:
    """The path of a pack's file. PackError where a link leads out of the folder."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise PackError(f"{path} leads out of the pack's folder: put the file itself there, not a link.")
    return path


def _targets(card: Card, tensors: Mapping[str, Tensor], device: torch.device) -> dict[str, Tensor]:
    for category, stored in tensors.items():
        if category not in card.categories:
            raise PackError(f"The pack stores sounds of {category!r}, which its card does not name: install it again.")
        if stored.ndim != 2 or stored.shape[0] == 0 or stored.shape[1] != EMBEDDING_SIZE:
            raise PackError(
                f"Part {TARGETS_PART!r} of the pack: {category!r} has the shape {tuple(stored.shape)}, expected "
                f"(at least 1, {EMBEDDING_SIZE}): install the pack again."
            )
    return {category: normalize(stored.float(), dim=-1).to(device) for category, stored in tensors.items()}
