"""A safetensors file checked without torch: its header, where its tensors lie, and whether their values are finite.

The file begins with eight bytes that say how long its header is, then a JSON object: name -> dtype, shape, and from
where to where its bytes lie behind the header.
"""

import math
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foley_models.errors import PackError
from foley_models.strict_json import Fields, parse_object

HEADER_LIMIT_BYTES = 100_000_000  # the format's own limit
METADATA = "__metadata__"
BYTES_OF = {
    **dict.fromkeys(("F64", "I64", "U64"), 8),
    **dict.fromkeys(("F32", "I32", "U32"), 4),
    **dict.fromkeys(("F16", "BF16", "I16", "U16"), 2),
    **dict.fromkeys(("I8", "U8", "BOOL", "F8_E4M3", "F8_E5M2"), 1),
}
# The bits of an exponent; where all of them are set, the value is infinite or no number.
EXPONENTS = {
    "F64": ("<u8", 0x7FF0_0000_0000_0000),
    "F32": ("<u4", 0x7F80_0000),
    "F16": ("<u2", 0x7C00),
    "BF16": ("<u2", 0x7F80),
}
BLOCK_VALUES = 1 << 20


@dataclass(frozen=True)
class StoredTensor:
    """One tensor as the header describes it; `begin` and `end` count from the end of the header."""

    name: str
    dtype: str
    values: int
    begin: int
    end: int


def read_header(path: Path) -> tuple[Mapping[str, object], int]:
    """The header, and where the tensors begin. PackError where it is cut short or not strict JSON.

    Readers differ in which of two equal keys they keep, so a header with doubled keys is refused.
    """
    try:
        with path.open("rb") as stream:
            prefix = stream.read(8)
            size = struct.unpack("<Q", prefix)[0] if len(prefix) == 8 else 0
            header = stream.read(size) if 0 < size <= HEADER_LIMIT_BYTES else b""
    except OSError as error:
        raise PackError(f"{path} cannot be read ({error.strerror}): install the pack again.") from error
    if not header or len(header) < size:
        raise PackError(f"{path} is cut short or no safetensors file: install the pack again.")
    return parse_object(header, f"The header of {path}"), 8 + size


def check_tensor_file(path: Path, parameters: int | None = None, on_bytes: Callable[[int], None] | None = None) -> None:
    """PackError where a file is no sound safetensors file or holds a value that is not finite; the whole file is read.

    With `parameters`, also where it holds another number of values. `on_bytes` is told how many more were read, and may
    raise to stop it.
    """
    tensors, start = check_tensor_places(path)
    found = sum(one.values for one in tensors)
    if parameters is not None and found != parameters:
        raise PackError(f"{path} holds {found} numbers, the card says {parameters}: install the pack again.")
    for one in tensors:
        if one.dtype in EXPONENTS and not _is_finite(path, one, start, on_bytes or _nobody):
            raise PackError(
                f"{path}: the tensor {one.name!r} holds values that are not finite: install the pack again."
            )


def check_tensor_places(path: Path) -> tuple[list[StoredTensor], int]:
    """The tensors that the header names, and where the first begins; no value is read.

    PackError where they are not exactly what lies behind the header.
    """
    header, start = read_header(path)
    tensors = [_stored(path, header, name) for name in header if name != METADATA]
    _check_places(path, tensors, path.stat().st_size - start)
    return tensors, start


def _stored(path: Path, header: Mapping[str, object], name: str) -> StoredTensor:
    fields = Fields(header, f"The header of {path}").child(name)
    dtype, shape, places = fields.text("dtype"), fields.values.get("shape"), fields.values.get("data_offsets")
    if dtype not in BYTES_OF:
        fields.refuse("dtype", f"one of {', '.join(BYTES_OF)}", dtype)
    sizes, offsets = _whole_numbers(shape), _whole_numbers(places)
    if sizes is None or offsets is None or len(offsets) != 2:
        fields.refuse("shape", "whole numbers, as data_offsets", [shape, places])
    tensor = StoredTensor(name, dtype, math.prod(sizes), offsets[0], offsets[1])
    if tensor.end - tensor.begin != tensor.values * BYTES_OF[dtype]:
        fields.refuse("data_offsets", f"{tensor.values * BYTES_OF[dtype]} bytes apart", places)
    return tensor


def _whole_numbers(values: object) -> list[int] | None:
    if not isinstance(values, list):
        return None
    return values if all(type(one) is int and one >= 0 for one in values) else None


def _check_places(path: Path, tensors: list[StoredTensor], size: int) -> None:
    """Every byte behind the header belongs to exactly one tensor."""
    reached = 0
    for one in sorted(tensors, key=lambda one: (one.begin, one.end)):
        if one.begin != reached:
            raise PackError(f"{path}: its tensors overlap or leave gaps at {one.name!r}: install the pack again.")
        reached = one.end
    if reached != size:
        raise PackError(f"{path} has {size} bytes of values, its header says {reached}: install the pack again.")


def _nobody(_: int) -> None:
    """Nobody asked."""


def _is_finite(path: Path, tensor: StoredTensor, start: int, on_bytes: Callable[[int], None]) -> bool:
    kind, exponent = EXPONENTS[tensor.dtype]
    at, left = start + tensor.begin, tensor.values
    while left:
        block = np.fromfile(path, dtype=kind, count=min(left, BLOCK_VALUES), offset=at)
        if not len(block) or bool(np.any((block & exponent) == exponent)):
            return False
        on_bytes(block.nbytes)
        at, left = at + block.nbytes, left - len(block)
    return True
