"""The engine process: holds the model stack, takes orders from standard input, tells events on standard output.

It ends when its input does, also in the middle of a computation, so it never outlives the daemon; it reaches no
network.
"""

import os
import sys
import threading
import traceback
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Protocol

from foley_bridge.engine.events import Advanced, Embedded, EngineEvent, Tell
from foley_bridge.engine.frames import Frame, FrameError, read_frame, write_frame
from foley_bridge.engine.messages import (
    LOADING,
    NO_RUN,
    READY,
    Embed,
    Generate,
    Settings,
    Train,
    embedded_frame,
    event_frame,
    failed_frame,
    read_embed,
    read_generate,
    read_settings,
    read_train,
    training_frame,
)
from foley_bridge.engine.meter import Meter
from foley_bridge.engine.waiting_orders import WaitingOrders
from foley_bridge.protocol.order import Order
from foley_bridge.protocol.training import TrainOrder
from foley_bridge.training.told import TellTraining, TrainingTold
from foley_models.errors import CancelledError, DeviceMemoryError, FoleyError

Training = Callable[[TellTraining, Callable[[], None]], None]  # what it tells, and what it calls between two steps
SPINS = 20_000  # of libgomp, some tens of microseconds: as quick on free cores as its own 300,000
KILL_ME_FIRST = 500  # for the kernel: where memory runs out, the engine goes before the daemon and the DAW


class Studio(Protocol):
    """What makes sounds in an engine process."""

    def loaded(self, pack: str) -> bool:
        """Whether `load` would have nothing to do."""
        ...

    def load(self, pack: str) -> None:
        """Have this pack in memory, and no other."""
        ...

    def make(
        self, order: Order, *, batch_size: int, skip: frozenset[int], tell: Tell, cancelled: Callable[[], bool]
    ) -> None:
        """Make the order with the loaded pack, telling events, Finished last."""
        ...

    def training(self, order: TrainOrder, *, at_a_time: int) -> Training:
        """Load what the training needs, beside the pack of `load`, and return what is called to train."""
        ...

    def embed(self, command: Embed) -> Embedded:
        """What the loaded pack's CLAP makes of prompts and sounds."""
        ...


class Worker:
    """Takes commands one after another; a second thread reads them, so that cancelling needs no waiting."""

    def __init__(self, commands: BinaryIO, answers: BinaryIO, studio: Studio) -> None:
        self._commands, self._answers, self._studio = commands, answers, studio
        self._waiting = WaitingOrders()
        self._cancelled: set[int] = set()

    def run(self) -> None:
        """Work until the process is ended from outside."""
        threading.Thread(target=self._read, name="commands", daemon=True).start()
        while True:
            self._take(self._waiting.get())

    def _take(self, frame: Frame) -> None:
        run = frame.header.get("run", NO_RUN)
        try:
            self._obey(frame)
        except Exception as error:  # noqa: BLE001  # the one broad catch: an engine that ends helps nobody
            code, text = _told(error)
            self._tell(failed_frame(run, code, text))
        self._cancelled.discard(run)

    def _read(self) -> None:
        """Commands until there are no more; then the process ends at once, whatever it computes."""
        with suppress(FrameError):
            while (frame := read_frame(self._commands)) is not None:
                if frame.header.get("do") == "stop":
                    break
                if frame.header.get("do") == "cancel":
                    self._cancelled.add(int(frame.header["run"]))
                else:
                    self._waiting.put(frame)
        os._exit(0)

    def _obey(self, frame: Frame) -> None:
        if frame.header.get("do") == "warm":
            self._load(str(frame.header["pack"]), lambda _: None)
        elif frame.header.get("do") == "train":
            self._train(read_train(frame))
        elif frame.header.get("do") == "embed":
            self._embed(read_embed(frame))
        else:
            self._generate(read_generate(frame))

    def _generate(self, command: Generate) -> None:
        meter = Meter()  # here and not in the daemon, which a frame for every step would wake for nothing

        def tell(event: EngineEvent) -> None:
            if not isinstance(event, Advanced) or meter.due(event.stage):
                self._tell(event_frame(command.run, event))

        def cancelled() -> bool:
            self._answer_asides()
            return command.run in self._cancelled

        order = Order.from_json(command.order)
        self._load(order.pack, tell)
        if cancelled():
            raise CancelledError("The request was cancelled.")
        skip = frozenset(command.skip)
        self._studio.make(order, batch_size=command.batch_size, skip=skip, tell=tell, cancelled=cancelled)

    def _train(self, command: Train) -> None:
        def tell(event: TrainingTold) -> None:
            self._tell(training_frame(command.run, event))

        def between() -> None:
            """Sounds go first: all that were asked for are made before the next step."""
            while not self._waiting.empty():
                self._take(self._waiting.get())
            if command.run in self._cancelled:
                raise CancelledError("The training was stopped.")

        order = TrainOrder.from_json(command.order)
        self._tell(Frame({"tell": LOADING, "pack": order.pack}))
        tell(Advanced("load", 0.0, float("nan")))
        training = self._studio.training(order, at_a_time=command.batch_size)
        self._tell(Frame({"tell": READY, "pack": order.pack}))
        between()
        training(tell, between)

    def _embed(self, command: Embed) -> None:
        if command.run in self._cancelled:
            raise CancelledError("The search was given up.")
        self._load(command.pack, lambda _: None)
        self._tell(embedded_frame(command.run, self._studio.embed(command)))

    def _answer_asides(self) -> None:
        """Between two steps of a sound: who searches for one waits for a step, not for the sound."""
        while (frame := self._waiting.take_aside(lambda one: self._studio.loaded(str(one.header["pack"])))) is not None:
            self._take(frame)

    def _load(self, pack: str, tell: Tell) -> None:
        if not self._studio.loaded(pack):
            self._tell(Frame({"tell": LOADING, "pack": pack}))
            tell(Advanced("load", 0.0, float("nan")))
            self._studio.load(pack)
        self._tell(Frame({"tell": READY, "pack": pack}))

    def _tell(self, frame: Frame) -> None:
        write_frame(self._answers, frame)


