"""A training over several machines, one process a GPU: what `accelerate launch` starts in every process.

    accelerate launch --config_file farm.yaml --machine_rank 0 -m foley_bridge.training.several ID

The main process (machine rank 0) goes on with the training ID, which `foley-bridge train PATH --hold` took in there;
the others are told everything by it and need nothing but the pack. What came of it is the daemon's again afterwards.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.engine.events import Advanced
from foley_bridge.folders import user_folders
from foley_bridge.journal.inspection import training_order
from foley_bridge.packs.places import folder_of
from foley_bridge.progress import ShownProgress, shown_progress
from foley_bridge.protocol.training import TrainOrder
from foley_bridge.training.told import Ended, FileRefused, Noted, Sampled, Stepped, TrainingTold
from foley_models.errors import CancelledError, FoleyError, PackError

if TYPE_CHECKING:
    from foley_models.pack import Pack
    from foley_models.training.team import Team

EXIT_FAILED = 1
YES = ("1", "true", "yes", "on")


def main(argv: Sequence[str] | None = None) -> int:
    """Be one of the processes; 0, or 1 with a sentence where the training failed."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read by the hub's library when it is imported
    parser = argparse.ArgumentParser(prog="foley_bridge.training.several", description=__doc__.splitlines()[0])
    parser.add_argument("id", metavar="ID", help="of the training that foley-bridge train --hold took in there")
    parser.add_argument(
        "--pack", metavar="FOLDER", help="where the pack lies on this machine (default: under its name)"
    )
    args = parser.parse_args(argv)
    stopping = _Stopping()
    try:
        _take_part(args, stopping)
    except CancelledError as error:
        _say(str(error))
        return 0
    except FoleyError as error:
        _say(str(error))
        return EXIT_FAILED
    return 0


def _take_part(args: argparse.Namespace, stopping: "_Stopping") -> None:
    from foley_models.devices import available_devices
    from foley_models.training.accelerated import AcceleratedTeam, launched
    from foley_models.training.following import follow
    from foley_models.training.team import MAIN

    cpu = os.environ.get("ACCELERATE_USE_CPU", "").lower() in YES or "cuda" not in available_devices()
    with launched(cpu=cpu) as device:
        team = AcceleratedTeam(device, stopping=stopping)
        if team.rank == MAIN:
            order = TrainOrder.from_json(training_order(user_folders().journal_file, args.id))
            team.hand_round(order.pack.encode())
            _lead(team, args.id, order, _load(args.pack or order.pack, device))
        else:
            named = team.hand_round(None).decode()
            follow(team, _load(args.pack or named, device), Path("nowhere"))


def _lead(team: "Team", own_id: str, order: TrainOrder, pack: "Pack") -> None:
    from foley_bridge.training.running import TrainingRun
    from foley_models.training.sharing import END, tell

    @contextmanager
    def gather(_: Callable[[], None]) -> Iterator["Team"]:
        yield team
        tell(team, END)

    with shown_progress(sys.stderr) as progress:
        shown = _Shown(progress, own_id, team.size)
        TrainingRun(
            order, pack, at_a_time=order.settings.batch_size, tell=shown.take, between=lambda: None, gather=gather
        ).run()


def _load(said: str, device: object) -> "Pack":
    """The pack in full precision, here: under its name where another machine's folder is not there."""
    from foley_models.pack import load_pack

    installed = user_folders().packs
    try:
        folder = folder_of(said, installed)
    except PackError:
        folder = folder_of(Path(said).name, installed)
    return load_pack(folder, device=str(device), dtype="float32")


class _Shown:
    """What is told of the training, for a person."""

    def __init__(self, progress: ShownProgress, own_id: str, processes: int) -> None:
        self._progress, self._id, self._processes = progress, own_id, processes
        self._detail = ""

    def take(self, event: TrainingTold) -> None:
        """Show one."""
        if isinstance(event, Advanced):
            left_s = event.left_s if event.left_s == event.left_s else -1.0  # NaN: no estimate
            self._progress.advance(event.stage, event.overall, left_s, detail=self._detail)
        elif isinstance(event, Stepped):
            loss = event.losses.get("total", 0.0)
            self._detail = f"step {event.step} of {event.steps}  loss {loss:.4f}  {self._processes} processes"
        elif isinstance(event, FileRefused):
            self._progress.say(f"not used: {event.reason}")
        elif isinstance(event, Sampled):
            self._progress.say(f"step {event.step}: {event.prompt}  {event.path}")
        elif isinstance(event, Noted):
            self._progress.say(f"step {event.step}: {event.text}" if event.step else event.text)
        elif isinstance(event, Ended):
            self._progress.say(
                f"The adapter {event.name} is complete after {event.steps} steps: {event.path}\n"
                f"Hand it to the daemon with: foley-bridge train --resume {self._id}, which says how to decide about it"
            )


class _Stopping:
    """Whether somebody asked for the end: once lets all processes finish their step, twice ends this one at once."""

    def __init__(self) -> None:
        self._asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def __call__(self) -> bool:
        """Whether it was asked."""
        return self._asked

    def _ask(self, *_: object) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True


def _say(sentence: str) -> None:
    rank = os.environ.get("RANK", "0")
    sys.stderr.write(f"foley-bridge, process {rank}: {sentence}\n")


if __name__ == "__main__":
    sys.exit(main())
