"""Everything that a training told so far: from the file in its folder, then event by event; no Qt."""

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foley_bridge.osc.message import Argument
from foley_bridge.training.told import FileRefused, Noted, Sampled, Stepped
from foley_models.errors import FoleyError
from foley_ui.training.curves import PARTS, Curves

EVENTS_FILE = "events.jsonl"
REMARKS_MOST = 5000
_KINDS = {"FileRefused": FileRefused, "Stepped": Stepped, "Sampled": Sampled, "Noted": Noted}

Event = FileRefused | Stepped | Sampled | Noted


@dataclass(frozen=True)
class Remark:
    """Something that a person should know; `step` is 0 before the first."""

    step: int
    text: str
    refused: bool = False


class Story:
    """It only grows; a training that goes on from a checkpoint tells its last steps again."""

    def __init__(self) -> None:
        self.curves = Curves()
        self.samples: dict[tuple[int, int], Sampled] = {}  # by step and number of the prompt
        self.remarks: list[Remark] = []
        self._said: set[Remark] = set()
        self.step = self.steps = 0
        self.left_s = math.nan

    @property
    def prompts(self) -> dict[int, str]:
        """The sample prompts by their number."""
        return {number: sample.prompt for (_, number), sample in sorted(self.samples.items())}

    @property
    def sample_steps(self) -> list[int]:
        """At which steps there are samples, in their order."""
        return sorted({step for step, _ in self.samples})

    @property
    def newest(self) -> Sampled | None:
        """The sample that came last."""
        return self.samples[max(self.samples)] if self.samples else None

    def take(self, event: Event) -> None:
        """One more event; one that is known already changes nothing."""
        if isinstance(event, Stepped):
            self.step, self.steps, self.left_s = event.step, event.steps, event.left_s
            self.curves.add(event.step, event.losses)
        elif isinstance(event, Sampled):
            self.samples[event.step, event.number] = event
        elif isinstance(event, Noted):
            self._remark(Remark(event.step, event.text))
        else:
            self._remark(Remark(0, event.reason, refused=True))

    def _remark(self, remark: Remark) -> None:
        if remark not in self._said and len(self.remarks) < REMARKS_MOST:
            self._said.add(remark)
            self.remarks.append(remark)


def read_story(folder: Path) -> Story:
    """What lies in a training's folder; nothing where that is gone or nothing was told yet."""
    story = Story()
    for event in _events(folder / EVENTS_FILE):
        story.take(event)
    return story


def event_of(kind: str, values: Mapping[str, Argument]) -> Event | None:
    """An event as the daemon tells it; None for what is no part of the story."""
    if kind == "training":
        losses = {name: float(values[name]) for name in PARTS if name in values}
        left_s = float(values.get("left", -1.0))
        return Stepped(int(values["step"]), int(values["steps"]), losses, left_s if left_s >= 0 else math.nan)
    if kind == "sample":
        return Sampled(int(values["step"]), int(values["number"]), str(values["prompt"]), str(values["path"]))
    if kind == "noted":
        return Noted(int(values["step"]), str(values["text"]))
    if kind == "refused":
        return FileRefused(str(values["path"]), str(values["reason"]))
    return None


def _events(file: Path) -> Iterator[Event]:
    with suppress(OSError), file.open("rb") as stream:
        for line in stream:
            event = _event(line)
            if event is not None:
                yield event


def _event(line: bytes) -> Event | None:
    """One line; None for what this version does not know, and for one that a power cut tore."""
    with suppress(ValueError, TypeError, KeyError, FoleyError):
        values: dict[str, Any] = json.loads(line)
        kind = _KINDS.get(values.pop("event"))
        values.pop("time_s", None)
        return kind(**values) if kind is not None else None
    return None