def serve(build: Callable[[Settings], Studio]) -> None:
    """Be an engine on this process's standard streams, with the studio that `build` makes."""
    commands, answers = _own_pipes()
    settings = read_settings(read_frame(commands))
    _step_back(settings.nice)
    wait_briefly(os.environ)
    _refuse_network()
    Worker(commands, answers, build(settings)).run()


def main() -> None:
    """Be the engine that holds the model stack."""
    from foley_bridge.engine.studio import ModelStudio

    serve(ModelStudio)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The daemon's pipes under numbers of their own; what a library prints goes to the log, what it reads is empty."""
    commands = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return commands, answers


def _step_back(nice: int) -> None:
    """Lower this process's claims, before it starts a thread: Linux gives each its own niceness, inherited."""
    if hasattr(os, "nice"):
        os.nice(nice)
    with suppress(OSError):  # not Linux, or not allowed
        Path("/proc/self/oom_score_adj").write_text(str(KILL_ME_FIRST), encoding="ascii")


def wait_briefly(environment: MutableMapping[str, str]) -> None:
    """Let threads that wait for each other sleep soon, before torch loads the library that reads this.

    As they are, they spin for milliseconds, which is for nothing where other programs have the core that they wait for:
    beside two busy ones a sound took ten times as long. Much shorter and they sleep between every two operations.
    What the user has said stays.
    """
    if not {"OMP_WAIT_POLICY", "GOMP_SPINCOUNT"} & environment.keys():
        environment["GOMP_SPINCOUNT"] = str(SPINS)


def _refuse_network() -> None:
    """Make every connection of this process an error, whichever library tries it."""

    def refuse(event: str, _: tuple[object, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo"):
            raise PermissionError("The engine reaches no network.")

    os.environ["HF_HUB_OFFLINE"] = "1"  # read by the hub's library when it is imported
    sys.addaudithook(refuse)


def _told(error: Exception) -> tuple[str, str]:
    """Code and sentence of whatever ended an order; what nobody raised on purpose goes to the log in full."""
    if isinstance(error, FoleyError):
        return error.code, str(error)
    traceback.print_exception(error)
    if isinstance(error, MemoryError) or _is_out_of_memory(error):
        return DeviceMemoryError.code, "Memory ran out: ask for a shorter sound, or close other programs."
    return FoleyError.code, f"The engine met an error it does not know ({type(error).__name__}): see its log."


def _is_out_of_memory(error: Exception) -> bool:
    if "torch" not in sys.modules:
        return False
    from foley_models.batches import is_out_of_memory

    return is_out_of_memory(error)


if __name__ == "__main__":
    main()
