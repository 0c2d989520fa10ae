"""What the command line says about a request: takes as they come, what stood behind the choice, JSON for programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from foley_bridge.files.recipe import Recipe
from foley_bridge.library.beside import beside_rows, hit_values
from foley_bridge.library.records import Hit
from foley_bridge.takes import HeardTake
from foley_models.requests import sampling

_COLUMNS = ("rank", "score", "passed", "seed", "file")
_WIDTHS = (5, 7, 8, 12)  # of all columns but the last
TURNED_DOWN_DB = 0.05  # what a person would call nothing is not mentioned


@dataclass(frozen=True)
class Outcome:
    """All that is said about one request; `recipes` in the order of `takes`, which is best first."""

    prompt: str
    asked: int
    takes: tuple[HeardTake, ...]
    recipes: tuple[Recipe, ...]
    rejected: int
    reasons: str
    project: Path
    reordered: bool
    library: tuple[Hit, ...] = ()  # files of the studio's own that were searched for the same prompt


def table_head() -> str:
    """The names of the table's columns and a line under them."""
    return f"{_row(_COLUMNS)}\n {'─' * 76}"


def table_row(take: HeardTake) -> str:
    """One take's row."""
    score = "-" if take.score is None else f"{take.score:.3f}"
    return _row((str(take.rank), score, "yes" if take.passed else "no", str(take.seed), take.file.name))


def write_summary(outcome: Outcome, stream: TextIO) -> None:
    """Write what a person should know beyond the rows that were shown while they came."""
    if outcome.reordered:
        stream.write(f"\nin their final order\n{table_head()}\n")
        stream.writelines(f"{table_row(one)}\n" for one in outcome.takes)
    if outcome.library:
        least = outcome.recipes[0].request.threshold
        stream.writelines(f"{line}\n" for line in beside_rows(outcome.takes, outcome.library, least))
    stream.write("\n")
    stream.writelines(f"{line}\n" for line in _remarks(outcome))


def report_json(outcome: Outcome) -> str:
    """The same as one JSON object; a score that there is not is null."""
    request = outcome.recipes[0].request
    values = {
        "prompt": outcome.prompt,
        "project": str(outcome.project),
        "category": request.category,
        "cat_id": outcome.recipes[0].sound.cat_id,
        "threshold": request.threshold,
        "guidance": request.guidance,
        "steps": request.steps,
        "sampler": request.sampler,
        "rejected": outcome.rejected,
        "takes": [_take_values(take, recipe) for take, recipe in zip(outcome.takes, outcome.recipes, strict=True)],
        "library": [hit_values(hit) for hit in outcome.library],
    }
    return json.dumps(values, ensure_ascii=False, allow_nan=False, indent=2)


def _remarks(outcome: Outcome) -> Iterator[str]:
    yield _choice(outcome.recipes[0])
    missing = outcome.asked - len(outcome.takes)
    if missing > 0:
        yield f"{missing} of {outcome.asked} takes are missing: {outcome.rejected} candidates were rejected."
    if outcome.reasons:
        yield outcome.reasons
    for take, recipe in zip(outcome.takes, outcome.recipes, strict=True):
        alike = None if recipe.imitation is None else recipe.imitation.correlation
        if alike is not None:
            yield f"{take.file.name} follows the loudness of the sound with a correlation of {alike:.2f}."
        if recipe.sound.gain_db < -TURNED_DOWN_DB:
            yield f"{take.file.name} was turned down by {-recipe.sound.gain_db:.1f} dB so as not to clip."
    yield _licence(outcome.recipes[0])
    yield f"Open {outcome.project} in REAPER, or drag the files to any timeline."


def _choice(recipe: Recipe) -> str:
    request = recipe.request
    how = f"{sampling(request)}, threshold {request.threshold:g}"
    return f"Filed as {recipe.sound.cat_id}; judged as {request.category}: {how}."


def _licence(recipe: Recipe) -> str:
    use = "commercial use allowed" if recipe.pack.commercial_use else "NOT for commercial use"
    return f"Made with {recipe.pack.name} {recipe.pack.version} ({recipe.pack.licence}; {use})."


def _take_values(take: HeardTake, recipe: Recipe) -> dict[str, object]:
    return {
        "rank": take.rank,
        "score": take.score,
        "passed": take.passed,
        "seed": take.seed,
        "file": str(take.file),
        "gain_db": recipe.sound.gain_db,
        **_beginning_values(recipe),
    }


def _beginning_values(recipe: Recipe) -> dict[str, object]:
    """What was measured against the sound that a take began from."""
    if recipe.imitation is not None:
        return {"loudness_correlation": recipe.imitation.correlation}
    if recipe.fill is not None:
        return {"first": recipe.fill.first, "last": recipe.fill.last, "seam_steps_db": list(recipe.fill.steps_db)}
    return {}


def _row(cells: Sequence[str]) -> str:
    *numbers, file = cells
    return "".join(cell.rjust(width) for cell, width in zip(numbers, _WIDTHS, strict=True)) + f"   {file}"
