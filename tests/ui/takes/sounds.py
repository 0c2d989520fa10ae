"""Takes with something in every field, and files for them."""

import json
import math
from pathlib import Path

from foley_bridge.journal.records import Job, Kind, State
from foley_bridge.journal.rows import Row
from foley_ui.takes.take import Asked, Take

RECIPE: dict[str, object] = {
    "program": "foley-bridge 9",
    "request": {"prompt": "boots", "seconds": 2.0, "threshold": 0.2, "seed": 7, "steps": 12, "negative": ""},
    "choice": {"seed": 7001},
    "sound": {"rate_hz": 48_000, "gain_db": -1.5, "cat_id": "FEETHmn", "sha256": "ab" * 32},
    "pack": {"name": "core", "version": "1.0", "licence": "CC0-1.0", "commercial_use": True},
    "environment": {"device": "cpu", "threads": 2, "libraries": {"torch": "2.13"}},
}


def take(folder: Path, index: int, *, rank: int | None = None, there: bool = True, score: float = 0.5) -> Take:
    """A take of the request `r`; its file is there where `there` says so."""
    path = folder / f"FEETHmn_Boots_FB_NONE_{index:02d}.wav"
    if there:
        path.write_bytes(b"RIFF")
    return Take(
        request="r",
        index=index,
        rank=rank or index + 1,
        score=score,
        threshold=0.2,
        passed=not math.isnan(score) and score >= 0.2,
        seed=7000 + index,
        seconds=2.0,
        path=path,
        there=there,
        imported=False,
        recipe=json.dumps(RECIPE),
    )


def asked(*takes: Take, count: int = 4, state: State = State.DONE, place: int = 0, text: str = "") -> Asked:
    """The request `r` with takes."""
    order = json.dumps({"request": {"prompt": "boots", "seconds": 2.0, "count": count, "seed": 7}})
    job = Job("r", order, "udp:127.0.0.1:9", state, 1, 8, 1_700_000_000.0, text=text, delivered=len(takes))
    row = Row(1, job, "boots", 2.0, count, category="FEETHmn", made=len(takes), imported=0)
    assert job.kind is Kind.GENERATE
    return Asked(row, takes, place)
