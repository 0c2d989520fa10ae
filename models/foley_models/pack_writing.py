"""A part put into a pack: as a new pack beside it, or in its place, and in either case whole or not at all."""

import errno
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from foley_models.card import CARD_FILE, Card, FileEntry, describe_file, write_card
from foley_models.errors import DestinationError, DiskFullError, RequestError
from foley_models.pack_files import verify_pack


@dataclass(frozen=True)
class NewPart:
    """A trained part: its weights, its sizes, and what the card is to say that was measured of it."""

    name: str
    tensors: Mapping[str, Tensor]
    shape: Mapping[str, object]
    measured: Mapping[str, object]


def write_part(tensors: Mapping[str, Tensor], path: Path) -> FileEntry:
    """Writes the weights of a part as float16 (whole numbers as they are); what the card says of the file."""
    halved = {name: value.half() if value.is_floating_point() else value for name, value in tensors.items()}
    save_file({name: value.cpu().contiguous() for name, value in halved.items()}, path)
    return describe_file(path, sum(value.numel() for value in tensors.values()))


def write_pack_with(folder: Path, part: NewPart, out: Path) -> Card:
    """Writes a pack to `out` that is the one in `folder` but for one part; `folder` is only read.

    Files that stay the same are linked where the system can, so that they take no room. RequestError where `out`
    exists, DestinationError where the system refuses.
    """
    if out.exists():
        raise RequestError(f"{out} is there already: name a folder that does not exist yet.")
    old = verify_pack(folder)
    staged = out.parent / f".{out.name}.{uuid.uuid4().hex}.part"
    try:
        with _explained(out):
            out.parent.mkdir(parents=True, exist_ok=True)
            _link_others(folder, staged, left_out={CARD_FILE, _file_of(old, part.name)})
            entry = write_part(part.tensors, staged / f"{part.name}.safetensors")
            card = _changed(old, part, entry)
            write_card(card, staged / CARD_FILE)
            verify_pack(staged)
            staged.rename(out)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return card


def replace_part(folder: Path, part: NewPart) -> Card:
    """Puts a part into the pack itself. Whoever reads meanwhile finds the old pack or the new one.

    The part gets a file name of its own, since only one file, the card, can change at one moment.
    """
    old = verify_pack(folder)
    before = folder / _file_of(old, part.name)
    staged = folder / f".{uuid.uuid4().hex}.safetensors"
    staged_card = folder / f".{uuid.uuid4().hex}.json"
    try:
        with _explained(folder):
            entry = write_part(part.tensors, staged)
            final = f"{part.name}-{entry.sha256[:12]}.safetensors"
            staged.replace(folder / final)
            card = _changed(old, part, replace(entry, file=final))
            write_card(card, staged_card)
            _sync(folder / final)
            _sync(staged_card)
            staged_card.replace(folder / CARD_FILE)
    finally:
        staged.unlink(missing_ok=True)
        staged_card.unlink(missing_ok=True)
    if before != folder / final:
        before.unlink(missing_ok=True)
    return card


def _changed(card: Card, part: NewPart, entry: FileEntry) -> Card:
    return replace(
        card,
        shapes={**card.shapes, part.name: part.shape},
        files={**card.files, part.name: entry},
        measured={**card.measured, part.name: dict(part.measured)},
    )


def _file_of(card: Card, part: str) -> str:
    """The file of a part, or the one it would have."""
    return card.files[part].file if part in card.files else f"{part}.safetensors"


def _link_others(folder: Path, staged: Path, *, left_out: set[str]) -> None:
    """Every file of a pack, in the same folders, but for some."""
    staged.mkdir()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_dir():
            (staged / name).mkdir()
        elif name.as_posix() not in left_out and not name.name.startswith("."):
            _link(path.resolve(), staged / name)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or a system without links
        shutil.copyfile(source, target)


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


@contextmanager
def _explained(place: Path) -> Iterator[None]:
    """Turns what the system refuses into a sentence that names the place."""
    try:
        yield
    except OSError as error:
        kind = DiskFullError if error.errno == errno.ENOSPC else DestinationError
        raise kind(f"{place} cannot be written ({error.strerror or error}).") from error
    except SafetensorError as error:  # what the library makes of a full disk
        raise DestinationError(f"{place} cannot be written ({error}).") from error
