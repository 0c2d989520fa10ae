"""What a cue costs, stage by stage, as a batch measured it.

Each stage takes so much a cue, so much a sound and so much a second of sound. Short sounds cost a model hardly less
than long ones, so the number of sounds counts for itself.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from foley_models.errors import RequestError

FEWEST_CUES = 6  # below that a line through them says nothing
PUBLISH, JOURNAL = "publish", "journal"
_OUTSIDE = ("wait", "load")  # of a worker's first cue: before it can work
MOST_BYTES = 256_000_000


@dataclass(frozen=True)
class Load:
    """One cue: seconds of each sound, and how many of them."""

    seconds: float
    count: int

    @property
    def sound_s(self) -> float:
        """All of it."""
        return self.seconds * self.count


@dataclass(frozen=True)
class Line:
    """Seconds (or bytes) of one stage: so many for each cue, each sound, and each second of sound."""

    cue: float
    sound: float
    second: float

    def of(self, load: Load) -> float:
        """What a cue takes."""
        return self.cue + self.sound * load.count + self.second * load.sound_s


@dataclass(frozen=True)
class Costs:
    """All that a simulated batch is made of."""

    load_s: float  # from the start of a worker to its first cue
    compute: Mapping[str, Line]  # by stage: what workers do beside one another
    spread: tuple[float, ...]  # what single cues took of what their line says: drawn from for each simulated cue
    publish: Line  # writing the files of a cue
    journal: Line  # taking a cue, two commits a file, ranks, its end
    size: Line  # bytes of a cue's files
    cues: int  # from how many it was measured
    threads: int = 1
    about: str = ""

    def compute_s(self, load: Load) -> float:
        """What a worker computes for a cue."""
        return sum(one.of(load) for one in self.compute.values())


def read_costs(path: Path) -> Costs:
    """The costs of the batch whose timing lies in a file. RequestError where it is none, or of too few cues."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RequestError(f"{path} is larger than a batch's timing can be.")
        values = json.loads(path.read_bytes())
        return costs_of(values, about=str(path))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RequestError(
            f"{path} cannot be read as a batch's timing ({type(error).__name__}: {error}): give the batch-timing.json "
            "that foley-bridge batch leaves beside its sounds."
        ) from error


def costs_of(timing: Mapping[str, Any], *, about: str = "") -> Costs:
    """The costs of a batch by its timing's JSON. RequestError where fewer than FEWEST_CUES cues were made."""
    cues = [one for one in timing["cues"] if one["delivered"] and one["tries"] == 1]
    if len(cues) < FEWEST_CUES:
        raise RequestError(
            f"{len(cues)} cues of {about or 'this timing'} were made at the first try: a plan needs the costs of at "
            f"least {FEWEST_CUES}. Make a few more with foley-bridge batch."
        )
    loads = [Load(float(one["seconds"]), int(one["delivered"])) for one in cues]
    stages = sorted({name for one in cues for name in one["stages"]} - {PUBLISH, JOURNAL, *_OUTSIDE})
    compute = {name: _fitted(loads, _seconds(cues, name)) for name in stages}
    whole = [sum(one["stages"].get(name, 0.0) for name in stages) for one in cues]
    said = [sum(line.of(load) for line in compute.values()) for load in loads]
    journal = _fitted(loads, _seconds(cues, JOURNAL), by_second=False)
    return Costs(
        load_s=loading_s(timing),
        compute=compute,
        spread=tuple(own / max(line, 1e-12) for own, line in zip(whole, said, strict=True)),
        publish=_fitted(loads, _seconds(cues, PUBLISH)),
        journal=replace(journal, cue=journal.cue + _between(cues)),
        size=_fitted(loads, [float(one["bytes"]) for one in cues]),
        cues=len(cues),
        threads=int(timing.get("threads", 1)),
        about=about,
    )


def _seconds(cues: Sequence[Mapping[str, Any]], stage: str) -> list[float]:
    return [float(one["stages"].get(stage, 0.0)) for one in cues]


def loading_s(timing: Mapping[str, Any]) -> float:
    """From the start of a batch to where its workers begin their first cues: their median."""
    first: dict[str, Mapping[str, Any]] = {}
    for one in sorted(timing["cues"], key=lambda cue: float(cue["began_s"])):
        first.setdefault(one["worker"], one)
    starts: list[float] = [
        float(one["began_s"]) + sum(float(one["stages"].get(stage, 0.0)) for stage in _OUTSIDE)
        for one in first.values()
    ]
    return median(starts)


def _between(cues: Sequence[Mapping[str, Any]]) -> float:
    """What passes between two cues of one worker: the next one is taken and noted."""
    gaps: list[float] = []
    for worker in {one["worker"] for one in cues}:
        own = sorted((one for one in cues if one["worker"] == worker), key=lambda one: float(one["began_s"]))
        gaps += [max(0.0, float(after["began_s"]) - float(before["ended_s"])) for before, after in pairwise(own)]
    return median(gaps) if gaps else 0.0


def _fitted(loads: Sequence[Load], values: Sequence[float], *, by_second: bool = True) -> Line:
    """Least squares with no number below 0, scaled so that the sum of all is what was measured."""
    import numpy as np
    from scipy.optimize import nnls

    columns = [[1.0, load.count, load.sound_s if by_second else 0.0] for load in loads]
    found, _ = nnls(np.array(columns), np.array(values))
    line = Line(*(float(one) for one in found))
    said = sum(line.of(load) for load in loads)
    factor = sum(values) / said if said else 0.0
    return Line(line.cue * factor, line.sound * factor, line.second * factor)
