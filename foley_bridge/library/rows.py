"""Between the library's tables and what crosses its rooms."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from foley_bridge.library.records import Facts, FileRow, FolderState, Heard, Hit, Ranker, Stamp, Totals
from foley_models.errors import RequestError

_AT_ONCE = 500  # values in one statement
_FILE = (
    "SELECT files.id, folders.path AS folder, name, size, mtime_ns, ctime_ns, sha256, files.seconds "
    "FROM files JOIN folders ON folders.id = files.folder "
)
_PRESENT = "gone = 0 AND away = 0"


@dataclass(frozen=True)
class WindowRow:
    """One window as a search holds it."""

    id: int
    folder: int
    length_s: float  # of its file
    embedding: bytes


def roots(connection: sqlite3.Connection) -> dict[int, Path]:
    """The added folders by id."""
    return {row["id"]: Path(row["path"]) for row in connection.execute("SELECT id, path FROM roots ORDER BY path")}


def add_root(connection: sqlite3.Connection, path: str) -> bool:
    """Add a folder and take over what lies in it; False where it is one already. RequestError inside another one."""
    known = roots(connection)
    if any(str(one) == path for one in known.values()):
        return False
    outer = next((one for one in known.values() if Path(path).is_relative_to(one)), None)
    if outer is not None:
        raise RequestError(f"{path} lies in {outer}, which is added: its files are searched already.")
    new = connection.execute("INSERT INTO roots (path, problem) VALUES (?, '')", (path,)).lastrowid
    for number, inner in known.items():
        if inner.is_relative_to(path):
            connection.execute("UPDATE folders SET root = ? WHERE root = ?", (new, number))
            connection.execute("DELETE FROM roots WHERE id = ?", (number,))
    return True


def to_look(connection: sqlite3.Connection, after: int, most: int) -> tuple[FileRow, ...]:
    """Files that are there and to be looked into."""
    query = f"{_FILE} WHERE looked = 0 AND {_PRESENT} AND files.id > ? ORDER BY files.id LIMIT ?"
    return tuple(map(_file, connection.execute(query, (after, most))))


def looked(connection: sqlite3.Connection, file: FileRow, facts: Facts) -> None:
    """Note what was found in a file. Windows of other content go, those of a file of this content are taken over."""
    connection.execute(
        "UPDATE files SET looked = 1, reason = '', sha256 = ?, seconds = ?, rate_hz = ?, channels = ?, caption = ?, "
        "category = ? WHERE id = ?",
        (facts.sha256, facts.seconds, facts.rate_hz, facts.channels, facts.caption, facts.category, file.id),
    )
    if file.sha256 != facts.sha256:
        connection.execute("DELETE FROM windows WHERE file = ?", (file.id,))
        query = (
            "SELECT id FROM files WHERE sha256 = ? AND id != ? AND EXISTS (SELECT 1 FROM windows WHERE file = files.id)"
        )
        twin = connection.execute(f"{query} LIMIT 1", (facts.sha256, file.id)).fetchone()
        if twin is not None:
            connection.execute(
                "INSERT INTO windows (file, ranker, start_s, seconds, embedding) "
                "SELECT ?, ranker, start_s, seconds, embedding FROM windows WHERE file = ? ORDER BY id",
                (file.id, twin["id"]),
            )


def refuse(connection: sqlite3.Connection, file: FileRow, reason: str) -> None:
    """Note why a file cannot be heard."""
    connection.execute("UPDATE files SET looked = 1, reason = ?, sha256 = '' WHERE id = ?", (reason, file.id))
    connection.execute("DELETE FROM windows WHERE file = ?", (file.id,))


def use_ranker(connection: sqlite3.Connection, ranker: Ranker, now_s: float, *, kept: int) -> tuple[int, int]:
    """The ear's number, and how many others were forgotten."""
    connection.execute(
        "INSERT INTO rankers (digest, name, used_s) VALUES (?, ?, ?) "
        "ON CONFLICT (digest) DO UPDATE SET used_s = excluded.used_s, name = excluded.name",
        (ranker.digest, ranker.name, now_s),
    )
    number = connection.execute("SELECT id FROM rankers WHERE digest = ?", (ranker.digest,)).fetchone()[0]
    query = "DELETE FROM rankers WHERE id NOT IN (SELECT id FROM rankers ORDER BY used_s DESC LIMIT ?)"
    return int(number), connection.execute(query, (kept,)).rowcount


