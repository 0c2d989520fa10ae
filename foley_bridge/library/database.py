"""The library's file: what is checked before it is believed, and what a person is told where it cannot be."""

import sqlite3
from pathlib import Path

from foley_bridge.durable_database import DurableDatabase, Kind
from foley_bridge.library.faults import LibraryDamagedError, LibraryError, translated
from foley_bridge.library.schema import STEPS, is_foreign, migrate, version_of

LOG_LIMIT_BYTES = 16 << 20


def open_library(path: Path) -> DurableDatabase:
    """Open or begin the file. DiskFullError, DestinationError or LibraryError where that cannot be."""
    return DurableDatabase(
        path,
        Kind(
            name="library",
            lost="add its folders again",
            error=LibraryError,
            damaged=LibraryDamagedError,
            translated=translated,
            check=_check,
            migrate=migrate,
            log_limit_bytes=LOG_LIMIT_BYTES,
        ),
    )


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Not looked through as a whole, as the journal is: it is large, and can be made anew from the recordings."""
    if is_foreign(connection):
        raise LibraryDamagedError(f"{path} is a database of another program")
    version = version_of(connection)
    if version > len(STEPS):
        raise LibraryDamagedError(f"{path} was written by a later version of Foley Bridge (library version {version})")
