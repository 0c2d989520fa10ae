"""Work in batches that fit into memory."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from foley_models.batches import Batches, is_out_of_memory
from foley_models.errors import DeviceMemoryError

CPU_SENTENCE = "[enforce fail at alloc_cpu.cpp:124] . DefaultCPUAllocator: can't allocate memory: you tried to allocate"


def _work_for_at_most(most: int, sizes: list[int]) -> Callable[[int, int], Tensor]:
    def work(start: int, stop: int) -> Tensor:
        sizes.append(stop - start)
        if stop - start > most:
            raise torch.OutOfMemoryError("CUDA out of memory.")
        return torch.arange(start, stop)

    return work


@pytest.mark.parametrize("rows", [1, 4, 5, 8, 9])
def test_batches_cover_every_row_once_in_order(rows: int) -> None:
    sizes: list[int] = []
    assert Batches(4).run(_work_for_at_most(4, sizes), rows).tolist() == list(range(rows))
    assert max(sizes) <= 4


def test_after_one_batch_that_did_not_fit_candidates_are_made_one_at_a_time() -> None:
    sizes: list[int] = []
    batches = Batches(4)
    assert batches.run(_work_for_at_most(3, sizes), 6).tolist() == list(range(6))
    assert sizes == [4, 1, 1, 1, 1, 1, 1]
    batches.run(_work_for_at_most(3, sizes), 2)
    assert sizes[7:] == [1, 1]


def test_what_does_not_fit_one_at_a_time_is_an_error_after_two_trials() -> None:
    sizes: list[int] = []
    with pytest.raises(DeviceMemoryError, match="ask for a shorter sound"):
        Batches(8).run(_work_for_at_most(0, sizes), 16)
    assert sizes == [8, 1]


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
        RuntimeError(CPU_SENTENCE),
        RuntimeError("MPS backend out of memory (MPS allocated: 1 GB)"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"),
    ],
)
def test_every_way_torch_says_that_memory_ran_out_is_known(error: BaseException) -> None:
    assert is_out_of_memory(error)


def test_the_cpu_allocator_of_this_torch_is_understood() -> None:
    with pytest.raises(RuntimeError) as failure:
        torch.empty(1 << 60, dtype=torch.uint8)
    assert is_out_of_memory(failure.value)


def test_another_error_of_torch_is_not_taken_for_a_lack_of_memory() -> None:
    def work(start: int, stop: int) -> Tensor:
        return torch.zeros(2) @ torch.zeros(3)

    with pytest.raises(RuntimeError, match="size"):
        Batches(4).run(work, 4)
