"""What a walk found beside what the index holds: new, changed, come back, gone, or away with the drive they lie on."""

import os
import sqlite3
from dataclasses import dataclass, field

from foley_bridge.library.faults import LibraryError
from foley_bridge.library.records import Stamp
from foley_bridge.library.walking import SeenFolder

_REFRESHED = "looked = 0, gone = 0, away = 0"


@dataclass
class Compared:
    """Names of one folder's files by what is to be done about them."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    device: bool = False  # the file system of the folder is another one than before, with files of it there

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return not (self.new or self.changed or self.back or self.gone or self.away or self.device)


def compared(connection: sqlite3.Connection, seen: SeenFolder) -> Compared:
    """What is to be done about a folder."""
    folder = connection.execute("SELECT id, device FROM folders WHERE path = ?", (seen.path,)).fetchone()
    found = Compared()
    known: dict[str, sqlite3.Row] = {}
    if folder is not None:
        query = "SELECT name, size, mtime_ns, ctime_ns, gone, away, looked, reason FROM files WHERE folder = ?"
        known = {str(row["name"]): row for row in connection.execute(query, (folder["id"],))}
    for name, stamp in seen.files.items():
        row = known.get(name)
        if row is None:
            found.new.append(name)
        elif _changed(row, stamp):
            found.changed.append(name)
        elif row["gone"] or row["away"]:
            found.back.append(name)
    missing = [name for name in known if name not in seen.files]
    if missing:
        is_away = bool(seen.problem) or (seen.device != folder["device"] and not seen.files)
        (found.away if is_away else found.gone).extend(
            name for name in missing if not known[name]["away" if is_away else "gone"]
        )
    found.device = folder is not None and bool(seen.files) and folder["device"] != seen.device
    return found


def apply(connection: sqlite3.Connection, root: int, seen: SeenFolder, found: Compared, *, files_most: int) -> None:
    """Note it. LibraryError where the index is full."""
    folder = _folder(connection, root, seen)
    if found.new:
        (held,) = connection.execute("SELECT count(*) FROM files").fetchone()
        if held + len(found.new) > files_most:
            raise LibraryError(f"The library is full with {held} files: remove a folder that is searched seldom.")
    connection.executemany(
        "INSERT INTO files (folder, name, size, mtime_ns, ctime_ns) VALUES (?, ?, ?, ?, ?)",
        [(folder, name, *_numbers(seen.files[name])) for name in found.new],
    )
    connection.executemany(
        f"UPDATE files SET size = ?, mtime_ns = ?, ctime_ns = ?, {_REFRESHED} WHERE folder = ? AND name = ?",
        [(*_numbers(seen.files[name]), folder, name) for name in found.changed],
    )
    for names, change in (
        (found.back, "gone = 0, away = 0"),
        (found.gone, "gone = 1, away = 0"),
        (found.away, "away = 1, gone = 0"),
    ):
        connection.executemany(
            f"UPDATE files SET {change} WHERE folder = ? AND name = ?", [(folder, name) for name in names]
        )


def leave(connection: sqlite3.Connection, folder: str, *, away: bool) -> int:
    """All files of a folder that is not there; how many were there before."""
    change, was = ("away = 1, gone = 0", "away = 0") if away else ("gone = 1, away = 0", "gone = 0")
    query = f"UPDATE files SET {change} WHERE {was} AND folder = (SELECT id FROM folders WHERE path = ?)"
    return connection.execute(query, (folder,)).rowcount


def forget_gone(connection: sqlite3.Connection) -> int:
    """Files that are gone, and folders that hold none any more."""
    forgotten = connection.execute("DELETE FROM files WHERE gone = 1").rowcount
    if forgotten:
        connection.execute("DELETE FROM folders WHERE NOT EXISTS (SELECT 1 FROM files WHERE folder = folders.id)")
    return forgotten


def drive_is_away(folder: str, device: int) -> bool:
    """Whether a folder that is not there lay on a file system that is not there either.

    What is nearest above it and still there lies on the same file system as it did, or on the one that the drive was
    mounted into.
    """
    above = folder
    while above != os.path.dirname(above):  # noqa: PTH120  # as it is written: links stay
        above = os.path.dirname(above)  # noqa: PTH120
        try:
            return os.stat(above).st_dev != device  # noqa: PTH116
        except OSError:
            continue
    return True


def _folder(connection: sqlite3.Connection, root: int, seen: SeenFolder) -> int:
    """The folder's id; its file system is noted where files of it are seen."""
    row = connection.execute("SELECT id FROM folders WHERE path = ?", (seen.path,)).fetchone()
    if row is None:
        values = (root, seen.path, seen.device)
        cursor = connection.execute("INSERT INTO folders (root, path, device) VALUES (?, ?, ?)", values)
        return int(cursor.lastrowid or 0)
    if seen.files:
        connection.execute("UPDATE folders SET device = ? WHERE id = ?", (seen.device, row["id"]))
    return int(row["id"])


def _changed(row: sqlite3.Row, stamp: Stamp) -> bool:
    """Whether a file is to be opened again; one that could not be heard also where its permissions were changed."""
    if (row["size"], row["mtime_ns"]) != (stamp.size, stamp.mtime_ns):
        return True
    return bool(row["reason"]) and bool(row["ctime_ns"] != stamp.ctime_ns)


def _numbers(stamp: Stamp) -> tuple[int, int, int]:
    return stamp.size, stamp.mtime_ns, stamp.ctime_ns
