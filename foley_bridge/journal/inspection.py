"""Looks into a journal without changing it, whether a daemon has it open or not."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.journal import adapters, history
from foley_bridge.journal.faults import JournalDamagedError, translated
from foley_bridge.journal.records import AdapterRecord
from foley_bridge.journal.schema import check_version, is_foreign
from foley_models.errors import UnknownIdError

ADAPTERS_SINCE = 3  # the version of a journal


@dataclass(frozen=True)
class Inspection:
    """How many requests it knows, and how many of them are still to be made."""

    jobs: int
    waiting: int


def inspect_journal(path: Path) -> Inspection:
    """What a sound journal holds. JournalError (damaged, foreign, of a later version) or DestinationError otherwise."""
    with translated(path), closing(sqlite3.connect(_address(path), uri=True)) as connection:
        if is_foreign(connection):
            raise JournalDamagedError(f"{path} is a database of another program")
        check_version(connection)
        fault = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if fault != "ok":
            raise JournalDamagedError(f"{path} is damaged ({fault})")
        (jobs,) = connection.execute("SELECT count(*) FROM jobs").fetchone()
        open_jobs = "SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')"
        return Inspection(int(jobs), int(connection.execute(open_jobs).fetchone()[0]))


def known_adapters(path: Path) -> tuple[Path, ...]:
    """Files of the adapters that a journal knows, the newest first; none where there is no journal of this version."""
    return tuple(Path(one.path) for one in adapter_records(path))


def adapter_records(path: Path) -> tuple[AdapterRecord, ...]:
    """The adapters that a journal knows, the newest first; none where there is no journal of this version."""
    if not path.is_file():
        return ()
    with translated(path), closing(_connect(path)) as connection:
        if is_foreign(connection) or check_version(connection) < ADAPTERS_SINCE:
            return ()
        return adapters.known(connection, "")


def recalled(path: Path, key: str) -> str | None:
    """What a journal remembers under a key; None where it remembers nothing, or there is no journal."""
    if not path.is_file():
        return None
    with translated(path), closing(_connect(path)) as connection:
        if is_foreign(connection) or check_version(connection) == 0:
            return None
        return history.recall(connection, key)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(_address(path), uri=True)
    connection.row_factory = sqlite3.Row
    return connection


def candidate_of_file(path: Path, sha256: str) -> str | None:
    """ID#INDEX of the newest candidate whose file had that SHA-256 as it was delivered; None where none had."""
    if not path.is_file():
        return None
    with translated(path), closing(sqlite3.connect(_address(path), uri=True)) as connection:
        if is_foreign(connection):
            return None
        check_version(connection)
        found = connection.execute(
            "SELECT job, position FROM candidates WHERE sha256 = ? AND published = 1 ORDER BY rowid DESC LIMIT 1",
            (sha256,),
        ).fetchone()
        return None if found is None else f"{found[0]}#{found[1]}"


def _address(path: Path) -> str:
    # Without a log nobody has it open: then not even SQLite's own files need to be made beside it.
    mode = "mode=ro" if path.with_name(path.name + "-wal").exists() else "immutable=1"
    return f"{path.absolute().as_uri()}?{mode}"


def training_order(path: Path, job: str) -> str:
    """The order of a training, as JSON. UnknownIdError where no journal here knows it."""
    found = None
    if path.is_file():
        with translated(path), closing(sqlite3.connect(_address(path), uri=True)) as connection:
            if not is_foreign(connection) and check_version(connection) >= ADAPTERS_SINCE:
                found = connection.execute(
                    "SELECT order_text FROM jobs WHERE id = ? AND kind = 'train'", (job,)
                ).fetchone()
    if found is None:
        raise UnknownIdError(f"No training {job!r} is known here: foley-bridge train PATH --hold prints the id of one.")
    return str(found[0])
