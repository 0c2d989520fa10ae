"""Who takes the steps of a training: one process, or several that each learn from their share of every batch.

What a step learns from is the same whoever takes it: examples, noise and captions come from (seed, step), every process
takes its own rows of them, and gradients are added up before anything moves. So weights, averages and the optimiser's
state are the same in all, and a checkpoint of one is a checkpoint of the others.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from torch import Tensor

from foley_models.training.step import Losses

MAIN = 0  # the process that writes, renders, measures and tells
LOSSES = ("total", "diffusion", "latent", "sound", "codec")


@dataclass(frozen=True)
class Outcome:
    """What came of the gradients of a step: losses; None where numbers are not finite, or memory ran out."""

    losses: Losses | None
    out_of_memory: bool = False
    stop: bool = False  # somebody asked for the end


class Team(Protocol):
    """The processes of one training, as one of them sees them. Every call but `share` is made by all in one order."""

    @property
    def rank(self) -> int:
        """Which of them this is; MAIN for the one that writes."""
        ...

    @property
    def size(self) -> int:
        """How many they are."""
        ...

    def share(self, count: int) -> tuple[int, int]:
        """The rows, from and up to, of a batch of `count` that this process learns from."""
        ...

    def begin(self) -> None:
        """Wait until all begin a step, a checkpoint or a training, however long what one did before it takes.

        EngineCrashedError where one of them ended, here and in all that follow.
        """
        ...

    def join(self, own: Outcome) -> Outcome:
        """What came of the whole batch: one for all. Losses are added up, faults and wishes of one are those of all."""
        ...

    def add_up(self, gradients: Sequence[Tensor]) -> None:
        """Have the sums over all processes in the place of these gradients."""
        ...

    def hand_round(self, data: bytes | None) -> bytes:
        """What MAIN has, in all of them; the others give None."""
        ...

    def any(self, said: bool) -> bool:  # noqa: FBT001  # a vote is a plain yes or no
        """Whether one of them said so."""
        ...


class Alone:
    """A team of one."""

    rank, size = MAIN, 1

    def share(self, count: int) -> tuple[int, int]:
        """All rows."""
        return 0, count

    def begin(self) -> None:
        """There is nobody to wait for."""

    def join(self, own: Outcome) -> Outcome:
        """Its own."""
        return own

    def add_up(self, gradients: Sequence[Tensor]) -> None:
        """They are the sums already."""

    def hand_round(self, data: bytes | None) -> bytes:
        """The same."""
        return data or b""

    def any(self, said: bool) -> bool:  # noqa: FBT001  # a vote is a plain yes or no
        """Whether it said so."""
        return said


def share_of(count: int, rank: int, size: int) -> tuple[int, int]:
    """Rows, from and up to, of process `rank` of `size`: shares differ by one row at most."""
    return count * rank // size, count * (rank + 1) // size


def largest_share(count: int, size: int) -> int:
    """Rows of the process with the most."""
    return -(-count // size)


def joined(own: Outcome, add_up: Callable[[list[float]], list[float]]) -> Outcome:
    """What `Team.join` says, by adding up one row of numbers over all processes."""
    losses = own.losses or {}
    failed = own.losses is None and not own.out_of_memory
    row = [float(own.out_of_memory), float(failed), float(own.stop), *(losses.get(name, 0.0) for name in LOSSES)]
    out_of_memory, failures, stop, *sums = add_up(row)
    if out_of_memory or failures:
        return Outcome(None, out_of_memory=out_of_memory > 0, stop=stop > 0)
    found = dict(zip(LOSSES, sums, strict=True))
    return Outcome({name: found[name] for name in losses}, stop=stop > 0)
