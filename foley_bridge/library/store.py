"""The index on the disk: added folders, their files, and what was heard in them."""

import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from foley_bridge.library import comparing, rows
from foley_bridge.library.database import open_library
from foley_bridge.library.faults import LibraryError
from foley_bridge.library.records import Facts, FileRow, FolderState, Heard, Hit, Ranker, Totals
from foley_bridge.library.walking import SeenFolder
from foley_models.errors import RequestError

FILES_MOST = 400_000
WINDOWS_MOST = 400_000  # of one ear: so many vectors a search holds in memory
RANKERS_KEPT = 2  # a studio that goes to and fro between two packs hears its files once for each
RANKER_NOTED_S = 3600.0  # how exactly it is known which was used last
QUERIES_KEPT = 1000


class Store:
    """Thread-safe; a context manager. What a method changed is on the disk when it returns.

    `version` counts up with everything that a search can see; `set_aside` says where a broken file was replaced.
    """

    def __init__(self, path: Path) -> None:
        """Open the library or begin one. DiskFullError, DestinationError or LibraryError."""
        self._database = open_library(path)
        self.set_aside = self._database.set_aside
        self.version = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._database.close()

    def add_root(self, path: Path) -> bool:
        """Add a folder, with those added before that lie in it; False where it was added before.

        RequestError where it lies in one that is added.
        """
        with self._database.write() as connection:
            return rows.add_root(connection, str(path))

    def remove_root(self, path: Path) -> None:
        """Forget an added folder and everything of it; nothing happens to the folder. RequestError where none is."""
        with self._database.write() as connection:
            cursor = connection.execute("DELETE FROM roots WHERE path = ?", (str(path),))
            if not cursor.rowcount:
                known = [str(one) for one in rows.roots(connection).values()]
                there = f"these are: {', '.join(known[:5])}" if known else "none is"
                raise RequestError(f"{path} was not added as a folder of the library; {there}.")
        self.version += 1

    def roots(self) -> Mapping[int, Path]:
        """The added folders."""
        with self._database.read() as connection:
            return rows.roots(connection)

    def set_problem(self, root: int, problem: str) -> None:
        """Say why an added folder cannot be looked into; "" where it can."""
        with self._database.write() as connection:
            connection.execute("UPDATE roots SET problem = ? WHERE id = ? AND problem != ?", (problem, root, problem))

    def compare(self, root: int, seen: SeenFolder) -> None:
        """Note what is in a folder now: new and changed files are to be looked into, missing ones are gone or away."""
        with self._database.read() as connection:
            found = comparing.compared(connection, seen)
        if not found.nothing:
            with self._database.write() as connection:
                comparing.apply(connection, root, seen, found, files_most=FILES_MOST)
            self.version += 1

    def folders_of(self, root: int) -> Mapping[str, int]:
        """All folders in which files of an added folder were seen, and the file system of each."""
        with self._database.read() as connection:
            found = connection.execute("SELECT path, device FROM folders WHERE root = ?", (root,))
            return {str(row["path"]): int(row["device"]) for row in found}

    def leave(self, folder: str, *, away: bool) -> None:
        """All files of a folder are gone, or their drive is away: then they are kept."""
        with self._database.write() as connection:
            changed = comparing.leave(connection, folder, away=away)
        self.version += changed

    def to_look(self, after: int, most: int) -> tuple[FileRow, ...]:
        """Files that were not looked into as they are now, by their id."""
        with self._database.read() as connection:
            return rows.to_look(connection, after, most)

    def looked(self, file: FileRow, facts: Facts) -> None:
        """A file was looked into; where another of the same content was heard before, so is this one."""
        with self._database.write() as connection:
            rows.looked(connection, file, facts)
        self.version += 1

    def refuse(self, file: FileRow, reason: str) -> None:
        """A file cannot be heard as it is now; `reason` is a clause for a person."""
        with self._database.write() as connection:
            rows.refuse(connection, file, reason)
        self.version += 1

    def use_ranker(self, ranker: Ranker) -> int:
        """The number of an ear in this index; of others the ones used last are kept."""
        now_s = time.time()
        with self._database.read() as connection:
            known = connection.execute("SELECT id, used_s FROM rankers WHERE digest = ?", (ranker.digest,)).fetchone()
        if known is not None and now_s - known["used_s"] < RANKER_NOTED_S:
            return int(known["id"])
        with self._database.write() as connection:
            number, forgotten = rows.use_ranker(connection, ranker, now_s, kept=RANKERS_KEPT)
        self.version += forgotten
        return number

    def to_hear(self, ranker: int, ids: Sequence[int]) -> tuple[FileRow, ...]:
        """Of these files those that the ear has still to hear."""
        with self._database.read() as connection:
            return rows.to_hear(connection, ranker, ids)

    def unheard(self, ranker: int, after: int, most: int) -> tuple[FileRow, ...]:
        """Files that were looked into and that this ear has not heard, by their id."""
        with self._database.read() as connection:
            return rows.unheard(connection, ranker, after, most)

    def hear(self, ranker: int, heard: Mapping[int, Sequence[Heard]]) -> None:
        """What an ear made of files, all of them or none. LibraryError where the index is full."""
        with self._database.write() as connection:
            (held,) = connection.execute("SELECT count(*) FROM windows WHERE ranker = ?", (ranker,)).fetchone()
            if held + sum(map(len, heard.values())) > WINDOWS_MOST:
                raise LibraryError(f"The library is full with {held} windows: remove a folder that is searched seldom.")
            rows.hear(connection, ranker, heard)
        self.version += 1

    def forget_gone(self) -> int:
        """Files that are gone leave the index; how many."""
        with self._database.write() as connection:
            forgotten = comparing.forget_gone(connection)
        self.version += bool(forgotten)
        return forgotten

    def windows_after(self, ranker: int, after: int, most: int) -> tuple[rows.WindowRow, ...]:
        """Windows of an ear by their id."""
        with self._database.read() as connection:
            return rows.windows_after(connection, ranker, after, most)

    def window_ids(self, ranker: int) -> Sequence[int]:
        """The ids of all windows of an ear, ascending."""
        with self._database.read() as connection:
            found = connection.execute("SELECT id FROM windows WHERE ranker = ? ORDER BY id", (ranker,))
            return [row[0] for row in found]

    def embeddings(self, windows: Iterable[int]) -> Mapping[int, bytes]:
        """The float16 numbers of windows by id."""
        with self._database.read() as connection:
            return rows.embeddings(connection, windows)

    def embeddings_of(self, path: Path, ranker: int) -> tuple[bytes, ...]:
        """What an ear made of a file; nothing where it is not in the index or was not heard yet."""
        with self._database.read() as connection:
            return rows.embeddings_of(connection, path, ranker)

    def folders_below(self, path: str) -> frozenset[int]:
        """Ids of all folders at or below a path."""
        with self._database.read() as connection:
            return rows.folders_below(connection, path)

    def shown(
        self, windows: Sequence[tuple[int, float]], limit: int, *, without: str = "", there: bool = False
    ) -> tuple[Hit, ...]:
        """What is told of the first `limit` files of windows with scores; of files with one content the first alone.

        Files whose content has the hash `without` are left out, and those that are away where `there` says so.
        """
        with self._database.read() as connection:
            return rows.shown(connection, windows, limit, without=without, there=there)

    def content_of(self, path: Path) -> str:
        """The hash of an indexed file's content; "" where it is not in the index."""
        with self._database.read() as connection:
            return rows.content_of(connection, path)

    def totals(self, ranker: int) -> Totals:
        """The index in numbers."""
        with self._database.read() as connection:
            return rows.totals(connection, ranker)

    def folder_states(self, ranker: int) -> tuple[FolderState, ...]:
        """Each added folder and how far it is."""
        with self._database.read() as connection:
            return rows.folder_states(connection, ranker)

    def refused(self, most: int) -> tuple[tuple[str, str], ...]:
        """Files that cannot be heard, and why."""
        with self._database.read() as connection:
            return rows.refused(connection, most)

    def recall_query(self, key: str) -> bytes | None:
        """What an ear made of a question before."""
        with self._database.read() as connection:
            found = connection.execute("SELECT embedding FROM queries WHERE key = ?", (key,)).fetchone()
        return bytes(found[0]) if found is not None else None

    def keep_query(self, key: str, embedding: bytes) -> None:
        """Keep what an ear made of a question; the oldest of QUERIES_KEPT go."""
        with self._database.write() as connection:
            rows.keep_query(connection, key, embedding, time.time(), kept=QUERIES_KEPT)
