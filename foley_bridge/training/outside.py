"""The process that loads a pack for those that must not: `python -m foley_bridge.training.outside`.

It reads one question, a JSON object on standard input, and writes JSON objects on standard output, one a line:
`{"done": 3, "total": 8}` on the way, then `{"result": ...}` or `{"error": CODE, "text": ...}`.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from foley_models.errors import FoleyError, RequestError

NICE = 10
OnProgress = Callable[[int, int], None]


def main() -> int:
    """Answer the one question."""
    answers = _own_output()
    if hasattr(os, "nice"):
        os.nice(NICE)  # before a thread is started: each has a niceness of its own

    def write(values: Mapping[str, Any]) -> None:
        answers.write(json.dumps(values) + "\n")
        answers.flush()

    try:
        question = json.load(sys.stdin)
        result = _answer(question, lambda done, total: write({"done": done, "total": total}))
    except FoleyError as error:
        write({"error": error.code, "text": str(error)})
        return 1
    write({"result": result})
    return 0


def _own_output() -> TextIO:
    """Standard output, for answers alone: whatever a library prints goes to standard error from now on."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _answer(question: Mapping[str, Any], on_progress: OnProgress) -> dict[str, Any]:
    if question["about"] == "estimate":
        return _estimate(question)
    if question["about"] == "sounds":
        return _sounds(question, on_progress)
    raise RequestError(f"There is no question {question['about']!r}.")


def _estimate(question: Mapping[str, Any]) -> dict[str, Any]:
    from foley_bridge.training.estimate import estimate_training
    from foley_models.pack_files import find_pack
    from foley_models.training.settings import TrainSettings

    found = estimate_training(
        find_pack(question["pack"]),
        TrainSettings(**{**question["settings"], "sample_prompts": ()}),
        clips=question["clips"],
        minutes=question["minutes"],
        device=question["device"],
    )
    return asdict(found)


def _sounds(question: Mapping[str, Any], on_progress: OnProgress) -> dict[str, Any]:
    from foley_bridge.training.with_and_without import Wanted, make_sounds

    wanted = Wanted.from_json(question["wanted"])
    make_sounds(wanted, Path(question["folder"]), device=question["device"], on_progress=on_progress)
    return {}


if __name__ == "__main__":
    sys.exit(main())
