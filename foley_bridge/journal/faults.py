"""Says in one sentence what SQLite's errors mean for the journal."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foley_models.errors import DestinationError, DiskFullError, FoleyError

_PRIMARY = 0xFF  # of an extended result code; the rest says where in SQLite it happened
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_HELD = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DISK = {
    sqlite3.SQLITE_IOERR: "the disk reported a fault",
    sqlite3.SQLITE_READONLY: "this user may not write there, or its file system is read-only",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "this user may not write there",
}
# A disk so full that SQLite cannot even make its own small files says "I/O error", not "full".
_NOTHING_LEFT_BYTES = 1 << 16


class JournalError(FoleyError):
    """The journal cannot do what was asked, though its disk can; the text says what to do."""


class JournalDamagedError(JournalError):
    """The journal's file is not what was written into it."""


class JournalTooNewError(JournalError):
    """The journal was written by a later version of the product."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise DiskFullError, DestinationError, JournalDamagedError or JournalError in place of SQLite's own errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, path) from error


def explain(error: sqlite3.Error, path: Path) -> FoleyError:
    """The product's error for one of SQLite's; `path` is the journal's."""
    if is_fullness(error, path):
        return DiskFullError(f"No space is left for the journal {path}: free some. Nothing accepted before is lost.")
    reason = reason_of_disk(error)
    if reason:
        return DestinationError(f"The journal {path} cannot be written or read: {reason}. See to its folder.")
    if is_damage(error):
        return JournalDamagedError(
            f"The journal {path} is damaged ({error}): start the daemon again, which sets it aside."
        )
    if _kind(error) in _HELD:
        return JournalError(f"Another program holds the journal {path}: close what has it open.")
    return JournalError(f"The journal {path} could not be used: {error}.")


def is_fullness(error: sqlite3.Error, path: Path) -> bool:
    """Whether an error means that no space is left on the disk of `path`."""
    kind = _kind(error)
    return kind == sqlite3.SQLITE_FULL or (kind in _DISK and _is_full(path))


def reason_of_disk(error: sqlite3.Error) -> str:
    """What a file system did not allow, as a clause; "" for any other error."""
    return _DISK.get(_kind(error), "")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error means that the file is no sound database."""
    return _kind(error) in _DAMAGED


def _kind(error: sqlite3.Error) -> int:
    return (getattr(error, "sqlite_errorcode", None) or 0) & _PRIMARY


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _NOTHING_LEFT_BYTES
    except OSError:
        return False
