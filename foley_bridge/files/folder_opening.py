"""Opens a folder part by part, each checked as it is opened: no link can take a part's place in between."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from foley_bridge.files.durable import ON_WINDOWS, sync_folder
from foley_models.errors import DestinationError

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
# A folder on the way need not be readable, only passable; not every system can open one so.
_PASSED = _FOLDER | getattr(os, "O_PATH", 0)
_REAPER_FILE = "reaper.ini"  # lies in the folder that REAPER loads scripts, effects and plugins from
_REAPER_MEDIA = frozenset(
    {"projects", "media", "reaper media", "recordings"}
)  # what a portable REAPER may hold besides

Identity = tuple[int, int]  # device and inode: the same folder under any name or spelling
Check = Callable[[Path, int | None], None]  # a folder on the way and its descriptor (None on Windows)


def open_folder(path: Path, check: Check) -> int | None:
    """A descriptor of the folder at `path`, which has no links in it; None on Windows, which has none for folders.

    `check` sees the folders from the root down to it and raises what refuses them. OSError where a part is missing,
    no folder, or a link.
    """
    if ON_WINDOWS:
        for passed in reversed((path, *path.parents)):
            check(passed, None)
        return None
    passed = Path(path.anchor)
    descriptor = os.open(passed, _PASSED)
    try:
        check(passed, descriptor)
        for part in path.parts[1:]:
            passed /= part
            above, descriptor = descriptor, os.open(part, _FOLDER if passed == path else _PASSED, dir_fd=descriptor)
            close_quietly(above)
            check(passed, descriptor)
    except BaseException:
        close_quietly(descriptor)
        raise
    return descriptor


def open_subfolder(outer: int | None, folder: Path, check: Check) -> int | None:
    """The same for a folder right inside an opened one, made where it is missing."""
    if outer is None:
        folder.mkdir(exist_ok=True)
        if Path(os.path.realpath(folder, strict=True)) != folder:
            raise DestinationError(f"{folder} is a link: remove it, so that a folder can be made there.")
        check(folder, None)
        return None
    with suppress(FileExistsError):
        os.mkdir(folder.name, dir_fd=outer)  # Path has no dir_fd
        sync_folder(outer)
    inner = os.open(folder.name, _FOLDER, dir_fd=outer)
    try:
        check(folder, inner)
    except BaseException:
        close_quietly(inner)
        raise
    return inner


def close_quietly(descriptor: int | None) -> None:
    """Close a descriptor that nothing was written through: there is nothing that a fault could lose."""
    if descriptor is not None:
        with suppress(OSError):
            os.close(descriptor)


class Guard:
    """Refuses `path` where a folder on the way is one of `reserved`, or one that REAPER loads code from."""

    def __init__(self, path: Path, reserved: Sequence[Path]) -> None:
        self._path = path
        self._reserved = {_identity(one.stat()) for one in reserved if one.exists()}

    def check(self, passed: Path, descriptor: int | None) -> None:
        """Raise DestinationError for the folder `passed`, opened as `descriptor` (None: by its path)."""
        at: Path | int = passed if descriptor is None else descriptor
        if _identity(os.stat(at)) in self._reserved:  # noqa: PTH116  # of a descriptor
            raise refused(self._path, "it is inside a folder of Foley Bridge's own")
        if self._is_reaper(passed, descriptor):
            raise refused(self._path, f"REAPER loads code from {str(passed)!r}")

    def _is_reaper(self, passed: Path, descriptor: int | None) -> bool:
        below = self._path.parts[len(passed.parts) :][:1]
        if below and below[0].casefold() in _REAPER_MEDIA:
            return False
        name = str(passed / _REAPER_FILE) if descriptor is None else _REAPER_FILE
        try:
            os.stat(name, dir_fd=descriptor)  # Path has no dir_fd
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return False
        return True


def refused(path: Path | str, reason: str) -> DestinationError:
    """The error for a folder that sounds must not go into."""
    return DestinationError(f"Sounds cannot go into {str(path)[:200]!r}: {reason}. Choose the project's media folder.")


def _identity(found: os.stat_result) -> Identity:
    return found.st_dev, found.st_ino
