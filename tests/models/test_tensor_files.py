"""Safetensors files checked without torch."""

import json
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file

from foley_models.errors import CancelledError, PackError
from foley_models.families import FAMILIES
from foley_models.family_names import FAMILY_NAMES
from foley_models.pack_files import find_pack
from foley_models.tensor_files import EXPONENTS, check_tensor_file


def write(path: Path, header: Mapping[str, object] | bytes, values: bytes = b"") -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + values)
    return path


def entry(dtype: str = "F32", shape: list[int] | None = None, offsets: list[int] | None = None) -> dict[str, object]:
    return {"dtype": dtype, "shape": [2] if shape is None else shape, "data_offsets": offsets or [0, 8]}


@pytest.mark.parametrize("file", sorted(find_pack("core").glob("*.safetensors")), ids=lambda file: file.stem)
def test_every_file_of_the_shipped_pack_is_sound(file: Path) -> None:
    check_tensor_file(file)


def test_values_of_each_kind_are_read_to_their_end(tmp_path: Path) -> None:
    arrays: dict[str, NDArray[Any]] = {
        "doubles": np.linspace(-1e300, 1e300, 7),
        "floats": np.full((3, 5), 3.4e38, np.float32),
        "halves": np.full(11, 65504, np.float16),
        "whole": np.arange(4, dtype=np.int64),
        "empty": np.zeros((0, 3), np.float32),
        "scalar": np.array(1.0, np.float32),
    }
    save_file(arrays, tmp_path / "x.safetensors", metadata={"a": "b"})
    read: list[int] = []
    check_tensor_file(tmp_path / "x.safetensors", 7 + 15 + 11 + 4 + 1, read.append)
    assert sum(read) == 7 * 8 + 15 * 4 + 11 * 2 + 4


@pytest.mark.parametrize(("dtype", "bits"), [(kind, exponent) for kind, (_, exponent) in EXPONENTS.items()])
@pytest.mark.parametrize("place", [0, 1])
def test_an_infinite_value_anywhere_is_found(dtype: str, bits: int, place: int, tmp_path: Path) -> None:
    size = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}[dtype]
    values = [0, 0]
    values[place] = bits | 1  # not a number
    data = b"".join(value.to_bytes(size, "little") for value in values)
    path = write(tmp_path / "x", {"t": entry(dtype, offsets=[0, 2 * size])}, data)
    with pytest.raises(PackError, match="'t' holds values that are not finite"):
        check_tensor_file(path)


@pytest.mark.parametrize(
    ("header", "values", "words"),
    [
        (b"{", b"", "not valid JSON"),
        (b'{"t":1,"t":2}', b"", "is there twice"),
        ({"t": 1}, b"", "an object"),
        ({"t": entry("F7")}, bytes(8), "dtype"),
        ({"t": entry(shape=[3])}, bytes(8), "12 bytes apart"),
        ({"t": entry(shape=[-2])}, bytes(8), "whole numbers"),
        ({"t": entry(shape=[True, True])}, bytes(8), "whole numbers"),
        ({"t": entry(offsets=[4, 12])}, bytes(12), "overlap or leave gaps"),
        ({"a": entry(), "b": entry()}, bytes(8), "overlap or leave gaps"),
        ({"t": entry()}, bytes(9), "has 9 bytes of values, its header says 8"),
        ({"t": entry()}, bytes(7), "has 7 bytes of values, its header says 8"),
        ({"t": entry(shape=[1 << 60], offsets=[0, 1 << 62])}, b"", "has 0 bytes of values"),
    ],
)
def test_a_header_that_is_not_sound_is_refused(
    header: Mapping[str, object] | bytes, values: bytes, words: str, tmp_path: Path
) -> None:
    with pytest.raises(PackError, match=words):
        check_tensor_file(write(tmp_path / "x", header, values))


@pytest.mark.parametrize("data", [b"", b"1234567", struct.pack("<Q", 1 << 40), struct.pack("<Q", 9) + b"{}"])
def test_a_file_that_is_cut_short_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(PackError, match="cut short or no safetensors file"):
        check_tensor_file(tmp_path / "x")


def test_another_count_of_numbers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="holds 2 numbers, the card says 3"):
        check_tensor_file(write(tmp_path / "x", {"t": entry()}, bytes(8)), 3)


def test_it_can_be_stopped(tmp_path: Path) -> None:
    def stop(_: int) -> None:
        raise CancelledError("enough")

    with pytest.raises(CancelledError):
        check_tensor_file(write(tmp_path / "x", {"t": entry()}, bytes(8)), None, stop)


def test_it_needs_no_torch() -> None:
    code = "import sys, foley_models.tensor_files, foley_models.family_names; sys.exit('torch' in sys.modules)"
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


def test_the_families_have_their_names() -> None:
    assert tuple(FAMILIES) == FAMILY_NAMES
