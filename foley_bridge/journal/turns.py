"""Whose turn it is: one job of each seat after the other, and a seat's own jobs in the order they were accepted.

A seat is a workplace that asks: this machine ("") or one that reaches the daemon from elsewhere. The seat that was
served longest ago comes next, so a sheet of hundreds of cues keeps nobody else waiting for longer than one of them.
Everything is read from the jobs themselves, so a restart changes nobody's turn: `turn` counts the jobs that were
started, and a job that was started and put back goes before all that were not.
"""

import sqlite3
from dataclasses import dataclass

from foley_bridge.journal.records import Kind
from foley_models.errors import BusyError

# What waits to be started; sounds come before trainings.
WAITING = "state = 'queued' AND NOT held"


@dataclass(frozen=True)
class Line:
    """One seat's jobs of a kind that wait and were never started."""

    seat: str
    waiting: int
    first: int  # number of the oldest
    served: int  # turn of the last one that was started; 0 = none

    @property
    def order(self) -> tuple[int, int]:
        """The smaller, the sooner it is this seat's turn."""
        return self.served, self.first


def next_waiting(connection: sqlite3.Connection, kind: Kind) -> int | None:
    """The number of the job of a kind that is to be started next; None where none waits."""
    query = f"SELECT min(number) FROM jobs WHERE {WAITING} AND kind = ? AND attempts > 0"
    (put_back,) = connection.execute(query, (kind.value,)).fetchone()
    if put_back is not None:
        return int(put_back)
    lines = _lines(connection, kind)
    return min(lines, key=lambda one: one.order).first if lines else None


def start(connection: sqlite3.Connection, number: int) -> None:
    """Let a waiting job run; where it was never started, its seat has had its turn."""
    newest = "(SELECT coalesce(max(turn), 0) + 1 FROM jobs)"
    connection.execute(
        "UPDATE jobs SET state = 'running', attempts = attempts + 1, "
        f"turn = CASE WHEN attempts = 0 THEN {newest} ELSE turn END WHERE number = ?",
        (number,),
    )


def place(connection: sqlite3.Connection, row: sqlite3.Row) -> int:
    """How many are started before a waiting job (number, kind, attempts, seat), as things stand."""
    kind, number = Kind(row["kind"]), row["number"]
    sounds = _count(connection, "kind = ?", Kind.GENERATE.value) if kind is Kind.TRAIN else 0
    if row["attempts"]:
        return sounds + _count(connection, "kind = ? AND attempts > 0 AND number < ?", kind.value, number)
    put_back = _count(connection, "kind = ? AND attempts > 0", kind.value)
    own = "kind = ? AND attempts = 0 AND seat = ? AND number < ?"
    own_before = _count(connection, own, kind.value, row["seat"], number)
    lines = {one.seat: one for one in _lines(connection, kind)}
    mine = lines.pop(row["seat"])
    # Of each other seat as many as of this one; and one more where its turn comes sooner.
    others = sum(min(one.waiting, own_before + (one.order < mine.order)) for one in lines.values())
    return sounds + put_back + own_before + others


def check_room(connection: sqlite3.Connection, seat: str, *, most: int, seats_most: int) -> None:
    """BusyError where `most` jobs of the seat wait, or it has none and `seats_most` others have."""
    waiting = _count(connection, "seat = ?", seat)
    if waiting >= most:
        whose = f" of the seat {seat!r}" if seat else ""
        raise BusyError(
            f"{waiting} requests{whose} wait already, the limit is {most}: send it again when some are done."
        )
    if waiting or not seat:
        return
    query = f"SELECT count(DISTINCT seat) FROM jobs WHERE {WAITING} AND seat != ''"
    (seats,) = connection.execute(query).fetchone()
    if seats >= seats_most:
        raise BusyError(
            f"{seats} other seats wait already, the limit is {seats_most}: send it again when some are done."
        )


def _lines(connection: sqlite3.Connection, kind: Kind) -> list[Line]:
    query = f"""SELECT seat, count(*) AS waiting, min(number) AS first,
        (SELECT max(turn) FROM jobs AS past WHERE past.seat = jobs.seat AND past.kind = jobs.kind) AS served
        FROM jobs WHERE {WAITING} AND kind = ? AND attempts = 0 GROUP BY seat"""
    return [Line(**row) for row in connection.execute(query, (kind.value,))]


def _count(connection: sqlite3.Connection, condition: str, *values: str | int) -> int:
    query = f"SELECT count(*) FROM jobs WHERE {WAITING} AND {condition}"
    return int(connection.execute(query, values).fetchone()[0])
