"""A host at a seat: asks for cues, imports what comes, and writes down what it was told.

python -m benchmarks.seats.host --home HOME --project FOLDER --name sheet --cues 20 --together
"""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from foley_bridge.client import Client
from foley_bridge.folders import user_folders
from foley_bridge.osc.message import Argument
from foley_bridge.protocol.answers import Answer

SILENCE_S = 10.0  # then a host asks again for what has not come
TAKES = 2


@dataclass
class Heard:
    """What was told of one request."""

    asked_s: float
    place: int = -1
    paths: dict[int, str] = field(default_factory=dict)  # index -> path
    other_paths: int = 0  # the same candidate under another path: there must be none
    last: str = ""
    took_s: float = 0.0


class Sheet:
    """Cues of one host, asked all at once or one after the other."""

    def __init__(self, client: Client, project: Path, *, prompt: str, cancel: bool) -> None:
        self._client, self._project, self._prompt, self._cancel = client, project, prompt, cancel
        self.heard: dict[str, Heard] = {}

    def ask(self, names: list[str]) -> None:
        """Ask for all of them, and follow them to their end."""
        for name in names:
            self.heard[name] = Heard(time.monotonic())
            self._say(name)
        while left := [name for name in names if not self.heard[name].last]:
            answer = self._client.receive(SILENCE_S)
            if answer is None:
                for name in left:
                    self._say(name)
            else:
                self._take(answer)

    def _say(self, name: str) -> None:
        pairs: dict[str, Argument] = {"destination": str(self._project)}
        self._client.tell("/foley/generate", self._prompt, 1.0, TAKES, pairs=pairs, request_id=name)

    def _take(self, answer: Answer) -> None:
        one = self.heard.get(answer.id)
        if one is None:
            return
        if answer.word == "accepted":
            one.place = int(answer.values["place"]) if one.place < 0 else one.place
        elif answer.word == "progress" and self._cancel:
            self._cancel = False
            print("running", flush=True)
            sys.stdin.readline()
            self._client.tell("/foley/cancel", answer.id)
        elif answer.word == "candidate":
            index, path = int(answer.values["index"]), str(answer.values["path"])
            one.other_paths += one.paths.get(index, path) != path
            one.paths[index] = path
            self._client.tell("/foley/imported", answer.id, index)
        elif answer.final:
            one.last = str(answer.values.get("code", "done"))
            one.took_s = time.monotonic() - one.asked_s


def main() -> None:
    """Ask, and print what was heard as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--project", type=Path, required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--cues", type=int, required=True)
    parser.add_argument("--prompt", default="boots")
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--cancel", action="store_true", help="the first, once it runs and a line is read")
    args = parser.parse_args()
    args.project.mkdir(parents=True, exist_ok=True)
    with Client.connect(user_folders(args.home), name=args.name) as client:
        sheet = Sheet(client, args.project, prompt=args.prompt, cancel=args.cancel)
        names = [f"{args.name}-{number:04d}" for number in range(args.cues)]
        for some in [names] if args.together else [[name] for name in names]:
            sheet.ask(some)
    print(json.dumps({name: asdict(one) for name, one in sheet.heard.items()}), flush=True)


if __name__ == "__main__":
    main()
