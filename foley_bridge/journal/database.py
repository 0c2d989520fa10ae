"""Opens the journal's file durably and privately, sets a damaged or foreign one aside, and guards its connections."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_bridge.journal.faults import JournalDamagedError, JournalError, translated
from foley_bridge.journal.schema import is_foreign, migrate

PRIVATE_FILE = 0o600
BUSY_TIMEOUT_S = 5.0  # for another program that looks into the file
LOG_LIMIT_BYTES = 4 << 20  # what the write-ahead log is cut back to
# SQLite's own files beside the database: what they hold belongs to it.
_COMPANIONS = ("", "-wal", "-shm")


class Database:
    """A writer and a reader on one file, each behind a lock: a reader never waits for a commit to reach the disk."""

    def __init__(self, path: Path) -> None:
        """Open or begin the file. DiskFullError, DestinationError or JournalError where that cannot be."""
        self.path = path
        self.set_aside = ""  # one sentence where a damaged or foreign file was in its place
        try:
            self._writer = _open(path)
        except JournalDamagedError as error:
            self.set_aside = _set_aside(path, str(error))
            self._writer = _open(path)
        with translated(path):
            self._reader = _connect(path)
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
                # SQLite may have undone it by itself: after a full disk, for one.
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


def _open(path: Path) -> sqlite3.Connection:
    """A connection to a sound journal of this version. JournalDamagedError where the file is something else."""
    with explained(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite gives its companions the rights of the file that it finds.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
        path.chmod(PRIVATE_FILE)
    with translated(path):
        connection = _connect(path)
        try:
            _check(connection, path)
            migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Look the file through before it is changed in any way, and set what makes a commit durable."""
    if is_foreign(connection):
        raise JournalDamagedError(f"{path} is a database of another program")
    fault = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if fault != "ok":
        raise JournalDamagedError(f"{path} is damaged ({fault})")
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise JournalError(f"The file system of {path} takes no write-ahead log: keep it on a disk of this machine.")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_LIMIT_BYTES}")


def _set_aside(path: Path, reason: str) -> str:
    """Give the file and its companions a name of their own; nothing is deleted. What happened, in one sentence."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    kept = next(name for name in _names(path, stamp) if not any(_companion(name, end).exists() for end in _COMPANIONS))
    with explained(path):
        for end in reversed(_COMPANIONS):  # the database last: until then the next start finds it damaged again
            if _companion(path, end).exists():
                _companion(path, end).rename(_companion(kept, end))
    return f"{reason}; it was kept as {kept} and a new journal was begun: requests that only it knew are not made."


def _names(path: Path, stamp: str) -> Iterator[Path]:
    for number in range(1, 1000):
        yield path.with_name(f"{path.stem}.set-aside-{stamp}-{number}{path.suffix}")
    raise JournalError(f"{path.parent} holds a thousand journals that were set aside: remove them.")


def _companion(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
