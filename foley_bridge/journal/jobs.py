"""Jobs in the journal's tables: each function is one step inside a transaction of its caller."""

import json
import sqlite3
from collections.abc import Sequence

from foley_bridge.journal import turns
from foley_bridge.journal.faults import JournalError
from foley_bridge.journal.records import WORKS, Job, Kind, State
from foley_bridge.journal.turns import WAITING, next_waiting
from foley_models.errors import CancelledError, EngineCrashedError, RequestError, UnknownIdError

# Daemon's ends in a row, with the same job running and nothing published in between, after which it is given up.
INTERRUPTIONS_MOST = 5

_COLUMNS = (
    "id, order_text, route, state, attempts, batch_size, created_s, code, text, delivered, rejected, kind, held, "
    "client, seat"
)


def new(
    job_id: str, order: str, route: str, *, kind: Kind, batch_size: int, created_s: float, client: str, seat: str
) -> Job:
    """A job as it enters the queue."""
    return Job(job_id, order, route, State.QUEUED, 0, batch_size, created_s, kind=kind, client=client, seat=seat)


def find(connection: sqlite3.Connection, job_id: str) -> Job:
    """The job of an job_id, or UnknownIdError."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        raise UnknownIdError(f"No request {job_id!r} is known: use an id that was accepted.")
    return job_of(row)


def same(connection: sqlite3.Connection, job_id: str, order: str) -> Job | None:
    """The job that an id already is; RequestError where it is one of another order."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (job_id,)).fetchone()
    if row is None:
        return None
    if row["order_text"] != order:
        raise RequestError(f"The id {job_id!r} belongs to another request already: give each request an id of its own.")
    return job_of(row)


