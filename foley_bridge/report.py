"""What the command line says about a delivery: a ranked table for a person, JSON for a program."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from foley_bridge.delivery import DeliveredTake, Delivery
from foley_models.requests import GenerationRequest, GenerationResult

PIPE_WIDTH_CHARACTERS = 120  # of a table that does not go to a terminal


def print_report(
    delivery: Delivery, result: GenerationResult, request: GenerationRequest, *, asked: Path, stream: TextIO
) -> None:
    """Write the table and the sentences around it; `asked` is the folder of the request."""
    stream.write(headline(result, request) + "\n")
    _print_table(delivery, stream)
    for line in remarks(delivery, result, request, asked=asked):
        stream.write(line + "\n")


def headline(result: GenerationResult, request: GenerationRequest) -> str:
    """One line that says what the choice was made by."""
    how = f"{result.steps} steps of {result.sampler}, guidance {result.guidance:g}, threshold {result.threshold:g}"
    return f"{request.prompt}\ncategory {result.category}, {how}"


def remarks(delivery: Delivery, result: GenerationResult, request: GenerationRequest, *, asked: Path) -> Iterator[str]:
    """What a person should know beyond the table."""
    missing = request.count - len(delivery.takes)
    if missing > 0:
        yield f"{missing} of {request.count} takes are missing: {result.rejected} candidates were rejected."
    for take in delivery.takes:
        if take.gain_db < 0:
            yield f"{take.file.name} was turned down by {-take.gain_db:.1f} dB so as not to clip."
    folder = delivery.project.parent
    if folder != asked:
        yield f"{asked} holds takes already; they stay, and the new ones are in a folder of their own."
    yield f"Open {delivery.project} in REAPER, or drag the files to any timeline."


def report_json(delivery: Delivery, result: GenerationResult, request: GenerationRequest) -> str:
    """The same as one JSON object; a score that there is not is null."""
    values = {
        "prompt": request.prompt,
        "folder": str(delivery.project.parent),
        "project": str(delivery.project),
        "category": result.category,
        "threshold": result.threshold,
        "guidance": result.guidance,
        "steps": result.steps,
        "sampler": result.sampler,
        "rejected": result.rejected,
        "takes": [_take_values(take) for take in delivery.takes],
    }
    return json.dumps(values, ensure_ascii=False, allow_nan=False, indent=2)


def _take_values(take: DeliveredTake) -> dict[str, object]:
    return {
        "rank": take.rank,
        "score": None if math.isnan(take.score) else take.score,
        "passed": take.passed,
        "seed": take.seed,
        "file": take.file.name,
        "gain_db": take.gain_db,
    }


def _print_table(delivery: Delivery, stream: TextIO) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in ("rank", "score", "passed", "seed"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("file", overflow="fold")
    for take in delivery.takes:
        table.add_row(*(Text(cell) for cell in _cells(take)))
    Console(file=stream, width=None if stream.isatty() else PIPE_WIDTH_CHARACTERS).print(table)


def _cells(take: DeliveredTake) -> tuple[str, ...]:
    score = "-" if math.isnan(take.score) else f"{take.score:.3f}"
    return str(take.rank), score, "yes" if take.passed else "no", str(take.seed), take.file.name
