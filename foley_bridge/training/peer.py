"""One of several processes of a training: `python -m foley_bridge.training.peer`, started by `peers`.

It reads what it is (a JSON object) and then a line for every step; it writes "ready" once its pack is loaded, and where
it failed `{"error": CODE, "text": ...}` at the end. It ends when its input does, whatever it computes.
"""

import json
import os
import queue
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from foley_bridge.training.peers import READY
from foley_models.errors import FoleyError


def main() -> int:
    """Take part until the input ends."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's library when it is imported
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints goes to the log
    question = json.loads(sys.stdin.readline())
    steps: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(steps,), name="steps", daemon=True).start()
    try:
        _take_part(question, steps, answers)
    except FoleyError as error:
        _say(answers, json.dumps({"error": error.code, "text": str(error)}))
        return 1
    return 0


def _take_part(question: dict[str, Any], steps: "queue.SimpleQueue[str]", answers: TextIO) -> None:
    from foley_models.devices import choose_device, use_threads
    from foley_models.pack import load_pack
    from foley_models.training.accelerated import AcceleratedTeam, Seat, seated
    from foley_models.training.following import follow

    use_threads(question["threads"])
    device, store = choose_device(question["device"]), Path(question["store"])
    pack = load_pack(Path(question["pack"]), device=question["device"], dtype="float32")
    _say(answers, READY)
    with seated(Seat(question["rank"], question["size"], store), device, threads=question["threads"]):
        follow(AcceleratedTeam(device, begun=lambda: _next(steps)), pack, store.parent)


def _read(steps: "queue.SimpleQueue[str]") -> None:
    """Steps until there are no more; then the process ends at once."""
    for line in sys.stdin:
        steps.put(line)
    os._exit(0)


def _next(steps: "queue.SimpleQueue[str]") -> None:
    steps.get()


def _say(answers: TextIO, line: str) -> None:
    answers.write(line + "\n")
    answers.flush()


if __name__ == "__main__":
    sys.exit(main())
