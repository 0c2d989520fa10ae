"""The journal's file: what is checked before it is believed, and what a person is told where it cannot be."""

import sqlite3
from pathlib import Path

from foley_bridge.durable_database import DurableDatabase, Kind
from foley_bridge.journal.faults import JournalDamagedError, JournalError, translated
from foley_bridge.journal.schema import is_foreign, migrate

LOG_LIMIT_BYTES = 4 << 20


def open_journal(path: Path) -> DurableDatabase:
    """Open or begin the file. DiskFullError, DestinationError or JournalError where that cannot be."""
    return DurableDatabase(
        path,
        Kind(
            name="journal",
            lost="requests that only it knew are not made",
            error=JournalError,
            damaged=JournalDamagedError,
            translated=translated,
            check=_check,
            migrate=migrate,
            log_limit_bytes=LOG_LIMIT_BYTES,
        ),
    )


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if is_foreign(connection):
        raise JournalDamagedError(f"{path} is a database of another program")
    fault = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if fault != "ok":
        raise JournalDamagedError(f"{path} is damaged ({fault})")
