"""The library's tables, and the steps by which a library of an earlier version becomes one of this version."""

import sqlite3

# "FLIB": what `file` and this program know a library by.
APPLICATION_ID = 0x464C4942

_FIRST = (
    "CREATE TABLE roots (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, problem TEXT NOT NULL)",
    # `device` is that of the file system when a file was seen there last: so a drive that is away is told from files
    # that were deleted.
    """CREATE TABLE folders (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        root INTEGER NOT NULL REFERENCES roots (id) ON DELETE CASCADE,
        path TEXT NOT NULL UNIQUE,
        device INTEGER NOT NULL
    )""",
    "CREATE INDEX folders_by_root ON folders (root)",
    # `looked` is 0 until the file was opened as its stamp says it is now; `reason` is why it cannot be heard.
    """CREATE TABLE files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        folder INTEGER NOT NULL REFERENCES folders (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        ctime_ns INTEGER NOT NULL,
        looked INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0,
        away INTEGER NOT NULL DEFAULT 0,
        sha256 TEXT NOT NULL DEFAULT '',
        seconds REAL NOT NULL DEFAULT 0,
        rate_hz INTEGER NOT NULL DEFAULT 0,
        channels INTEGER NOT NULL DEFAULT 0,
        caption TEXT NOT NULL DEFAULT '',
        category TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        UNIQUE (folder, name)
    )""",
    "CREATE INDEX files_by_hash ON files (sha256)",
    "CREATE INDEX files_to_look ON files (id) WHERE looked = 0",
    "CREATE INDEX files_gone ON files (id) WHERE gone = 1",
    """CREATE TABLE rankers (
        id INTEGER PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        used_s REAL NOT NULL
    )""",
    # 512 numbers as float16 each. AUTOINCREMENT: an id is never used twice, so who holds vectors sees what is new.
    """CREATE TABLE windows (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        file INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
        ranker INTEGER NOT NULL REFERENCES rankers (id) ON DELETE CASCADE,
        start_s REAL NOT NULL,
        seconds REAL NOT NULL,
        embedding BLOB NOT NULL
    )""",
    "CREATE INDEX windows_by_file ON windows (file, ranker)",
    "CREATE INDEX windows_by_ranker ON windows (ranker, id)",
    # What was asked for before, so that a sleeping engine need not be woken for it.
    "CREATE TABLE queries (key TEXT PRIMARY KEY, embedding BLOB NOT NULL, used_s REAL NOT NULL) WITHOUT ROWID",
)

# The step at index n makes a library of version n + 1 out of one of version n; a step that shipped is never changed.
STEPS: tuple[tuple[str, ...], ...] = (_FIRST,)


def is_foreign(connection: sqlite3.Connection) -> bool:
    """Whether a database belongs to another program: it has another mark, or tables and no mark."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark == 0:
        return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    return bool(mark != APPLICATION_ID)


def version_of(connection: sqlite3.Connection) -> int:
    """The version of a library's tables; 0 where it has none."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring it to this version, all in one transaction."""
    version = version_of(connection)
    if version >= len(STEPS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in (statement for step in STEPS[version:] for statement in step):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
