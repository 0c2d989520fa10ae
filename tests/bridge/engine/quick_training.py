"""A training without a model: it counts steps in milliseconds, keeps its place in its folder, and yields as a real one.

The training's name may hold words that it obeys: "slow" (a hundredth of a second a step), "crash" (ends the process at
step 5, every time), "crash-once", "memory" (more than 4 examples at a time are too many), "full" (no room at step 5,
until a file `room` lies in its folder), "gate" (waits before step 5 until a file `go` lies there).
"""

import json
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path

from foley_bridge.engine.events import Advanced
from foley_bridge.protocol.training import TrainOrder
from foley_bridge.training.told import Ended, FileRefused, Noted, Stepped, TellTraining
from foley_models.card import CARD_FILE, hash_file
from foley_models.errors import DeviceMemoryError, DiskFullError
from foley_models.pack_files import find_pack, hash_of
from foley_models.training.adapter_card import CARD_KEY, AdapterCard, card_text

FAULT_STEP = 5


class QuickTraining:
    """One training; begun again, it goes on from its last kept step."""

    def __init__(self, order: TrainOrder, *, at_a_time: int) -> None:
        self._order, self._at_a_time = order, at_a_time
        self._folder = Path(order.folder)
        self._kept = self._folder / "step"
        self._words = order.name.split("-")[0].split()

    def __call__(self, tell: TellTraining, between: Callable[[], None]) -> None:
        if "memory" in self._words and self._at_a_time > 4:
            raise DeviceMemoryError("Memory ran out.")
        step, settings = int(self._kept.read_text()) if self._kept.exists() else 0, self._order.settings
        if not step:
            tell(Advanced("check", 0.01, float("nan")))
            tell(FileRefused("/recordings/silent.wav", "silent.wav: it is silent"))
            tell(Noted(0, "Only few recordings."))
        while step < settings.steps:
            between()
            if "gate" in self._words and step == FAULT_STEP - 1 and not (self._folder / "go").exists():
                time.sleep(0.005)
                continue
            time.sleep(0.01 if "slow" in self._words else 0.0005)
            step += 1
            self._fail(step)
            tell(Stepped(step, settings.steps, {"total": 1.0 / step, "diffusion": 0.5 / step}, 0.1))
            if step % settings.save_every == 0:
                self._keep(step)
        between()
        tell(self._ended(write_quick_adapter(self._folder / "adapter.safetensors", self._order.name)))

    def _keep(self, step: int) -> None:
        """In one move: a process that is killed here must not leave an empty number behind."""
        written = self._kept.with_suffix(".part")
        written.write_text(str(step), encoding="ascii")
        written.replace(self._kept)

    def _fail(self, step: int) -> None:
        if step != FAULT_STEP:
            return
        once = self._folder / "crashed"
        if "crash" in self._words or ("crashonce" in self._words and not once.exists()):
            once.touch()
            os._exit(3)
        if "full" in self._words and not (self._folder / "room").exists():
            raise DiskFullError("No space is left.")

    def _ended(self, adapter: Path) -> Ended:
        return Ended(
            str(adapter),
            self._order.name,
            sha256=hash_file(adapter),
            pack=hash_of(find_pack(self._order.pack) / CARD_FILE),
            licence=self._order.licence or "none",
            steps=self._order.settings.steps,
            best_step=self._order.settings.steps,
            used=3,
            refused=1,
            before={"kad": 2.0, "score": 0.25},
            after={"kad": 1.0, "score": 0.5},
        )


def write_quick_adapter(path: Path, name: str, *, licence: str = "CC0-1.0") -> Path:
    """An adapter that changes nothing, so that it belongs to every pack."""
    card = AdapterCard(name, "any", "1", {}, "lora", {}, {}, licence)
    header = json.dumps({"__metadata__": {CARD_KEY: card_text(card)}}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header)
    return path
