"""A private SQLite file with durable commits and guarded connections; what is damaged or foreign is set aside.

The journal and the library are kept in one each: what is theirs alone is their `Kind`.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.files.disk_errors import explained
from foley_models.errors import FoleyError

PRIVATE_FILE = 0o600
BUSY_TIMEOUT_S = 5.0  # for another program that looks into the file
# SQLite's own files beside the database: what they hold belongs to it.
_COMPANIONS = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Kind:
    """What a database is for and how its errors are told."""

    name: str  # as sentences call it
    lost: str  # what a person is told where it had to be begun anew
    error: type[FoleyError]
    damaged: type[FoleyError]  # one of `error`: the file is set aside
    translated: Callable[[Path], AbstractContextManager[None]]  # raises the kind's errors in place of SQLite's
    check: Callable[[sqlite3.Connection, Path], None]  # raises `damaged` or `error` before anything is changed
    migrate: Callable[[sqlite3.Connection], None]
    log_limit_bytes: int  # what the write-ahead log is cut back to


class DurableDatabase:
    """A writer and a reader on one file, each behind a lock: a reader never waits for a commit to reach the disk."""

    def __init__(self, path: Path, kind: Kind) -> None:
        """Open or begin the file. DiskFullError, DestinationError or the kind's error where that cannot be."""
        self.path = path
        self._kind = kind
        self.set_aside = ""  # one sentence where a damaged or foreign file was in its place
        try:
            self._writer = _open(path, kind)
        except kind.damaged as error:
            self.set_aside = _set_aside(path, kind, str(error))
            self._writer = _open(path, kind)
        with kind.translated(path):
            self._reader = _connect(path)
            self._reader.execute("PRAGMA query_only = ON")
        self._write_lock, self._read_lock = threading.RLock(), threading.RLock()

    def close(self) -> None:
        """Close both connections; may be called twice."""
        with self._write_lock, self._read_lock, self._kind.translated(self.path):
            self._reader.close()
            self._writer.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: on the disk when the body is left, undone where it or the disk fails."""
        with self._write_lock, self._kind.translated(self.path):
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
        with self._read_lock, self._kind.translated(self.path):
            self._reader.execute("BEGIN")
            try:
                yield self._reader
            finally:
                self._reader.execute("ROLLBACK")


def _open(path: Path, kind: Kind) -> sqlite3.Connection:
    """A connection to a sound file of this version; `kind.damaged` where the file is something else."""
    with explained(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # SQLite gives its companions the rights of the file that it finds.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
        path.chmod(PRIVATE_FILE)
    with kind.translated(path):
        connection = _connect(path)
        try:
            kind.check(connection, path)
            _make_durable(connection, path, kind)
            kind.migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    return connection


def _make_durable(connection: sqlite3.Connection, path: Path, kind: Kind) -> None:
    if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
        raise kind.error(f"The file system of {path} takes no write-ahead log: keep it on a disk of this machine.")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA journal_size_limit = {kind.log_limit_bytes}")


def _set_aside(path: Path, kind: Kind, reason: str) -> str:
    """Give the file and its companions a name of their own; nothing is deleted. What happened, in one sentence."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    names = _names(path, kind, stamp)
    kept = next(name for name in names if not any(_companion(name, end).exists() for end in _COMPANIONS))
    with explained(path):
        for end in reversed(_COMPANIONS):  # the database last: until then the next start finds it damaged again
            if _companion(path, end).exists():
                _companion(path, end).rename(_companion(kept, end))
    return f"{reason}; it was kept as {kept} and a new {kind.name} was begun: {kind.lost}."


def _names(path: Path, kind: Kind, stamp: str) -> Iterator[Path]:
    for number in range(1, 1000):
        yield path.with_name(f"{path.stem}.set-aside-{stamp}-{number}{path.suffix}")
    raise kind.error(f"{path.parent} holds a thousand files of a {kind.name} that were set aside: remove them.")


def _companion(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
