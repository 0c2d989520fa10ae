"""One request as a list of requests shows it: the job, and what can be read from its order and its sounds."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import PurePath

from foley_bridge.journal import jobs
from foley_bridge.journal.records import Job, Kind


@dataclass(frozen=True)
class Row:
    """A request. What an order of another version does not tell is "" or 0."""

    number: int  # its place in the journal; newer ones have greater ones
    job: Job
    prompt: str  # of a training: the name of its adapter
    seconds: float  # of each sound
    count: int  # that was asked for
    category: str  # CatID: as asked, else as predicted for its best sound
    made: int  # published candidates
    imported: int  # of them, those on a timeline
    parent: str = ""  # ID#2 of the candidate that it comes of; "" = none

    @property
    def transport(self) -> str:
        """`udp`, `tcp` or `spool`."""
        return self.job.route.partition(":")[0]

    @property
    def client(self) -> str:
        """The name under which a host asked; "" where it told none."""
        return client_of(self.job.client, self.job.route)


def client_of(told: str, route: str) -> str:
    """The name that a host told, else the one in its route; "" where that has none."""
    if told:
        return told
    transport, _, place = route.partition(":")
    return place if transport == "spool" else ""


def row_of(row: sqlite3.Row) -> Row:
    """The request in a row of jobs with `made`, `imported` and `recipe` beside it."""
    job = jobs.job_of(row)
    order = read_object(job.order)
    request = order.get("request")
    asked = request if isinstance(request, dict) else {}
    return Row(
        number=row["number"],
        job=job,
        prompt=prompt_of(order, job.kind),
        seconds=_number(asked.get("seconds")),
        count=int(_number(asked.get("count"))),
        category=category_of(order, row["recipe"]),
        made=row["made"],
        imported=row["imported"],
        parent=row["parent"],
    )


def prompt_of(order: dict[str, object], kind: Kind) -> str:
    """What was asked for, in words."""
    if kind is not Kind.GENERATE:
        return _text(order.get("name")) or PurePath(_text(order.get("source"))).name
    request = order.get("request")
    return _text(request.get("prompt")) if isinstance(request, dict) else ""


def category_of(order: dict[str, object], recipe: str | None) -> str:
    """The CatID that was asked for, else the one in the recipe of a sound."""
    asked = _text(order.get("cat_id"))
    sound = read_object(recipe or "{}").get("sound") if not asked else None
    return asked or (_text(sound.get("cat_id")) if isinstance(sound, dict) else "")


def read_object(text: str) -> dict[str, object]:
    """A JSON object; an empty one where it is none, since a journal outlives the versions that wrote into it."""
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
