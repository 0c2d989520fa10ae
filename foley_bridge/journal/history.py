"""What the journal forgets, and the few facts about the daemon that it remembers."""

import sqlite3
from dataclasses import dataclass

from foley_bridge.durable_database import DurableDatabase

# Jobs a transaction: forgetting thousands at once would keep a request waiting.
_AT_A_TIME = 200
_FINAL = "state IN ('done', 'failed', 'cancelled')"


@dataclass(frozen=True)
class Rule:
    """Which final jobs go: a condition in SQL and its value."""

    condition: str
    value: float


def older_than(created_s: float) -> Rule:
    """Those that were accepted before a time, in seconds since 1970."""
    return Rule("created_s < ?", created_s)


def beyond_newest(jobs: int) -> Rule:
    """Those that are not among the newest so many jobs."""
    return Rule("number <= (SELECT number FROM jobs ORDER BY number DESC LIMIT 1 OFFSET ?)", max(0, jobs))


def forget(database: DurableDatabase, rule: Rule) -> int:
    """Forget the final jobs of a rule and their candidates, some at a time; how many jobs."""
    query = f"SELECT number FROM jobs WHERE {_FINAL} AND {rule.condition} ORDER BY number LIMIT {_AT_A_TIME}"
    total = 0
    while True:
        with database.write() as connection:
            numbers = [(row["number"],) for row in connection.execute(query, (rule.value,))]
            connection.executemany("DELETE FROM jobs WHERE number = ?", numbers)
        total += len(numbers)
        if len(numbers) < _AT_A_TIME:
            return total


def remember(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Keep a fact in place of an earlier one of that name."""
    connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (key, value))


def recall(connection: sqlite3.Connection, key: str) -> str | None:
    """The fact of that name."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (key,)).fetchone()
    return None if row is None else str(row["value"])


def open_by(connection: sqlite3.Connection, route: str) -> int:
    """How many jobs with this route are not at their end."""
    query = "SELECT count(*) FROM jobs WHERE state IN ('queued', 'running') AND route = ?"
    return int(connection.execute(query, (route,)).fetchone()[0])