def unheard(connection: sqlite3.Connection, ranker: int, after: int, most: int) -> tuple[FileRow, ...]:
    """Files that are there, can be heard, and were not yet."""
    query = (
        f"{_FILE} WHERE looked = 1 AND reason = '' AND {_PRESENT} AND files.id > ? AND NOT EXISTS "
        "(SELECT 1 FROM windows WHERE file = files.id AND ranker = ?) ORDER BY files.id LIMIT ?"
    )
    return tuple(map(_file, connection.execute(query, (after, ranker, most))))


def to_hear(connection: sqlite3.Connection, ranker: int, ids: Sequence[int]) -> tuple[FileRow, ...]:
    """Of these files those that can be heard and were not yet."""
    marks = ", ".join("?" * len(ids))
    query = (
        f"{_FILE} WHERE files.id IN ({marks}) AND looked = 1 AND reason = '' AND {_PRESENT} AND NOT EXISTS "
        "(SELECT 1 FROM windows WHERE file = files.id AND ranker = ?) ORDER BY files.id"
    )
    return tuple(map(_file, connection.execute(query, (*ids, ranker))))


def hear(connection: sqlite3.Connection, ranker: int, heard: Mapping[int, Sequence[Heard]]) -> None:
    """Note what an ear made of files, in place of what it made of them before."""
    for file, windows in heard.items():
        connection.execute("DELETE FROM windows WHERE file = ? AND ranker = ?", (file, ranker))
        connection.executemany(
            "INSERT INTO windows (file, ranker, start_s, seconds, embedding) VALUES (?, ?, ?, ?, ?)",
            [(file, ranker, one.window.start_s, one.window.seconds, one.embedding) for one in windows],
        )


def windows_after(connection: sqlite3.Connection, ranker: int, after: int, most: int) -> tuple[WindowRow, ...]:
    """Windows of an ear with what they are filtered by."""
    query = (
        "SELECT windows.id, files.folder, files.seconds, embedding FROM windows "
        "JOIN files ON files.id = windows.file WHERE ranker = ? AND windows.id > ? ORDER BY windows.id LIMIT ?"
    )
    found = connection.execute(query, (ranker, after, most))
    return tuple(WindowRow(row[0], row[1], row[2], row[3]) for row in found)


def embeddings(connection: sqlite3.Connection, windows: Iterable[int]) -> dict[int, bytes]:
    """float16 numbers by window."""
    found: dict[int, bytes] = {}
    for ids in _batches(list(windows)):
        marks = ", ".join("?" * len(ids))
        found.update(connection.execute(f"SELECT id, embedding FROM windows WHERE id IN ({marks})", ids).fetchall())
    return found


def embeddings_of(connection: sqlite3.Connection, path: Path, ranker: int) -> tuple[bytes, ...]:
    """float16 numbers of a file's windows in their order."""
    query = (
        "SELECT embedding FROM windows JOIN files ON files.id = windows.file JOIN folders ON folders.id = files.folder "
        "WHERE folders.path = ? AND files.name = ? AND ranker = ? ORDER BY start_s"
    )
    return tuple(row[0] for row in connection.execute(query, (str(path.parent), path.name, ranker)))


def content_of(connection: sqlite3.Connection, path: Path) -> str:
    """The hash of a file's content; "" where it is not known."""
    query = (
        "SELECT sha256 FROM files JOIN folders ON folders.id = files.folder WHERE folders.path = ? AND files.name = ?"
    )
    row = connection.execute(query, (str(path.parent), path.name)).fetchone()
    return str(row[0]) if row is not None else ""


def folders_below(connection: sqlite3.Connection, path: str) -> frozenset[int]:
    """Folders at or below a path."""
    below = path.rstrip(os.sep) + os.sep
    found = connection.execute("SELECT id, path FROM folders")
    return frozenset(row["id"] for row in found if row["path"] == path or row["path"].startswith(below))


