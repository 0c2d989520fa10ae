"""What a seat keeps on its disk: requests before they are accepted, sounds that came, calls that must reach the server.

Every method that changes something has it on the disk when it returns.
"""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from foley_bridge.durable_database import DurableDatabase, Kind
from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from foley_bridge.seat.faults import SeatDamagedError, SeatError, translated
from foley_bridge.seat.records import Errand, Request, Sound, State

APPLICATION_ID = 0x464F4C53  # "FOLS"
VERSION = 1
LOG_LIMIT_BYTES = 4 << 20
FORGOTTEN_S = 90 * 86_400.0
_PACKET_MOST_BYTES = 65_536
_TABLES = (
    """CREATE TABLE requests (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        own TEXT NOT NULL UNIQUE,
        there TEXT NOT NULL UNIQUE,
        asked TEXT NOT NULL,
        message BLOB NOT NULL,
        route TEXT NOT NULL,
        destination TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'kept' CHECK (state IN ('kept', 'sent', 'final')),
        told INTEGER NOT NULL DEFAULT 0,
        last BLOB,
        created_s REAL NOT NULL
    )""",
    "CREATE INDEX requests_by_state ON requests (state, number)",
    """CREATE TABLE sounds (
        request INTEGER NOT NULL REFERENCES requests (number) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        message BLOB NOT NULL,
        imported INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (request, position)
    )""",
    "CREATE TABLE errands (number INTEGER PRIMARY KEY AUTOINCREMENT, message BLOB NOT NULL)",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)


