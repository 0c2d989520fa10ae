"""Opens the library's file durably and privately, sets one aside that cannot be used, and guards its connections."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.library.faults import LibraryDamagedError, LibraryError, translated
from foley_bridge.library.schema import STEPS, is_foreign, migrate, version_of

PRIVATE_FILE = 0o600
BUSY_TIMEOUT_S = 5.0
LOG_LIMIT_BYTES = 16 << 20
_COMPANIONS = ("", "-wal", "-shm")


class Database:
    """A writer and a reader on one file, each behind a lock: a search never waits for a commit to reach the disk."""

    def __init__(self, path: Path) -> None:
        """Open or begin the file. DiskFullError, DestinationError or LibraryError where that cannot be."""
        self.path = path
        self.set_aside = ""  # one sentence where a damaged or foreign file was in its place
        try:
            self._writer = _opened(path)
        except LibraryDamagedError as error:
            self.set_aside = _set_aside(path, str(error))
            self._writer = _opened(path)
        with translated(path):
            self._reader = _connected(path)
            self._reader.execute("PRAGMA query_only = ON")
        self._write_lock, self._read_lock = threading.RLock(), threading.RLock()

    def close(self) -> None:
        """Close both connections; may be called twice."""
        with self._write_lock, self._read_lock, translated(self.path):
            self._reader.close()
            self._writer.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: on the disk when the body is left, undone where it or the disk fails."""
        with self._write_lock, translated(self.path):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """What was committed last, and the same throughout the body."""
        with self._read_lock, translated(self.path):
            self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                self._reader.execute("ROLLBACK")


def _opened(path: Path) -> sqlite3.Connection:
    with explained(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
        path.chmod(PRIVATE_FILE)
    with translated(path):
        connection = _connected(path)
        try:
            _check(connection, path)
            migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    if is_foreign(connection):
        raise LibraryDamagedError(f"{path} is a database of another program")
    version = version_of(connection)
    if version > len(STEPS):
        raise LibraryDamagedError(f"{path} was written by a later version of Foley Bridge (library version {version})")
    # Not looked through as a whole: it is large, and can be made anew from the recordings.
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise LibraryError(f"The file system of {path} takes no write-ahead log: keep it on a disk of this machine.")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT_BYTES}")


def _set_aside(path: Path, reason: str) -> str:
    """Give the file and its companions another name; nothing is deleted. What happened, in one sentence."""
    kept = path.with_name(f"{path.stem}.set-aside-{time.time_ns()}{path.suffix}")
    with explained(path):
        for end in reversed(_COMPANIONS):  # the database last: until then the next start finds it damaged again
            file = path.with_name(path.name + end)
            if file.exists():
                file.rename(kept.with_name(kept.name + end))
    return f"{reason}; it was kept as {kept.name} and a new library was begun: add its folders again."
