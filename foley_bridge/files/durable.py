"""The steps by which a file becomes whole before it gets its name, each by path or relative to an opened folder.

`folder` is a descriptor of the folder that names are in, or None where they are whole paths (Windows has no such
descriptors).
"""

import errno
import os

from foley_models.errors import DestinationError

# File systems without hard links (exFAT, some network shares) answer with one of these.
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
# Some network file systems cannot force a folder to the disk; the files themselves are there by then.
_NO_FOLDER_SYNC = (errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP)
ON_WINDOWS = os.name == "nt"


class NameTakenError(DestinationError):
    """A final name is in use; it was not touched."""


def write_durably(name: str, *parts: bytes, folder: int | None = None) -> None:
    """Write a new file of these parts and force it to the disk; what is written so far stays where that fails."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(name, flags, 0o666, dir_fd=folder)
    try:
        for part in parts:
            rest = memoryview(part)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_empty(name: str, *, folder: int | None = None) -> None:
    """Make an empty file that does not exist yet, without forcing it to the disk: it only shows that it can be made."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    os.close(os.open(name, flags, 0o666, dir_fd=folder))


def give_free_name(temporary: str, final: str, *, folder: int | None = None) -> None:
    """Link or rename, but never over an existing file: a link refuses one where POSIX's rename would replace it.

    After a link the temporary name is still there. NameTakenError where `final` is in use.
    """
    try:
        if ON_WINDOWS:
            os.rename(temporary, final)  # noqa: PTH104  # refuses an existing file on Windows
        else:
            _link_or_rename(temporary, final, folder)
    except FileExistsError as error:
        raise NameTakenError(f"{final} exists already and is not overwritten: choose another folder.") from error


def sync_folder(descriptor: int) -> None:
    """Force the names of an opened folder to the disk, where its file system can."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise


def sync_folder_at(path: str) -> None:
    """The same for a folder by its path; on Windows a folder cannot be opened for that."""
    if ON_WINDOWS:
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        sync_folder(descriptor)
    finally:
        os.close(descriptor)


def is_there(name: str, *, folder: int | None = None) -> bool:
    """Whether anything has this name, a broken link included."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)  # Path has no dir_fd
    except FileNotFoundError:
        return False
    return True


def _link_or_rename(temporary: str, final: str, folder: int | None) -> None:
    try:
        os.link(temporary, final, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except FileExistsError:
        # A network file system that repeats a link whose answer was lost says so of its own work.
        if not _same_file(temporary, final, folder):
            raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if is_there(final, folder=folder):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), final) from error
        os.rename(temporary, final, src_dir_fd=folder, dst_dir_fd=folder)  # Path has no dir_fd


def _same_file(one: str, other: str, folder: int | None) -> bool:
    first, second = (os.stat(name, dir_fd=folder, follow_symlinks=False) for name in (one, other))
    return os.path.samestat(first, second)
