"""Safetensors read and put into modules."""

import json
import struct
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save, save_file
from torch import Tensor, nn

from foley_models.errors import PackError
from foley_models.weights import SCALE, fill_module, narrowed, read_tensors

GOOD = save({"a": torch.ones(2, 3), "b": torch.arange(4)})


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "part.safetensors"
    path.write_bytes(content)
    return path


def _with_header(header: str, data: bytes = b"\0" * 4) -> bytes:
    raw = header.encode()
    return struct.pack("<Q", len(raw)) + raw + data


def test_tensors_are_read_as_they_were_stored(tmp_path: Path) -> None:
    stored = {"half": torch.randn(3).half(), "brain": torch.randn(2).bfloat16(), "count": torch.tensor(7)}
    save_file(stored, tmp_path / "part.safetensors")
    read = read_tensors(tmp_path / "part.safetensors")
    assert read.keys() == stored.keys()
    assert all(torch.equal(read[name], stored[name]) and read[name].dtype == stored[name].dtype for name in stored)


@pytest.mark.parametrize("kept", [0, 7, 8, 20, len(GOOD) - 1])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, kept: int) -> None:
    with pytest.raises(PackError, match=r"part\.safetensors"):
        read_tensors(_file(tmp_path, GOOD[:kept]))


def test_a_header_with_a_doubled_key_is_refused(tmp_path: Path) -> None:
    entry = json.dumps({"dtype": "F32", "shape": [1], "data_offsets": [0, 4]})
    content = _with_header(f'{{"a": {entry}, "a": {entry}}}')
    with pytest.raises(PackError, match="the key 'a' is there twice"):
        read_tensors(_file(tmp_path, content))


def test_a_header_that_claims_more_than_the_file_holds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cut short or no safetensors file"):
        read_tensors(_file(tmp_path, struct.pack("<Q", 2**63) + b"{}"))


def test_a_pickle_is_refused(tmp_path: Path) -> None:
    torch.save({"a": torch.ones(1)}, tmp_path / "part.safetensors")
    with pytest.raises(PackError, match=r"part\.safetensors"):
        read_tensors(tmp_path / "part.safetensors")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_values_that_are_not_finite_are_refused_by_name(tmp_path: Path, value: float, dtype: torch.dtype) -> None:
    save_file(
        {"good": torch.ones(2), "bad.weight": torch.tensor([1.0, value], dtype=dtype)}, tmp_path / "x.safetensors"
    )
    with pytest.raises(PackError, match=r"'bad\.weight' holds values that are not finite"):
        read_tensors(tmp_path / "x.safetensors")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(position=st.integers(0, len(GOOD) - 1), value=st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused_but_never_anything_else(tmp_path: Path, position: int, value: int) -> None:
    content = bytearray(GOOD)
    content[position] = value
    path = _file(tmp_path, bytes(content))
    try:
        read = read_tensors(path)
    except PackError as refusal:
        refused = str(refusal)
    else:
        refused = str(path) if read else ""
    assert str(path) in refused


def test_a_module_takes_the_tensors_in_its_own_dtype() -> None:
    module = nn.Linear(3, 2).to(torch.bfloat16)
    fill_module(module, {"weight": torch.full((2, 3), 0.5).half(), "bias": torch.ones(2)}, "tiny")
    assert module.weight.dtype == torch.bfloat16
    assert module.weight.tolist() == [[0.5] * 3] * 2


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["weight"], "Part 'tiny' of the pack lacks tensor 'bias'"),
        ([], "lacks tensors 'bias', 'weight'"),
        (["weight", "bias", "extra"], "has the unknown tensor 'extra'"),
        (["weight", "bias", *"abcde"], "has the unknown tensors 'a', 'b', 'c' and 2 more"),
    ],
)
def test_a_name_that_is_missing_or_left_over_is_said(names: list[str], said: str) -> None:
    shapes = {"weight": (2, 3), "bias": (2,)}
    with pytest.raises(PackError, match=said):
        fill_module(nn.Linear(3, 2), {name: torch.zeros(shapes.get(name, (1,))) for name in names}, "tiny")


def test_a_shape_that_does_not_fit_is_said_with_the_one_that_would() -> None:
    tensors = {"weight": torch.zeros(3, 2), "bias": torch.zeros(2)}
    with pytest.raises(PackError, match=r"'weight' has the shape \(3, 2\), the card's sizes need \(2, 3\)"):
        fill_module(nn.Linear(3, 2), tensors, "tiny")


def test_rows_kept_as_int8_come_back_within_half_a_step(tmp_path: Path) -> None:
    rows = torch.randn(50, 16) * torch.logspace(-1, 2, 50)[:, None]
    narrow, scale = narrowed(rows)
    save_file({"tokens": narrow, f"tokens{SCALE}": scale, "bias": torch.ones(3)}, tmp_path / "part.safetensors")
    read = read_tensors(tmp_path / "part.safetensors")
    assert sorted(read) == ["bias", "tokens"]
    step = rows.abs().amax(1, keepdim=True) / 127
    assert ((read["tokens"] - rows).abs() <= 0.6 * step).all()


@pytest.mark.parametrize(
    "tensors",
    [
        {f"tokens{SCALE}": torch.ones(4, 1)},
        {"tokens": torch.ones(4, 2), f"tokens{SCALE}": torch.ones(4, 1)},
        {"tokens": torch.ones(4, 2, dtype=torch.int8), f"tokens{SCALE}": torch.ones(3, 1)},
    ],
)
def test_a_scale_that_fits_to_nothing_is_refused(tmp_path: Path, tensors: dict[str, Tensor]) -> None:
    save_file(tensors, tmp_path / "part.safetensors")
    with pytest.raises(PackError, match="fits to no tensor"):
        read_tensors(tmp_path / "part.safetensors")
