"""An opened folder that sounds go into: written whole or not at all, and never outside, whatever happens around it.

Every call but those on Windows is relative to a descriptor of the folder, so that a link that takes the place of a
part of its path afterwards leads nowhere.
"""

import errno
import hashlib
import os
import re
import stat
import unicodedata
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType

from foley_bridge.files.disk_errors import explained
from foley_bridge.files.durable import give_free_name, make_empty, sync_folder, write_durably
from foley_models.errors import DestinationError

LONGEST_NAME_BYTES = 255
_TEMPORARY = re.compile(r"\.[A-Za-z0-9]{1,64}\.part")
_TRIAL = ".foleytrial.part"  # always the same, so that no kill leaves more than one
_HASH_BLOCK_BYTES = 1 << 20
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
# What opening a name gives where it is no file of ours: missing, a link, a folder (Windows), a socket.
_NO_FILE = (errno.ENOENT, errno.ELOOP, errno.EISDIR, errno.ENXIO)


class Place:
    """One folder, held open; names are those of files right inside it. Make it with `destination.open_place`."""

    def __init__(self, folder: Path, descriptor: int | None) -> None:
        self.folder = folder
        self._descriptor = descriptor  # None on Windows

    def __enter__(self) -> "Place":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def try_writing(self) -> None:
        """Make and remove an empty file: permission bits alone do not tell, least of all for root or on a share."""
        trial = self._at(_TRIAL)
        with explained(self.folder), ExitStack() as undo:
            self._remove(trial)  # of an attempt that was killed
            undo.callback(self._remove_quietly, trial)
            with suppress(FileExistsError):  # another one tries at this moment, and can
                make_empty(trial, folder=self._descriptor)
            self._remove(trial)

    def path_of(self, name: str) -> Path:
        """Where a file of this name lies, to be written down before it is published."""
        return self.folder / _checked(name)

    def publish(self, name: str, *parts: bytes, temporary: str) -> Path:
        """Write a file of parts: under `temporary`, forced to the disk, then under `name`, never over another one.

        NameTakenError where the name is in use, DiskFullError or DestinationError where the system refuses; then
        nothing of it stays, as far as the system lets it be removed, and never a part under the final name.
        """
        final = self.path_of(name)
        at_first, at_last = self._at(_checked_temporary(temporary)), self._at(name)
        with explained(final), ExitStack() as undo:
            self._check_still_there()
            self._remove(at_first)  # of an attempt that was killed
            undo.callback(self._remove_quietly, at_first)
            write_durably(at_first, *parts, folder=self._descriptor)
            give_free_name(at_first, at_last, folder=self._descriptor)
            undo.callback(self._remove_quietly, at_last)
            self._remove(at_first)
            if self._descriptor is not None:
                sync_folder(self._descriptor)
            undo.pop_all()
        return final

    def exists_as(self, name: str, sha256: str) -> bool:
        """Whether a regular file of this name holds exactly these bytes (hex digest)."""
        with explained(self.path_of(name)):
            try:
                descriptor = os.open(self._at(name), _READ, dir_fd=self._descriptor)
            except OSError as error:
                if error.errno in _NO_FILE:
                    return False
                raise
            with os.fdopen(descriptor, "rb") as stream:
                return stat.S_ISREG(os.fstat(stream.fileno()).st_mode) and _hash(stream.fileno()) == sha256

    def remove_temporary(self, temporary: str) -> None:
        """Remove what an interrupted `publish` left; nothing where it left nothing."""
        with explained(self.folder / temporary):
            self._remove(self._at(_checked_temporary(temporary)))

    def close(self) -> None:
        """Give the folder free; again is fine."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def _at(self, name: str) -> str:
        return name if self._descriptor is not None else str(self.folder / name)

    def _remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=self._descriptor)  # Path has no dir_fd

    def _remove_quietly(self, name: str) -> None:
        with suppress(OSError):  # the disk fails here as well: the first fault is the one to report
            self._remove(name)

    def _check_still_there(self) -> None:
        """A folder that was moved meanwhile would take the file, but not at the path that is told."""
        if self._descriptor is None:
            return
        with suppress(FileNotFoundError, NotADirectoryError):
            if os.path.samestat(os.stat(self._descriptor), self.folder.stat(follow_symlinks=False)):  # noqa: PTH116
                return
        raise DestinationError(f"{self.folder} was moved or replaced while it was in use: ask again.")


def _checked(name: str) -> str:
    if not name or name.startswith(".") or len(name.encode("utf-8", "replace")) > LONGEST_NAME_BYTES:
        raise DestinationError(f"{name[:80]!r} is no name for a sound: 1 to 255 bytes that do not begin with a dot.")
    if re.search(r'[/\\:*?"<>|]', name) or any(unicodedata.category(one)[0] == "C" for one in name):
        raise DestinationError(
            f"{name[:80]!r} is no file name: it must be a name without folders or special characters."
        )
    return name


def _checked_temporary(name: str) -> str:
    if not _TEMPORARY.fullmatch(name):
        raise DestinationError(f"{name[:80]!r} is no temporary name: it must be a dot, letters and digits, then .part.")
    return name


def _hash(descriptor: int) -> str:
    digest = hashlib.sha256()
    while block := os.read(descriptor, _HASH_BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()
