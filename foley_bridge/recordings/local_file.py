"""Which paths may be opened as recordings: plain files of this machine, and nothing that waits or never ends."""

import errno
import os
import stat
from pathlib import Path

from foley_bridge.recordings.records import UnusableError

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def local_file(path: Path) -> Path:
    """The file itself, links followed. UnusableError where there is none that can be a recording."""
    if str(path).startswith(("\\\\", "//?/")):
        raise UnusableError("place", "it lies on a network share; copy it to this machine")
    try:
        resolved = path.resolve(strict=True)
        status = resolved.stat()
    except (OSError, RuntimeError, ValueError) as error:
        raise UnusableError("missing", _missing(error)) from error
    check_plain(status)
    return resolved


def check_plain(status: os.stat_result) -> None:
    """UnusableError unless this is a plain file that holds something."""
    for is_kind, name in _KINDS:
        if is_kind(status.st_mode):
            raise UnusableError("no file", f"it is {name}, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise UnusableError("no file", "it is no plain file")
    if status.st_size == 0:
        raise UnusableError("empty", "the file is empty: it has 0 bytes")


def open_plain(path: str) -> int:
    """A descriptor for reading. A link put in the file's place meanwhile is not followed, a pipe not waited for."""
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise UnusableError("unreadable", _missing(error)) from error
    try:
        check_plain(os.fstat(descriptor))
    except UnusableError:
        os.close(descriptor)
        raise
    return descriptor


def _missing(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "it may not be read by this user (permission denied)"
    if isinstance(error, FileNotFoundError):
        return "it is not there (any more)"
    if isinstance(error, RuntimeError) or getattr(error, "errno", None) == errno.ELOOP:
        return "it is a link that leads in a circle, or became a link while it was looked at"
    if isinstance(error, ValueError):
        return "its path holds a character that no path can"
    return f"it cannot be opened ({getattr(error, 'strerror', None) or error})"