def add(connection: sqlite3.Connection, job: Job) -> None:
    """Append a job to the queue."""
    columns = "id, order_text, route, state, batch_size, created_s, kind, client, seat, parent"
    asked = (job.id, job.order, job.route, job.state.value, job.batch_size, job.created_s, job.kind.value)
    values = (*asked, job.client, job.seat, parent_in(job.order))
    connection.execute(f"INSERT INTO jobs ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def parent_in(order: str) -> str:
    """The candidate (ID#2) that an order's sounds come of; "" where they come of none."""
    try:
        source = json.loads(order).get("source")
    except (ValueError, AttributeError):  # the journal keeps any text
        return ""
    candidate = source.get("candidate") if isinstance(source, dict) else None
    return candidate if isinstance(candidate, str) else ""


def reroute(connection: sqlite3.Connection, job_id: str, route: str, client: str = "") -> None:
    """From now on a job's answers go there; a name that was told before stays where none is told now."""
    query = "UPDATE jobs SET route = ?, client = coalesce(nullif(?, ''), client) WHERE id = ?"
    connection.execute(query, (route, client, job_id))


def count_waiting(connection: sqlite3.Connection) -> int:
    """How many jobs wait to be started."""
    return int(connection.execute(f"SELECT count(*) FROM jobs WHERE {WAITING}").fetchone()[0])


def place(connection: sqlite3.Connection, job_id: str) -> int:
    """How many are started before a job, as things stand; 0 for one that does not wait. UnknownIdError."""
    query = "SELECT number, kind, state, held, attempts, seat FROM jobs WHERE id = ?"
    row = connection.execute(query, (job_id,)).fetchone()
    if row is None:
        raise UnknownIdError(f"No request {job_id!r} is known: use an id that was accepted.")
    return 0 if row["state"] != State.QUEUED or row["held"] else turns.place(connection, row)


def running(connection: sqlite3.Connection, kind: Kind) -> Job | None:
    """The job of a kind that runs; the oldest where, after a crash, several seem to."""
    query = f"SELECT {_COLUMNS} FROM jobs WHERE state = 'running' AND kind = ? ORDER BY number LIMIT 1"
    row = connection.execute(query, (kind.value,)).fetchone()
    return None if row is None else job_of(row)


def recent(connection: sqlite3.Connection, limit: int) -> tuple[Job, ...]:
    """The newest jobs, newest first."""
    query = f"SELECT {_COLUMNS} FROM jobs ORDER BY number DESC LIMIT ?"
    return tuple(job_of(row) for row in connection.execute(query, (max(0, limit),)))


def start_next(connection: sqlite3.Connection, kinds: Sequence[Kind]) -> Job | None:
    """Let the waiting job run whose turn it is, of the first kind of which any waits."""
    number = next((one for one in (next_waiting(connection, kind) for kind in kinds) if one is not None), None)
    if number is None:
        return None
    turns.start(connection, number)
    return job_of(connection.execute(f"SELECT {_COLUMNS} FROM jobs WHERE number = ?", (number,)).fetchone())


def requeue(connection: sqlite3.Connection, job_id: str, batch_size: int) -> None:
    """Put a running job back into its old place. JournalError where it does not run."""
    check_running(connection, job_id)
    set_batch_size(connection, job_id, batch_size)
    connection.execute("UPDATE jobs SET state = 'queued' WHERE id = ?", (job_id,))


def set_batch_size(connection: sqlite3.Connection, job_id: str, batch_size: int) -> None:
    """So many at a time from now on. JournalError where that is none."""
    if batch_size < 1:
        raise JournalError(f"The batch size {batch_size} is not possible: it must be at least 1.")
    connection.execute("UPDATE jobs SET batch_size = ? WHERE id = ?", (batch_size, job_id))


def recover(connection: sqlite3.Connection) -> tuple[tuple[Job, ...], tuple[Job, ...]]:
    """Put all running jobs back, but not those that were to stop or that the daemon did not survive too often.

    (put back, at their end)
    """
    stopped = _ids(connection, "SELECT id FROM jobs WHERE state = 'running' AND stop_asked ORDER BY number")
    for one in stopped:
        fail(connection, one, CancelledError.code, "Cancelled while it was made.")
    # What is done in a process of its own does not end the daemon; the sounds that it asks for are counted themselves.
    own = ", ".join(f"'{one.value}'" for one in WORKS)
    connection.execute(
        f"UPDATE jobs SET interruptions = interruptions + 1 WHERE state = 'running' AND kind NOT IN ({own})"
    )
    often = f"SELECT id FROM jobs WHERE state = 'running' AND interruptions >= {INTERRUPTIONS_MOST} ORDER BY number"
    lost = _ids(connection, often)
    for one in lost:
        text = f"The daemon ended {INTERRUPTIONS_MOST} times in a row while it worked on this request: see its log."
        fail(connection, one, EngineCrashedError.code, text)
    back = _ids(connection, "SELECT id FROM jobs WHERE state = 'running' ORDER BY number")
    connection.execute("UPDATE jobs SET state = 'queued' WHERE state = 'running'")
    ended = [*stopped, *lost]
    return tuple(find(connection, one) for one in back), tuple(find(connection, one) for one in ended)


def forget_interruptions(connection: sqlite3.Connection, job_id: str) -> None:
    """A job got on: what ended the daemon before was not the job."""
    connection.execute("UPDATE jobs SET interruptions = 0 WHERE id = ?", (job_id,))


def finish(connection: sqlite3.Connection, job_id: str, *, delivered: int, rejected: int, text: str) -> None:
    """A running job is done. JournalError where it does not run."""
    check_running(connection, job_id)
    connection.execute(
        "UPDATE jobs SET state = 'done', delivered = ?, rejected = ?, text = ? WHERE id = ?",
        (delivered, rejected, text, job_id),
    )


def fail(connection: sqlite3.Connection, job_id: str, code: str, text: str) -> None:
    """A waiting or running job failed, or was cancelled. JournalError where it is at its end already."""
    job = find(connection, job_id)
    if job.state.final:
        raise JournalError(f"The request {job_id!r} is {job.state} already and cannot fail.")
    state = State.CANCELLED if code == CancelledError.code else State.FAILED
    connection.execute(
        "UPDATE jobs SET state = ?, code = ?, text = ? WHERE id = ?",
        (state.value, code, text, job_id),
    )


def cancel(connection: sqlite3.Connection, job_id: str) -> State:
    """Cancel a job that does not run, note of a running one that it is to stop; the state before. UnknownIdError."""
    before = find(connection, job_id).state
    if before in (State.QUEUED, State.PAUSED):
        fail(connection, job_id, CancelledError.code, "Cancelled before it was started.")
    elif before is State.RUNNING:
        connection.execute("UPDATE jobs SET stop_asked = 1 WHERE id = ?", (job_id,))
    return before


def hold(connection: sqlite3.Connection, job_id: str, *, held: bool) -> State:
    """Hold a training back, or let it go on; the state before. RequestError for another kind or one at its end.

    A running one is noted to be held: it stops within a step, and waits then.
    """
    job = find(connection, job_id)
    if job.kind is not Kind.TRAIN:
        raise RequestError(f"The request {job_id!r} is no training: only a training can be paused.")
    if job.state.final:
        raise RequestError(f"The training {job_id!r} is {job.state} already: there is nothing to pause or resume.")
    connection.execute("UPDATE jobs SET held = ? WHERE id = ?", (held, job_id))
    return job.state


def reopen(connection: sqlite3.Connection, job_id: str, batch_size: int) -> None:
    """A job at its end runs again, as if it had not come there. JournalError where it is not at its end."""
    job = find(connection, job_id)
    if not job.state.final:
        raise JournalError(f"The request {job_id!r} is {job.state}, not at its end: this step is for those that are.")
    set_batch_size(connection, job_id, batch_size)
    connection.execute(
        "UPDATE jobs SET state = 'running', code = '', text = '', delivered = 0, rejected = 0, interruptions = 0, "
        "stop_asked = 0 WHERE id = ?",
        (job_id,),
    )


def check_running(connection: sqlite3.Connection, job_id: str) -> None:
    """JournalError where a job does not run, UnknownIdError where there is none."""
    job = find(connection, job_id)
    if job.state is not State.RUNNING:
        raise JournalError(f"The request {job_id!r} is {job.state}, not running: this step is for running ones.")


def _ids(connection: sqlite3.Connection, query: str) -> list[str]:
    return [row["id"] for row in connection.execute(query)]


def job_of(row: sqlite3.Row) -> Job:
    """The job in a row of the table `jobs`."""
    waits = row["state"] == State.QUEUED
    return Job(
        id=row["id"],
        order=row["order_text"],
        route=row["route"],
        state=State.PAUSED if waits and row["held"] else State(row["state"]),
        attempts=row["attempts"],
        batch_size=row["batch_size"],
        created_s=row["created_s"],
        code=row["code"],
        text=row["text"],
        delivered=row["delivered"],
        rejected=row["rejected"],
        kind=Kind(row["kind"]),
        client=row["client"],
        seat=row["seat"],
    )
