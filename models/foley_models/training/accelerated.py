"""A team of processes through Hugging Face's accelerate: on one machine, or as `accelerate launch` places them.

Gradients and what is handed round go over the group that accelerate chooses: gloo between CPUs, NCCL between GPUs of
CUDA. On one machine the processes find one another through a file, and talk over the loopback interface alone.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import torch
from torch import Tensor

from foley_models.errors import EngineCrashedError, FoleyError, NotAvailableError
from foley_models.training.team import MAIN, Outcome, joined, share_of

SILENCE_S = 1800.0  # how long one process waits for another in the middle of a step
PIECE_BYTES = 1 << 28  # of what is handed round, at a time


@dataclass(frozen=True)
class Seat:
    """One process of several on this machine; `store` is a new file that all of them name."""

    rank: int
    size: int
    store: Path


class AcceleratedTeam:
    """The processes that accelerate's state knows of; `begun` is called before each step, `lost` says who ended."""

    def __init__(
        self,
        device: torch.device,
        *,
        begun: Callable[[], None] | None = None,
        lost: Callable[[str], FoleyError] | None = None,
        stopping: Callable[[], bool] | None = None,
    ) -> None:
        from accelerate import PartialState

        state = PartialState()
        self.rank, self.size = int(state.process_index), int(state.num_processes)
        self._device, self._begun, self._lost, self._stopping = device, begun, lost or _lost, stopping

    def share(self, count: int) -> tuple[int, int]:
        """Rows, from and up to, of a batch of `count`."""
        return share_of(count, self.rank, self.size)

    def begin(self) -> None:
        """Wait for the others, where somebody leads them; else the first exchange of the step does."""
        if self._begun is not None:
            self._begun()

    def join(self, own: Outcome) -> Outcome:
        """What came of the whole batch."""
        stop = own.stop or (self._stopping is not None and self._stopping())
        return joined(Outcome(own.losses, own.out_of_memory, stop), self._numbers)

    def add_up(self, gradients: Sequence[Tensor]) -> None:
        """One exchange for all of them, in float32."""
        if not gradients:
            return
        flat = self._summed(torch.cat([one.flatten() for one in gradients]))
        for own, whole in zip(gradients, torch.split(flat, [one.numel() for one in gradients]), strict=True):
            own.copy_(whole.view_as(own))

    def hand_round(self, data: bytes | None) -> bytes:
        """MAIN's bytes."""
        (length,) = self._numbers([float(len(data or b"")) if self.rank == MAIN else 0.0])
        whole = torch.zeros(int(length), dtype=torch.uint8)
        if data and self.rank == MAIN:
            whole = torch.frombuffer(bytearray(data), dtype=torch.uint8)
        return b"".join(self._handed(piece) for piece in torch.split(whole, PIECE_BYTES)) if len(whole) else b""

    def any(self, said: bool) -> bool:  # noqa: FBT001  # a vote is a plain yes or no
        """Whether one of them said so."""
        return self._numbers([float(said)])[0] > 0

    def _handed(self, piece: Tensor) -> bytes:
        from accelerate.utils import broadcast

        with self._together():
            return bytes(broadcast(piece.to(self._device), from_process=MAIN).cpu().numpy().tobytes())

    def _numbers(self, row: list[float]) -> list[float]:
        return [float(one) for one in self._summed(torch.tensor(row, dtype=torch.float64, device=self._device)).cpu()]

    def _summed(self, own: Tensor) -> Tensor:
        from accelerate.utils import reduce

        with self._together():
            return torch.as_tensor(reduce(own, "sum"))

    @contextmanager
    def _together(self) -> Iterator[None]:
        """An exchange that fails, fails because another process is gone: this one's memory was not at stake."""
        try:
            yield
        except RuntimeError as error:
            raise self._lost(str(error).splitlines()[0][:200]) from error


@contextmanager
def seated(seat: Seat, device: torch.device, *, threads: int) -> Iterator[None]:
    """Be one process of several on this machine while this is entered. NotAvailableError without accelerate."""
    check_accelerate()
    from torch import distributed

    backend = "nccl" if device.type == "cuda" else "gloo"
    with _environment(_placed(seat, threads)):
        if device.type == "cuda":
            torch.cuda.set_device(device)
        try:
            distributed.init_process_group(
                backend,
                store=distributed.FileStore(str(seat.store), seat.size),  # type: ignore[attr-defined]
                rank=seat.rank,
                world_size=seat.size,
                timeout=timedelta(seconds=SILENCE_S),
            )
            with _state(cpu=device.type == "cpu"):
                yield
        finally:
            _leave()


