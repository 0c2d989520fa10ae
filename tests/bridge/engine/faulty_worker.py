"""An engine made to fail at a chosen point, real or quick: its last argument is a file that says `KIND POINT TIMES`.

The file counts down, over all processes of a test, how often the fault still happens. Points: `load`, each stage of
progress, `made` (before a sound is told), `after-made`, `finished` (before the end is told);
of a training `step-N`, before it is told.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.engine.events import Advanced, Embedded, EngineEvent, Finished, Made, Tell
from foley_bridge.engine.messages import Embed, Settings
from foley_bridge.engine.studio import ModelStudio
from foley_bridge.engine.worker import Studio, Training, serve
from foley_bridge.protocol.order import Order
from foley_bridge.protocol.training import TrainOrder
from foley_bridge.training.told import Stepped, TellTraining, TrainingTold
from foley_models.errors import DeviceMemoryError
from tests.bridge.engine.quick_worker import QuickStudio, worker_command

if TYPE_CHECKING:
    from foley_bridge.engine.production import Craft
    from foley_models.stack import ModelStack

ANSWERS_FD = 4  # where `serve` puts the pipe: 3 is its commands'


def faulty_command(fault_file: Path, *, quick: bool = True) -> tuple[str, ...]:
    """The command line of an engine that fails as the file says."""
    return (*worker_command("tests.bridge.engine.faulty_worker"), "quick" if quick else "real", str(fault_file))


def plan_fault(fault_file: Path, kind: str, point: str, *, times: int = 1) -> None:
    """Have a fault happen; it may be changed while the engine runs."""
    fault_file.write_text(f"{kind} {point} {times}", encoding="ascii")


class FaultyStudio:
    """The studio that fails, first of all."""

    def __init__(self, settings: Settings) -> None:
        quick = sys.argv[1] == "quick"
        self._studio: Studio = QuickStudio(settings) if quick else ModelStudio(settings, craft_with=lenient_craft)

    def loaded(self, pack: str) -> bool:
        return self._studio.loaded(pack)

    def load(self, pack: str) -> None:
        fail_at("load")
        self._studio.load(pack)

    def training(self, order: TrainOrder, *, at_a_time: int) -> Training:
        training = self._studio.training(order, at_a_time=at_a_time)

        def train(tell: TellTraining, between: Callable[[], None]) -> None:
            def tell_or_fail(event: TrainingTold) -> None:
                fail_at(f"step-{event.step}" if isinstance(event, Stepped) else type(event).__name__)
                tell(event)

            training(tell_or_fail, between)

        return train

    def embed(self, command: Embed) -> Embedded:
        if command.lengths:
            fail_at("hear")
        return self._studio.embed(command)

    def make(
        self, order: Order, *, batch_size: int, skip: frozenset[int], tell: Tell, cancelled: Callable[[], bool]
    ) -> None:
        def tell_or_fail(event: EngineEvent) -> None:
            fail_at(_point(event))
            tell(event)
            if isinstance(event, Made):
                fail_at("after-made")

        self._studio.make(order, batch_size=batch_size, skip=skip, tell=tell_or_fail, cancelled=cancelled)


def lenient_craft(_: "ModelStack") -> "Craft":
    """Random weights make no sound that a gate should let through."""
    from foley_bridge.engine.production import Craft

    return Craft(lambda *_: None, lambda *_: None, predict_cat_id=lambda _: "ANMLDog")


def fail_at(point: str) -> None:
    """The fault, if it is meant for this point and has not happened often enough."""
    fault_file = Path(sys.argv[2])
    kind, where, times = fault_file.read_text(encoding="ascii").split()
    if point == where and times != "0":
        plan_fault(fault_file, kind, point, times=int(times) - 1)
        FAULTS[kind]()


def _hang() -> None:
    while True:
        time.sleep(3600)


def _compute() -> None:
    while True:
        sum(range(10_000))


def _lack_memory() -> None:
    raise DeviceMemoryError("Memory ran out even for one candidate at a time.")


def _write_garbage() -> None:
    os.write(ANSWERS_FD, os.urandom(64))
    _hang()


def _cut_a_frame_short() -> None:
    os.write(ANSWERS_FD, b"FBf1\0\0\0\x40\0\0\0\0{")
    os._exit(0)


def _announce_too_much() -> None:
    os.write(ANSWERS_FD, b"FBf1\xff\xff\xff\xff\xff\xff\xff\xff")
    _hang()


def _tell_nonsense() -> None:
    os.write(ANSWERS_FD, b'FBf1\0\0\0\x19\0\0\0\0{"tell":"gold","run":  1}')
    _hang()


def _print() -> None:
    os.write(1, b"a library prints\n")
    sys.stdout.write("and again\n")
    sys.stdout.flush()


def _break() -> None:
    raise ValueError("a fault nobody knew of")


FAULTS: dict[str, Callable[[], None]] = {
    "exit": lambda: os._exit(7),
    "clean-exit": lambda: os._exit(0),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "hang": _hang,
    "memory": _lack_memory,
    "garbage": _write_garbage,
    "cut": _cut_a_frame_short,
    "huge": _announce_too_much,
    "nonsense": _tell_nonsense,
    "print": _print,
    "break": _break,
    "compute": _compute,
    "allocate": lambda: _raise(MemoryError()),
    "torch-memory": lambda: _raise(RuntimeError("DefaultCPUAllocator: can't allocate memory")),
}


def _raise(error: Exception) -> None:
    raise error


def _point(event: EngineEvent) -> str:
    if isinstance(event, Advanced):
        return event.stage
    return "made" if isinstance(event, Made) else "finished" if isinstance(event, Finished) else "ranked"


if __name__ == "__main__":
    serve(FaultyStudio)
