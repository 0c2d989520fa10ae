"""What goes wrong with the file in which a seat keeps its requests, as one sentence each."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foley_bridge.journal.faults import is_damage, is_fullness, reason_of_disk
from foley_models.errors import DestinationError, DiskFullError, FoleyError


class SeatError(FoleyError):
    """The seat cannot do what was asked, though its disk can; the text says what to do."""


class SeatDamagedError(SeatError):
    """The seat's file is not what was written into it."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise DiskFullError, DestinationError, SeatDamagedError or SeatError in place of SQLite's own errors."""
    try:
        yield
    except sqlite3.Error as error:
        raise _explained(error, path) from error


def _explained(error: sqlite3.Error, path: Path) -> FoleyError:
    if is_fullness(error, path):
        return DiskFullError(f"No space is left for the seat's requests, {path}: free some. What it holds stays.")
    reason = reason_of_disk(error)
    if reason:
        return DestinationError(f"The seat's requests, {path}, cannot be written or read: {reason}. See to its folder.")
    if is_damage(error):
        return SeatDamagedError(f"{path} is damaged ({error}): start the seat again, which sets it aside.")
    return SeatError(f"The seat's requests, {path}, could not be used: {error}.")
