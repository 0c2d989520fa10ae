"""Parts written as safetensors tensor by tensor: bit for bit as they were, hashed on the way, never whole in memory."""

import hashlib
import json
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor

from foley_models.card import FileEntry
from foley_models.errors import PackError

ALIGNED_BYTES = 8
_NAMES = {
    torch.float32: "F32",
    torch.float16: "F16",
    torch.bfloat16: "BF16",
    torch.int64: "I64",
    torch.int32: "I32",
    torch.uint8: "U8",
    torch.bool: "BOOL",
}


def write_tensors(tensors: Mapping[str, Tensor], path: Path, on_bytes: Callable[[int], None]) -> FileEntry:
    """Write a part; what the card says of its file. OSError where the disk refuses, PackError for an odd dtype.

    64-bit fractions become 32-bit ones, all else stays as it is. `on_bytes` hears of each tensor.
    """
    kept = {name: _storable(name, value) for name, value in tensors.items()}
    order = sorted(kept, key=lambda name: (-kept[name].element_size(), name))  # so that each begins aligned
    digest = hashlib.sha256()
    with path.open("xb") as stream:
        for data in _blocks(kept, order):
            stream.write(data)
            digest.update(data)
            on_bytes(len(data))
    return FileEntry(path.name, digest.hexdigest(), path.stat().st_size, sum(value.numel() for value in kept.values()))


def bytes_of(tensors: Mapping[str, Tensor]) -> int:
    """About how large a part's file becomes."""
    return sum(_storable_bytes(value) * value.numel() for value in tensors.values())


def _storable_bytes(value: Tensor) -> int:
    return 4 if value.dtype == torch.float64 else value.element_size()


def _storable(name: str, value: Tensor) -> Tensor:
    plain = value.float() if value.dtype == torch.float64 else value
    if plain.dtype not in _NAMES:
        raise PackError(f"The tensor {name!r} is of the kind {value.dtype}, which no published checkpoint has.")
    return plain


def _blocks(tensors: Mapping[str, Tensor], order: list[str]) -> Iterator[bytes]:
    yield _header(tensors, order)
    for name in order:
        yield _raw(tensors[name])


def _header(tensors: Mapping[str, Tensor], order: list[str]) -> bytes:
    entries, at = dict[str, object](), 0
    for name in order:
        value = tensors[name]
        end = at + value.numel() * value.element_size()
        entries[name] = {"dtype": _NAMES[value.dtype], "shape": list(value.shape), "data_offsets": [at, end]}
        at = end
    text = json.dumps(entries, separators=(",", ":")).encode()
    text += b" " * (-len(text) % ALIGNED_BYTES)
    return struct.pack("<Q", len(text)) + text


def _raw(value: Tensor) -> bytes:
    return value.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes() if value.numel() else b""