class SeatStore:
    """Thread-safe; a context manager. Methods raise DiskFullError, DestinationError or SeatError.

    `set_aside` says that a damaged file was in its place, "" where all was well.
    """

    def __init__(self, path: Path) -> None:
        self._database = DurableDatabase(
            path,
            Kind(
                name="list of requests",
                lost="requests that only it knew are not made",
                error=SeatError,
                damaged=SeatDamagedError,
                translated=translated,
                check=_check,
                migrate=_migrate,
                log_limit_bytes=LOG_LIMIT_BYTES,
            ),
        )
        self.set_aside = self._database.set_aside

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back; may be called twice."""
        self._database.close()

    def fact(self, name: str, default: str) -> str:
        """A fact about this seat, which is what `default` says where it is asked first."""
        with self._database.write() as connection:
            connection.execute("INSERT OR IGNORE INTO facts (name, value) VALUES (?, ?)", (name, default))
            return str(connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()["value"])

    def keep(self, own: str, there: str, asked: str, *, message: Message, route: str, destination: str) -> Request:
        """Take in a new request."""
        columns = "own, there, asked, message, route, destination, created_s"
        values = (own, there, asked, encode_message(message), route, destination, time.time())
        with self._database.write() as connection:
            connection.execute(f"INSERT INTO requests ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
            return _request(connection.execute("SELECT * FROM requests WHERE own = ?", (own,)).fetchone())

    def by_own(self, own: str) -> Request | None:
        """The request that a host calls so."""
        return self._one("own = ?", own)

    def by_there(self, there: str) -> Request | None:
        """The request that the server calls so."""
        return self._one("there = ?", there)

    def open(self) -> tuple[Request, ...]:
        """All that are not at their end, in the order they were asked in."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT * FROM requests WHERE state != 'final' ORDER BY number")
            return tuple(map(_request, rows))

    def kept_before(self, number: int) -> int:
        """How many requests that never left this machine come before one."""
        with self._database.read() as connection:
            query = "SELECT count(*) FROM requests WHERE state = 'kept' AND number < ?"
            return int(connection.execute(query, (number,)).fetchone()[0])

    def sending(self, number: int) -> None:
        """The server may have a request from now on."""
        self._change("UPDATE requests SET state = 'sent' WHERE number = ? AND state = 'kept'", number)

    def told(self, number: int) -> None:
        """The host of a request was told that it is accepted."""
        self._change("UPDATE requests SET told = 1 WHERE number = ?", number)

    def reroute(self, number: int, route: str) -> None:
        """From now on a request's answers go there."""
        self._change("UPDATE requests SET route = ? WHERE number = ?", route, number)

    def end(self, number: int, last: Message, *, errand: Message | None = None) -> None:
        """A request's last word, and what the server is to be told of it."""
        with self._database.write() as connection:
            query = "UPDATE requests SET state = 'final', last = ? WHERE number = ?"
            connection.execute(query, (encode_message(last), number))
            if errand is not None:
                _add_errand(connection, errand)

    def forget(self, number: int) -> None:
        """Forget a request that was never accepted: its id may be used again."""
        self._change("DELETE FROM requests WHERE number = ?", number)

    def came(self, number: int, sound: Sound) -> None:
        """A sound of a request is here; told again, it may have another rank."""
        query = """INSERT INTO sounds (request, position, message) VALUES (?, ?, ?)
            ON CONFLICT (request, position) DO UPDATE SET message = excluded.message"""
        self._change(query, number, sound.index, encode_message(sound.message))

    def sounds(self, number: int) -> tuple[Sound, ...]:
        """The sounds of a request that are here, by their index."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT * FROM sounds WHERE request = ? ORDER BY position", (number,))
            return tuple(Sound(row["position"], _message(row["message"]), bool(row["imported"])) for row in rows)

    def imported(self, number: int, index: int, errand: Message) -> None:
        """A host has a sound on its timeline, which the server is to be told."""
        with self._database.write() as connection:
            query = "UPDATE sounds SET imported = 1 WHERE request = ? AND position = ?"
            connection.execute(query, (number, index))
            _add_errand(connection, errand)

    def add_errand(self, message: Message) -> None:
        """A call must reach the server some time."""
        with self._database.write() as connection:
            _add_errand(connection, message)

    def errands(self) -> tuple[Errand, ...]:
        """All calls that have not reached the server, in their order."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT * FROM errands ORDER BY number")
            return tuple(Errand(row["number"], _message(row["message"])) for row in rows)

    def did(self, number: int) -> None:
        """The server answered an errand."""
        self._change("DELETE FROM errands WHERE number = ?", number)

    def trim(self) -> None:
        """Forget requests that ended long ago; their files stay."""
        query = "DELETE FROM requests WHERE state = 'final' AND created_s < ?"
        self._change(query, time.time() - FORGOTTEN_S)

    def _one(self, condition: str, value: str) -> Request | None:
        with self._database.read() as connection:
            row = connection.execute(f"SELECT * FROM requests WHERE {condition}", (value,)).fetchone()
            return None if row is None else _request(row)

    def _change(self, query: str, *values: int | float | str | bytes) -> None:
        with self._database.write() as connection:
            connection.execute(query, values)


def _add_errand(connection: sqlite3.Connection, message: Message) -> None:
    connection.execute("INSERT INTO errands (message) VALUES (?)", (encode_message(message),))


def _request(row: sqlite3.Row) -> Request:
    return Request(
        number=row["number"],
        own=row["own"],
        there=row["there"],
        asked=row["asked"],
        message=_message(row["message"]),
        route=row["route"],
        destination=row["destination"],
        state=State(row["state"]),
        told=bool(row["told"]),
        last=None if row["last"] is None else _message(row["last"]),
    )


def _message(data: bytes) -> Message:
    return decode_packet(data, limit_bytes=_PACKET_MOST_BYTES)[0]


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if mark not in (0, APPLICATION_ID):
        raise SeatDamagedError(f"{path} is a database of another program")
    if version > VERSION:
        raise SeatError(f"{path} was written by a later version of Foley Bridge: install that version again.")
    fault = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if fault != "ok":
        raise SeatDamagedError(f"{path} is damaged ({fault})")


def _migrate(connection: sqlite3.Connection, tables: Sequence[str] = _TABLES) -> None:
    if connection.execute("PRAGMA user_version").fetchone()[0] == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in tables:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
