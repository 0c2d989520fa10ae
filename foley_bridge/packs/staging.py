"""Half of an installation: where files wait under another name until all of them are sound, then the one rename."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from foley_bridge.files.disk_errors import explain, explained
from foley_bridge.files.durable import sync_folder_at
from foley_bridge.folders import make_private
from foley_bridge.packs.contents import ListedFile
from foley_bridge.packs.facts import family_problem
from foley_bridge.packs.meter import Cancelled, Meter, Tell
from foley_bridge.packs.places import Origin, PackPlace, check_name
from foley_models.card import Card
from foley_models.errors import DiskFullError, PackError
from foley_models.pack_files import verify_pack
from foley_models.tensor_files import check_tensor_file

VERIFY = "verify"
SPARE_BYTES = 64_000_000  # left on the disk for everything else
LEFT_BEHIND_S = 24 * 3600.0  # after which what a kill left is cleared away
BYTES_PER_MB = 1_000_000


def check_room(folder: Path, needed_bytes: int) -> None:
    """DiskFullError, with both numbers, where a disk has no room for so much."""
    there = next(one for one in (folder, *folder.parents) if one.exists())
    with explained(folder):
        free = shutil.disk_usage(there).free
    if free < needed_bytes + SPARE_BYTES:
        raise DiskFullError(
            f"No space for the pack in {folder}: it needs {needed_bytes / BYTES_PER_MB:,.0f} MB and "
            f"{SPARE_BYTES / BYTES_PER_MB:.0f} MB to spare, {free / BYTES_PER_MB:,.0f} MB are free."
        )


def check_installable(card: Card, installed: Path) -> None:
    """PackError for a family that this version does not know; RequestError where the name is taken or none."""
    problem = family_problem(card)
    if problem:
        raise PackError(problem)
    check_name(card.name, installed)


def check_whole(folder: Path, *, tell: Tell, cancelled: Cancelled) -> Card:
    """The card of a pack whose files are what it says, whose weights are sound and whose values are finite.

    PackError otherwise; CancelledError.
    """
    total = sum(path.stat().st_size for path in folder.rglob("*.safetensors"))
    meter = Meter(VERIFY, 2 * total, tell=tell, cancelled=cancelled)  # each is read for its hash and for its values
    card = verify_pack(folder, meter.add)
    for entry in card.files.values():
        check_tensor_file(folder / entry.file, entry.parameters, meter.add)
    meter.finish()
    return card


def publish(staged: Path, name: str, installed: Path) -> PackPlace:
    """Give a pack that is whole its name; RequestError where somebody else took it meanwhile."""
    final = installed / name
    with explained(final):
        for folder in (staged, *(one for one in staged.rglob("*") if one.is_dir())):
            sync_folder_at(str(folder))
    check_name(name, installed)
    with explained(final):
        staged.rename(final)
        sync_folder_at(str(installed))
    return PackPlace(name, final, Origin.INSTALLED)


@contextmanager
def own_folder(folder: Path) -> Iterator[Path]:
    """A folder for the body alone, gone after it; the packs' folder above it is made where there is none."""
    make_private(folder.parent)
    clear_left_behind(folder.parent)
    with explained(folder):
        folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_left_behind(installed: Path) -> None:
    """Remove what an installation or a removal left a day ago, because it was killed."""
    before_s = time.time() - LEFT_BEHIND_S
    for pattern in (".*.part", ".*.removed"):
        for folder in installed.glob(pattern):
            with suppress(OSError):
                if folder.stat().st_mtime < before_s:
                    shutil.rmtree(folder, ignore_errors=True)


def make_room_for(folder: Path, file: ListedFile) -> Path:
    """Where a file of a pack goes; folders above it are made."""
    path = folder / file.name
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    return path


def force_to_disk(descriptor: int, path: Path) -> None:
    """Force an opened file to the disk. DiskFullError, DestinationError."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        raise explain(error, path) from error
