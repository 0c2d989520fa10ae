"""Adapters in the journal's tables: each function is one step inside a transaction of its caller."""

import sqlite3

from foley_bridge.journal.records import AdapterRecord

_COLUMNS = "path, name, sha256, pack, licence, job"


def keep(connection: sqlite3.Connection, record: AdapterRecord) -> None:
    """Know an adapter, as the newest."""
    forget(connection, record.path)
    values = (record.path, record.name, record.sha256, record.pack, record.licence, record.job)
    connection.execute(f"INSERT INTO adapters ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", values)


def forget(connection: sqlite3.Connection, path: str) -> None:
    """Know an adapter no more; nothing happens where none was known."""
    connection.execute("DELETE FROM adapters WHERE path = ?", (path,))


def known(connection: sqlite3.Connection, pack: str) -> tuple[AdapterRecord, ...]:
    """All of a pack's digest, or of every pack where it is ""; the newest first."""
    where, values = ("WHERE pack = ?", (pack,)) if pack else ("", ())
    query = f"SELECT {_COLUMNS} FROM adapters {where} ORDER BY number DESC"
    return tuple(AdapterRecord(*row) for row in connection.execute(query, values))
