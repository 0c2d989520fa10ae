"""A journal after a year of work: thousands of requests that are done, each with its candidates."""

import json
import sqlite3
import time
from pathlib import Path

from foley_bridge.journal.journal import Journal
from foley_bridge.protocol.order import Order
from foley_models.requests import GenerationRequest

PROMPTS = ("heavy boots on gravel", "a dog barking", "rain falling", "a door slams", "glass breaking", "typing")
CANDIDATES = 4
BRANCHES = 3  # requests that come of one, in a family
BETWEEN_S = 1800.0  # two requests
_JOB = (
    "INSERT INTO jobs (id, order_text, route, state, attempts, batch_size, created_s, delivered) "
    "VALUES (?, ?, ?, 'done', 1, 16, ?, ?)"
)
_CANDIDATE = (
    "INSERT INTO candidates (job, position, rank, score, passed, seed, path, sha256, recipe, published, imported) "
    "VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, 1, 0)"
)


def write_history(file: Path, count: int, *, family: bool = False) -> None:
    """Make the journal, with `count` requests; their files were never there.

    With `family` three requests come of each, so all of them are one tree.
    """
    with Journal(file):
        pass  # its tables
    with sqlite3.connect(file) as connection:
        now_s = time.time()
        for number in range(count):
            connection.execute(
                _JOB,
                (
                    f"old-{number}",
                    _order(number),
                    f"spool:host-{number % 3}",
                    now_s - (count - number) * BETWEEN_S,
                    CANDIDATES,
                ),
            )
            rows = [_candidate(number, index) for index in range(CANDIDATES)]
            connection.executemany(_CANDIDATE, rows)
            if family and number:
                parent = f"old-{(number - 1) // BRANCHES}#{number % CANDIDATES}"
                connection.execute("UPDATE jobs SET parent = ? WHERE id = ?", (parent, f"old-{number}"))
    connection.close()


def _order(number: int) -> str:
    prompt = f"{PROMPTS[number % len(PROMPTS)]}, take {number}"
    request = GenerationRequest(prompt, seed=number)
    order = Order(request, 48_000, "/nowhere", 0.0, "core", cat_id="FEETHmn", asked=str(number))
    return order.to_json()


def _candidate(number: int, index: int) -> tuple[object, ...]:
    path = f"/nowhere/FEETHmn_Take {number} {index}.wav"
    recipe = json.dumps({"prompt": PROMPTS[number % len(PROMPTS)], "seed": number})
    return (f"old-{number}", index, index + 1, 0.5 - 0.05 * index, 1000 + index, path, "0" * 64, recipe)
