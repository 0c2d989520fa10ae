"""The history as a tree: which request comes of a candidate of which, upwards to the first and down to all."""

import sqlite3

FAMILY_MOST = 10_000  # requests; as many as a history keeps of a person who does nothing else


def family(connection: sqlite3.Connection, job_id: str) -> set[str]:
    """The ids of the first that a request comes of and of all that come of it; none where it is unknown."""
    first = _first(connection, job_id)
    if connection.execute("SELECT 1 FROM jobs WHERE id = ?", (first,)).fetchone() is None:
        return set()
    found, waiting = {first}, [first]
    while waiting and len(found) < FAMILY_MOST:
        children = set(_children(connection, waiting.pop())) - found
        found |= children
        waiting += children
    return found


def _first(connection: sqlite3.Connection, job_id: str) -> str:
    """The request at the root, or the last that is remembered on the way to it."""
    seen = [job_id]
    while True:
        row = connection.execute("SELECT parent FROM jobs WHERE id = ?", (seen[-1],)).fetchone()
        above = row[0].rpartition("#")[0] if row is not None else ""
        known = above and connection.execute("SELECT 1 FROM jobs WHERE id = ?", (above,)).fetchone()
        if not known or above in seen:
            return seen[-1]
        seen.append(above)


def _children(connection: sqlite3.Connection, job_id: str) -> list[str]:
    # Of all candidates ID#0, ID#1 ...: texts between ID# and ID$, the character after it. The index has them in order.
    query = "SELECT id FROM jobs WHERE parent != '' AND parent > ? AND parent < ? ORDER BY number"
    return [row[0] for row in connection.execute(query, (f"{job_id}#", f"{job_id}$"))]
