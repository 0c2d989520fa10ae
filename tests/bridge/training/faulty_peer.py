"""A process of a training, made to fail as the file says that its last argument names.

`fine`; `memory`: more than one example at a time does not fit; `nan-N`: step N (from 0) is not finite; `kill-N`: it is
ended in step N; `stop`: it asks for the end, and takes part in the next training all the same.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from torch import Tensor

from foley_bridge.training import peer
from foley_models.errors import CancelledError
from foley_models.pack import Pack
from foley_models.training import following
from foley_models.training.accelerated import AcceleratedTeam
from foley_models.training.drawing import Batch
from foley_models.training.step import Losses, Share, StepLoss, all_rows
from foley_models.training.team import Outcome, Team
from tests.bridge.engine.quick_worker import worker_command


def faulty_peer(fault_file: Path) -> tuple[str, ...]:
    """Its command line; the file may be written anew at any time."""
    return (*worker_command("tests.bridge.training.faulty_peer"), str(fault_file))


def main() -> int:
    """Be the process."""
    fault = Path(sys.argv[-1])
    errors, backward, join = StepLoss.errors, StepLoss.backward, AcceleratedTeam.join

    def failing_errors(self: StepLoss, batch: Batch) -> dict[str, Tensor]:
        if fault.read_text() == "memory" and len(batch.n) > 1:
            raise RuntimeError("DefaultCPUAllocator: not enough memory")
        return errors(self, batch)

    def failing_backward(self: StepLoss, step: int, share: Share = all_rows) -> Losses | None:
        if fault.read_text() == f"kill-{step}":
            os.kill(os.getpid(), signal.SIGKILL)
        return None if fault.read_text() == f"nan-{step}" else backward(self, step, share)

    def stopping_join(self: AcceleratedTeam, own: Outcome) -> Outcome:
        return join(self, Outcome(own.losses, own.out_of_memory, fault.read_text() == "stop"))

    StepLoss.errors, StepLoss.backward = failing_errors, failing_backward  # type: ignore[method-assign]
    AcceleratedTeam.join = stopping_join  # type: ignore[method-assign]
    following.follow = _again_and_again(following.follow)  # type: ignore[assignment]  # the same but for its names
    return peer.main()


def _again_and_again(follow: Callable[[Team, Pack, Path], None]) -> Callable[[Team, Pack, Path], None]:
    def following_on(team: Team, pack: Pack, nowhere: Path) -> None:
        while True:
            try:
                follow(team, pack, nowhere)
            except CancelledError:
                continue
            return

    return following_on


if __name__ == "__main__":
    sys.exit(main())
