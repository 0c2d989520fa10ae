"""Trainings in the journal's tables: each function is one step inside a transaction of its caller."""

import sqlite3

from foley_bridge.journal.records import TrainingRecord


def note(
    connection: sqlite3.Connection,
    job_id: str,
    *,
    step: int | None = None,
    outcome: str | None = None,
    decision: str | None = None,
    previous: str | None = None,
) -> None:
    """Note what is given of a training, and leave the rest as it is."""
    connection.execute("INSERT OR IGNORE INTO trainings (job) VALUES (?)", (job_id,))
    given = {"step": step, "outcome": outcome, "decision": decision, "previous": previous}
    for column, value in given.items():
        if value is not None:
            connection.execute(f"UPDATE trainings SET {column} = ? WHERE job = ?", (value, job_id))


def find(connection: sqlite3.Connection, job_id: str) -> TrainingRecord:
    """What is noted of a training; nothing yet where it was never started."""
    query = "SELECT job, step, outcome, decision, previous FROM trainings WHERE job = ?"
    row = connection.execute(query, (job_id,)).fetchone()
    return TrainingRecord(job_id) if row is None else TrainingRecord(*row)