@contextmanager
def launched(*, cpu: bool) -> Iterator[torch.device]:
    """Be the process that `accelerate launch` made of this one; its device. NotAvailableError where it made none."""
    check_accelerate()
    if "LOCAL_RANK" not in os.environ:
        raise NotAvailableError(
            "This process is alone: start it with accelerate launch on every machine, as docs/fine-tuning.md shows, or "
            "train on this machine with foley-bridge train --processes N."
        )
    try:
        with _state(cpu=cpu, timeout=timedelta(seconds=SILENCE_S)) as device:
            yield device
    finally:
        _leave()


def check_accelerate() -> None:
    """NotAvailableError, with the remedy, where it cannot be imported."""
    try:
        import accelerate
    except ImportError as error:
        raise NotAvailableError(
            f"Training in several processes needs accelerate, which cannot be imported ({error}): install it with "
            "pip install 'foley-bridge[accelerate]', or train in one process."
        ) from error
    del accelerate


def threads_in_use() -> int:
    """CPU threads that this process computes with."""
    return torch.get_num_threads()


def device_of(base: torch.device, rank: int, size: int) -> torch.device:
    """The device of process `rank` of `size` on this machine, of the first of them `base`.

    NotAvailableError where there are too few.
    """
    if base.type == "cpu" or size == 1:
        return base
    if base.type != "cuda":
        raise NotAvailableError(f"The device {base.type!r} is one for this machine: train in one process, or on cpu.")
    there = torch.cuda.device_count()
    if size > there:
        raise NotAvailableError(
            f"processes is {size}, and this machine has {there} GPUs: ask for at most {there}, or train on cpu."
        )
    first = base.index or 0
    return torch.device("cuda", [first, *(one for one in range(there) if one != first)][rank])


@contextmanager
def _state(*, cpu: bool, timeout: timedelta | None = None) -> Iterator[torch.device]:
    """Accelerate's state, which is one for the whole process, from now until this is left; the device it chose."""
    from accelerate import PartialState

    try:
        found = PartialState(cpu=cpu) if timeout is None else PartialState(cpu=cpu, timeout=timeout)
    except (RuntimeError, ValueError) as error:
        raise NotAvailableError(
            f"The processes of the training did not find one another ({str(error).splitlines()[0][:200]}): see that "
            "all machines name the same --main_process_ip and --main_process_port, and that the port is free and "
            "reachable."
        ) from error
    try:
        yield torch.device("cpu") if found.device.type == "cpu" else found.device
    finally:
        PartialState._reset_state()


def _leave() -> None:
    from torch import distributed

    if distributed.is_initialized():
        with suppress(RuntimeError):  # the others may be gone
            distributed.destroy_process_group()


def _placed(seat: Seat, threads: int) -> Mapping[str, str]:
    """What accelerate and gloo read: which process this is, how many there are, and that none leaves this machine."""
    rank, size = str(seat.rank), str(seat.size)
    placed = {"RANK": rank, "WORLD_SIZE": size, "LOCAL_RANK": rank, "LOCAL_WORLD_SIZE": size}
    loopback = loopback_interface()
    return placed | {"OMP_NUM_THREADS": str(threads), "GLOO_SOCKET_IFNAME": loopback, "NCCL_SOCKET_IFNAME": loopback}


def loopback_interface() -> str:
    """Name of the interface of 127.0.0.1. NotAvailableError where there is none."""
    import psutil

    for name, addresses in psutil.net_if_addrs().items():
        if any(one.address == "127.0.0.1" for one in addresses):
            return str(name)
    raise NotAvailableError("This machine has no loopback interface (127.0.0.1): train in one process.")


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """These environment variables, and what was there before once this is left."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _lost(reason: str) -> FoleyError:
    return EngineCrashedError(
        f"Another process of the training ended or cannot be reached any more ({reason}). Start all of them again: the "
        "training goes on from its last checkpoint"
    )
