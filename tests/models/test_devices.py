"""The choice of device and compute dtype."""

import pytest
import torch

from foley_models.devices import available_devices, bfloat16_pays, choose_device, choose_dtype
from foley_models.errors import NotAvailableError


def test_auto_takes_the_best_device_that_is_there() -> None:
    assert choose_device("auto").type == available_devices()[0]


def test_the_cpu_is_always_there() -> None:
    assert choose_device("cpu") == torch.device("cpu")
    assert available_devices()[-1] == "cpu"


@pytest.mark.parametrize("asked", ["tpu", "cuda:99", "cuda:x", "cpu:7", "cpu:", "", "CPU", "cuda:-1"])
def test_a_device_that_is_not_there_is_refused_with_what_is(asked: str) -> None:
    with pytest.raises(NotAvailableError, match=f"The device '{asked}' is not there; choose one of auto, .*cpu"):
        choose_device(asked)


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
def test_cuda_is_refused_on_a_machine_without() -> None:
    with pytest.raises(NotAvailableError, match="'cuda' is not there"):
        choose_device("cuda")


@pytest.mark.parametrize(
    ("capabilities", "expected"),
    [
        ({"avx512_bf16": True}, torch.bfloat16),
        ({"amx_bf16": True}, torch.bfloat16),
        ({"avx2": True, "avx512_bf16": False}, torch.float32),
        ({"architecture": "arm64", "bf16": True}, torch.float32),
    ],
)
def test_a_cpu_gets_bfloat16_only_where_its_instructions_are_there(
    monkeypatch: pytest.MonkeyPatch, capabilities: dict[str, bool], expected: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities, raising=False)
    assert choose_dtype(torch.device("cpu"), "auto") == expected


def test_a_torch_that_cannot_tell_gets_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert choose_dtype(torch.device("cpu"), "auto") == torch.float32


def test_metal_computes_in_float32() -> None:
    assert not bfloat16_pays(torch.device("mps"))


def test_an_asked_for_dtype_is_taken_and_an_unknown_one_refused() -> None:
    assert choose_dtype(torch.device("cpu"), "bfloat16") == torch.bfloat16
    assert choose_dtype(torch.device("cpu"), "float32") == torch.float32
    assert choose_dtype(torch.device("cpu"), "float16") == torch.float16
    with pytest.raises(NotAvailableError, match="'float8' is not supported; choose one of auto, float32, bfloat16, f"):
        choose_dtype(torch.device("cpu"), "float8")
