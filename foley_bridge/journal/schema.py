"""The journal's tables, and the door through which a journal of an earlier version becomes one of this version."""

import sqlite3
from collections.abc import Sequence

from foley_bridge.journal.faults import JournalTooNewError

# "FOLY": what `file` and this program know a journal by.
APPLICATION_ID = 0x464F4C59

_FIRST = (
    # `number` is the place in the queue, and is never used twice.
    """CREATE TABLE jobs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        order_text TEXT NOT NULL,
        route TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        attempts INTEGER NOT NULL DEFAULT 0,
        interruptions INTEGER NOT NULL DEFAULT 0,
        batch_size INTEGER NOT NULL CHECK (batch_size > 0),
        created_s REAL NOT NULL,
        code TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL DEFAULT '',
        delivered INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX jobs_by_state ON jobs (state, number)",
    "CREATE INDEX jobs_by_age ON jobs (created_s)",
    # `score` is NULL where the pack cannot rank: SQLite keeps no NaN.
    """CREATE TABLE candidates (
        job TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        rank INTEGER NOT NULL,
        score REAL,
        passed INTEGER NOT NULL,
        seed INTEGER NOT NULL,
        path TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        recipe TEXT NOT NULL,
        published INTEGER NOT NULL DEFAULT 0,
        imported INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (job, position)
    )""",
    "CREATE INDEX candidates_unconfirmed ON candidates (published) WHERE published = 0",
    "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

# That somebody asked a running job to stop outlives the daemon that was to stop it.
_SECOND = ("ALTER TABLE jobs ADD COLUMN stop_asked INTEGER NOT NULL DEFAULT 0",)

# Trainings: a kind of job of their own, which can be held, with what came of them; and the adapters that are known.
_THIRD = (
    "ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'generate'",
    "ALTER TABLE jobs ADD COLUMN held INTEGER NOT NULL DEFAULT 0",
    """CREATE TABLE trainings (
        job TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        step INTEGER NOT NULL DEFAULT 0,
        outcome TEXT NOT NULL DEFAULT '',
        decision TEXT NOT NULL DEFAULT '',
        previous TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID""",
    # Not tied to a job: an adapter is used long after its training was forgotten.
    """CREATE TABLE adapters (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        pack TEXT NOT NULL,
        licence TEXT NOT NULL,
        job TEXT NOT NULL
    )""",
    "CREATE INDEX adapters_by_pack ON adapters (pack, number)",
)

# Who asked: the name that the host had told by then. A route names a host in the spool, a socket nobody.
_FOURTH = ("ALTER TABLE jobs ADD COLUMN client TEXT NOT NULL DEFAULT ''",)

# What a request comes of: the candidate (ID#2) that it varies; of a blend, the first of the two.
_FIFTH = (
    "ALTER TABLE jobs ADD COLUMN parent TEXT NOT NULL DEFAULT ''",
    """UPDATE jobs SET parent = json_extract(order_text, '$.source.candidate')
        WHERE kind = 'generate' AND CASE WHEN json_valid(order_text)
            THEN json_type(order_text, '$.source.candidate') = 'text' ELSE 0 END""",
    "CREATE INDEX jobs_by_parent ON jobs (parent) WHERE parent != ''",
)

# Seats take turns: whose job it is, and in which turn it was started first (0: not yet).
_SIXTH = (
    "ALTER TABLE jobs ADD COLUMN seat TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE jobs ADD COLUMN turn INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX jobs_by_turn ON jobs (turn)",
    "CREATE INDEX jobs_by_seat ON jobs (seat, kind, turn)",
)

# What a sheet, an export or hits came to, as JSON.
_SEVENTH = (
    """CREATE TABLE works (
        job TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
        outcome TEXT NOT NULL
    ) WITHOUT ROWID""",
)

# The step at index n makes a journal of version n + 1 out of one of version n; a step that shipped is never changed.
STEPS: tuple[tuple[str, ...], ...] = (_FIRST, _SECOND, _THIRD, _FOURTH, _FIFTH, _SIXTH, _SEVENTH)


def is_foreign(connection: sqlite3.Connection) -> bool:
    """Whether a database belongs to another program: it has another mark, or tables and no mark."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    if mark == 0:
        return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None
    return bool(mark != APPLICATION_ID)


def check_version(connection: sqlite3.Connection, known: int = len(STEPS)) -> int:
    """The journal's version. JournalTooNewError where it is later than the one that is known."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > known:
        raise JournalTooNewError(
            f"The journal was written by a later version of Foley Bridge (journal version {version}, this one knows "
            f"{known}): install that version again, or move the journal's files away to begin a new one."
        )
    return version


def migrate(connection: sqlite3.Connection, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Bring a journal to the version `len(steps)`, all in one transaction: after a crash it is the old or the new one.

    JournalTooNewError where the journal's version is later than that.
    """
    if check_version(connection, len(steps)) == len(steps):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Once more, behind the lock: another process may have been quicker.
        version = check_version(connection, len(steps))
        for statement in (statement for step in steps[version:] for statement in step):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
