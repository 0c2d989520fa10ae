"""Work on many candidates in batches that fit into memory: after one that does not, one candidate at a time."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import torch
from torch import Tensor

from foley_models.errors import DeviceMemoryError

# What torch says where it raises a plain RuntimeError: the CPU's allocator, Metal, cuBLAS.
MEMORY_SENTENCES = ("defaultcpuallocator", "out of memory", "not enough memory", "alloc_failed")

Done = TypeVar("Done")


class Batches:
    """Splits rows into batches; a size that was too large once is not tried again."""

    def __init__(self, size: int) -> None:
        self.size = size

    def run(self, work: Callable[[int, int], Tensor], rows: int) -> Tensor:
        """`work(start, stop)` for batches that cover `rows`, joined along the first axis.

        DeviceMemoryError where not even one row fits.
        """
        return self.run_in_spans(work, rows)[0]

    def run_in_spans(self, work: Callable[[int, int], Tensor], rows: int) -> tuple[Tensor, list[range]]:
        """What `run` gives, and the batches it was made in, as they were in the end."""
        pieces: list[Tensor] = []
        spans: list[range] = []
        start = 0
        while start < rows:
            stop = min(start + self.size, rows)
            piece = run_unless_too_large(partial(work, start, stop))
            if piece is None:
                self.shrink(stop - start)
                continue
            pieces.append(piece)
            spans.append(range(start, stop))
            start = stop
        return torch.cat(pieces), spans

    def shrink(self, rows: int) -> None:
        """From now on one at a time, since so many did not fit. DeviceMemoryError where it was one."""
        if rows == 1:
            raise DeviceMemoryError(
                "Memory ran out even for one candidate at a time: ask for a shorter sound, close other programs, "
                "or use another device."
            )
        self.size = 1
        if torch.cuda.is_available():
            torch.cuda.empty_cache()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of torch says that memory ran out."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return isinstance(error, RuntimeError) and any(said in str(error).lower() for said in MEMORY_SENTENCES)


def run_unless_too_large(work: Callable[[], Done]) -> Done | None:
    """What `work` gives; None where it did not fit into memory."""
    try:
        return work()
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        # Out of here before trying again: the traceback holds on to the tensors that did not fit.
        return None
