"""Says in one sentence what the operating system's error codes mean for a file that was to be written."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foley_models.errors import DestinationError, DiskFullError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_REASONS = {
    errno.EACCES: "this user may not write there",
    errno.EPERM: "this user may not write there",
    errno.EROFS: "its file system is read-only",
    errno.ENOENT: "there is no such folder",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EEXIST: "a file or a broken link is in its place",
    errno.EISDIR: "it is a folder, not a file",
    errno.ENAMETOOLONG: "the name is too long for its file system",
    errno.ELOOP: "its symbolic links go in a circle",
    errno.EINVAL: "its file system does not take such a name",
    errno.EIO: "the disk reported a fault",
}


def explain(error: OSError, path: Path) -> DestinationError:
    """The product's error for an operating system's one; `path` is what was to be written."""
    if error.errno in _FULL:
        return DiskFullError(f"No space is left for {path}: free some, or choose another folder.")
    reason = _REASONS.get(error.errno or 0, error.strerror or "the system gave no reason")
    return DestinationError(f"{path} cannot be written: {reason}. Choose another folder.")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise DestinationError or DiskFullError in place of any OSError of the body."""
    try:
        yield
    except OSError as error:
        raise explain(error, path) from error
