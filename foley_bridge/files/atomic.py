"""Puts files into a folder so that a final name never holds a partial file, and several appear together or not at all.

Each file is written under a hidden temporary name beside its final one and forced to the disk; only when all of them
are there does the first get its final name. Whatever fails, the files of the attempt are removed again.
"""

import errno
import os
import uuid
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_models.errors import DestinationError

# File systems without hard links (exFAT, some network shares) answer with one of these.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
# Some network file systems cannot force a folder to the disk; the files themselves are there by then.
_NO_FOLDER_SYNC = (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP)
_ON_WINDOWS = os.name == "nt"


class NameTakenError(DestinationError):
    """A final name is in use; it was not touched."""


def publish(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files into an existing folder and return their paths, in the order of `contents` (name -> bytes).

    Raises NameTakenError where a name is in use, DiskFullError or DestinationError where the system refuses.
    """
    with ExitStack() as undo:
        staged = [(_stage(folder, name, data, undo=undo), folder / name) for name, data in contents.items()]
        for temporary, final in staged:
            with explained(final):
                _give_free_name(temporary, final)
                undo.callback(_remove, final)
                temporary.unlink(missing_ok=True)
        with explained(folder):
            _sync_folder(folder)
        undo.pop_all()
    return tuple(final for _, final in staged)


def _stage(folder: Path, name: str, data: bytes, *, undo: ExitStack) -> Path:
    """Write `data` under a temporary name of its own, removed by `undo`."""
    if not name or Path(name).name != name:
        raise DestinationError(f"{name!r} is no file name: it must be a name without folders.")
    temporary = folder / f".{uuid.uuid4().hex}.part"
    with explained(folder / name):
        undo.callback(_remove, temporary)
        _write_durably(temporary, data)
    return temporary


def _remove(path: Path) -> None:
    with suppress(OSError):  # gone already, or the disk fails here as well: the first fault is the one to report
        path.unlink()


def _write_durably(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o666)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _give_free_name(temporary: Path, final: Path) -> None:
    """Link or rename, but never over an existing file: a link refuses one where POSIX's rename would replace it."""
    try:
        if _ON_WINDOWS:
            temporary.rename(final)
        else:
            _link_or_rename(temporary, final)
    except FileExistsError as error:
        raise NameTakenError(f"{final} exists already and is not overwritten: choose another folder.") from error


def _link_or_rename(temporary: Path, final: Path) -> None:
    try:
        final.hardlink_to(temporary)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if os.path.lexists(final):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(final)) from error
        temporary.rename(final)


def _sync_folder(folder: Path) -> None:
    """Force the new names to the disk; on Windows a folder cannot be opened for that."""
    if _ON_WINDOWS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)
