"""A pack taken away: what goes is said first; to the trash where there is one, else for good and at one moment."""

import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.packs.places import Origin, PackPlace
from foley_models.errors import DestinationError, RequestError
from foley_models.pack_files import embedded_packs

ToTrash = Callable[[Path], bool]  # whether a folder could be moved there


@dataclass(frozen=True)
class Removal:
    """What is about to go."""

    place: PackPlace
    bytes: int
    in_use: bool
    instead: str  # what is used in its place where it is in use
    adapters: int  # of the pack, which stay where they are but cannot be used without it


def plan_removal(place: PackPlace, *, in_use: bool, adapters: int) -> Removal:
    """What a removal would do. RequestError for a pack that is built in, or lies in a folder of the user's own."""
    if place.origin is Origin.BUILT_IN:
        raise RequestError(f"The pack {place.name!r} is built in: it comes and goes with Foley Bridge itself.")
    if place.origin is Origin.ELSEWHERE:
        raise RequestError(
            f"The pack in {place.folder} lies in a folder of your own: use another pack, then remove it there yourself."
        )
    size = sum(path.stat().st_size for path in place.folder.rglob("*") if path.is_file())
    return Removal(place, size, in_use, embedded_packs()[0], adapters)


def remove_pack(removal: Removal, to_trash: ToTrash | None = None) -> None:
    """Take it away; without `to_trash` for good.

    DestinationError where the system refuses, or where there is no trash for it: then it is as it was.
    """
    folder = removal.place.folder
    if to_trash is not None:
        if not to_trash(folder):
            raise DestinationError(f"The system has no trash for {folder}: the pack is as it was.")
        return
    aside = folder.parent / f".{folder.name}.{uuid.uuid4().hex}.removed"
    with explained(folder):
        folder.rename(aside)  # so that nobody ever meets half of it
    shutil.rmtree(aside, ignore_errors=True)
