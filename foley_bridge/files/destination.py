"""The folder that sounds go into: looked at, opened and tried before the work starts, and kept to what it may be."""

import os
import sys
import unicodedata
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import foley_bridge
import foley_models
from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import ON_WINDOWS
from foley_bridge.files.folder_opening import Guard, close_quietly, open_folder, open_subfolder, refused
from foley_bridge.files.folder_rules import name_refusal
from foley_bridge.files.place import Place

SUBFOLDER = "Foley"
LONGEST_PATH = 4096


def open_place(destination: str, *, reserved: Sequence[Path] = (), own: Path | None = None) -> Place:
    """The folder for sounds inside the folder that a host named: its subfolder `Foley`, made where it is missing.

    `destination` is an absolute path of an existing folder; never a hidden one, one that programs load code from, the
    system's, the daemon's, or one of `reserved`. `own` (the settings' folder, which a host cannot choose) is made
    where it is missing, may be hidden, and is used itself. DestinationError or DiskFullError for all else.
    """
    named = _checked_text(destination)
    with explained(named):
        place = _open_own(named) if own is not None and named == own.absolute() else _open_named(named, reserved)
        try:
            place.try_writing()
        except BaseException:
            place.close()
            raise
    return place


def folder_to_make(named: str, *, reserved: Sequence[Path] = ()) -> Path:
    """The real path of a folder that a host names and that need not be there: the rules of `open_place`, nothing made.

    DestinationError for a folder that nothing may go into, or whose nearest that is there is none.
    """
    path = _checked_text(named)
    with explained(path):
        there = next(one for one in (path, *path.parents) if one.exists())
        at = Path(os.path.realpath(there, strict=True))
        real = at / path.relative_to(there)
        for one in (path, real):
            reason = name_refusal(one.parts[1:], windows=ON_WINDOWS)
            if reason is not None:
                raise refused(path, reason)
        close_quietly(open_folder(at, Guard(real, [*reserved, *_own_code()]).check))
    return real


def _open_own(folder: Path) -> Place:
    folder.mkdir(parents=True, exist_ok=True)
    real = Path(os.path.realpath(folder, strict=True))
    return Place(real, open_folder(real, lambda *_: None))


def _open_named(named: Path, reserved: Sequence[Path]) -> Place:
    real = Path(os.path.realpath(named, strict=True))
    for path in (named, real):
        reason = name_refusal(path.parts[1:], windows=ON_WINDOWS)
        if reason is not None:
            raise refused(named, reason)
    guard = Guard(real / SUBFOLDER, [*reserved, *_own_code()])
    outer = open_folder(real, guard.check)
    try:
        return Place(real / SUBFOLDER, open_subfolder(outer, real / SUBFOLDER, guard.check))
    finally:
        close_quietly(outer)


def _checked_text(destination: str) -> Path:
    """The path that a host named, as far as its text tells that it can be one."""
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in destination):
        raise refused(destination, "its name holds control characters")
    if len(destination) > LONGEST_PATH:
        raise refused(destination, f"its name has more than {LONGEST_PATH} characters")
    path = Path(destination)
    if not path.is_absolute():
        raise refused(destination, "it is no absolute path")
    if ".." in path.parts:
        raise refused(destination, "'..' in a path is not followed")
    if ON_WINDOWS and (destination.startswith(("\\\\.\\", "\\\\?\\")) or ":" in destination[2:]):
        raise refused(destination, "it names a device or a stream")
    return path


def _own_code() -> list[Path]:
    """Where this program's code lies; a file there could become a part of it."""
    packages = [Path(package.__file__ or "").parent for package in (foley_bridge, foley_models)]
    return packages if sys.prefix == sys.base_prefix else [*packages, Path(sys.prefix)]


@contextmanager
def prepared_folder(folder: Path) -> Iterator[None]:
    """Make the folder and those above it, try whether it takes files, and unmake it if the body fails.

    Raises DestinationError or DiskFullError before the body starts.
    """
    with ExitStack() as undo:
        with explained(folder):
            for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
                missing.mkdir(exist_ok=True)
                undo.callback(_remove_if_empty, missing)
            _try_writing(folder)
        yield
        undo.pop_all()


def _try_writing(folder: Path) -> None:
    """Make and remove an empty file: permission bits alone do not tell, least of all for root or on a share."""
    trial = folder / f".{uuid.uuid4().hex}.part"
    trial.touch(exist_ok=False)
    trial.unlink()


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # something was put into it meanwhile, so it is no longer ours to remove
        folder.rmdir()
