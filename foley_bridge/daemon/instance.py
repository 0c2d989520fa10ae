"""One daemon a user: a lock that the system gives back when its holder ends, however it ends."""

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_models.errors import NotAvailableError

# Who only asks whether a daemon runs holds the lock for an instant; a start that meets it tries again.
_TRY_FOR_S = 0.25
_TRY_EVERY_S = 0.01
_TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class AlreadyRunningError(NotAvailableError):
    """Another daemon of this user holds the lock."""


@contextmanager
def single_instance(lock_file: Path) -> Iterator[None]:
    """Hold the lock for the body. AlreadyRunningError where another process does; the file stays, and is never read.

    The lock belongs to the open file, which programs started from the body do not inherit.
    """
    descriptor = _open(lock_file)
    try:
        _take(descriptor, lock_file)
        yield
    finally:
        os.close(descriptor)  # gives the lock back


def is_held(lock_file: Path) -> bool:
    """Whether a daemon holds the lock now."""
    if not lock_file.exists():
        return False
    descriptor = _open(lock_file)
    try:
        return not _locked(descriptor, shared=True)
    finally:
        os.close(descriptor)


def _open(lock_file: Path) -> int:
    with explained(lock_file):
        return os.open(lock_file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _take(descriptor: int, lock_file: Path) -> None:
    deadline = time.monotonic() + _TRY_FOR_S
    while not _locked(descriptor, shared=False):
        if time.monotonic() > deadline:
            raise AlreadyRunningError(
                f"A Foley Bridge daemon runs already ({lock_file} is locked): use it, or stop it first."
            )
        time.sleep(_TRY_EVERY_S)


def _locked(descriptor: int, *, shared: bool) -> bool:
    """Try to lock, without waiting."""
    try:
        if os.name == "nt":
            _lock_on_windows(descriptor)
        else:
            _lock_on_posix(descriptor, shared=shared)
    except OSError as error:
        if error.errno not in _TAKEN:
            raise
        return False
    return True


def _lock_on_posix(descriptor: int, *, shared: bool) -> None:
    import fcntl

    fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def _lock_on_windows(descriptor: int) -> None:
    """Lock the first byte, which need not exist; Windows knows only exclusive locks here."""
    import msvcrt

    locking, mode = getattr(msvcrt, "locking"), getattr(msvcrt, "LK_NBLCK")  # noqa: B009  # absent elsewhere, so untyped
    locking(descriptor, mode, 1)