def shown(
    connection: sqlite3.Connection, windows: Sequence[tuple[int, float]], limit: int, *, without: str, there: bool
) -> tuple[Hit, ...]:
    """Hits in the order of their windows; a file or content that came before is left out."""
    query = (
        "SELECT windows.start_s, windows.seconds AS window_s, folders.path AS folder, name, sha256, files.seconds, "
        "caption, away, gone FROM windows JOIN files ON files.id = windows.file "
        "JOIN folders ON folders.id = files.folder WHERE windows.id = ?"
    )
    hits: list[Hit] = []
    told = {without}
    for window, score in windows:
        row = connection.execute(query, (window,)).fetchone()
        if row is None or row["sha256"] in told or (there and (row["away"] or row["gone"])):
            continue
        told.add(row["sha256"])
        hits.append(_hit(row, len(hits) + 1, score))
        if len(hits) == limit:
            break
    return tuple(hits)


def _hit(row: sqlite3.Row, rank: int, score: float) -> Hit:
    return Hit(
        rank=rank,
        score=score,
        path=_path(row),
        start_s=row["start_s"],
        seconds=row["window_s"],
        caption=row["caption"],
        length_s=row["seconds"],
        there=not (row["away"] or row["gone"]),
    )


_STATE = (
    "count(*) AS files, "
    "coalesce(sum(EXISTS (SELECT 1 FROM windows WHERE file = files.id AND ranker = :ranker)), 0) AS heard, "
    "coalesce(sum(reason != ''), 0) AS refused, coalesce(sum(away), 0) AS away"
)


def totals(connection: sqlite3.Connection, ranker: int) -> Totals:
    """All files in numbers."""
    row = connection.execute(f"SELECT {_STATE} FROM files WHERE gone = 0", {"ranker": ranker}).fetchone()
    (windows,) = connection.execute("SELECT count(*) FROM windows WHERE ranker = ?", (ranker,)).fetchone()
    return Totals(row["files"], row["heard"], row["refused"], row["away"], windows)


def folder_states(connection: sqlite3.Connection, ranker: int) -> tuple[FolderState, ...]:
    """Added folders in numbers, by path."""
    query = (
        f"SELECT {_STATE} FROM files JOIN folders ON folders.id = files.folder WHERE gone = 0 AND folders.root = :root"
    )
    states = []
    for root in connection.execute("SELECT id, path, problem FROM roots ORDER BY path").fetchall():
        row = connection.execute(query, {"ranker": ranker, "root": root["id"]}).fetchone()
        counts = (row["files"], row["heard"], row["refused"], row["away"])
        states.append(FolderState(root["path"], *counts, problem=root["problem"]))
    return tuple(states)


def refused(connection: sqlite3.Connection, most: int) -> tuple[tuple[str, str], ...]:
    """Paths that cannot be heard and why."""
    query = (
        "SELECT folders.path AS folder, name, reason FROM files JOIN folders ON folders.id = files.folder "
        "WHERE reason != '' AND gone = 0 ORDER BY folders.path, name LIMIT ?"
    )
    return tuple((_path(row), row["reason"]) for row in connection.execute(query, (most,)))


def keep_query(connection: sqlite3.Connection, key: str, embedding: bytes, now_s: float, *, kept: int) -> None:
    """Keep a question's embedding."""
    connection.execute("INSERT OR REPLACE INTO queries VALUES (?, ?, ?)", (key, embedding, now_s))
    connection.execute(
        "DELETE FROM queries WHERE key NOT IN (SELECT key FROM queries ORDER BY used_s DESC LIMIT ?)", (kept,)
    )


def _file(row: sqlite3.Row) -> FileRow:
    stamp = Stamp(row["size"], row["mtime_ns"], row["ctime_ns"])
    return FileRow(row["id"], Path(row["folder"], row["name"]), stamp, row["sha256"], row["seconds"])


def _path(row: sqlite3.Row) -> str:
    return str(Path(row["folder"], row["name"]))


def _batches(values: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
