"""A whole sound bit for bit, as numbers: what is not to be changed must not go through any other kind of number."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foley_bridge.recordings.decoding import BLOCK_FRAMES
from foley_bridge.recordings.records import UnusableError

NUMBERS = {"int32": "<i4", "float32": "<f4", "float64": "<f8"}


def kind_of(subtype: str) -> str:
    """The numbers that hold samples of a format: PCM as the upper bits of 32, what is lossy as 32-bit floats."""
    if subtype.startswith("PCM_"):
        return "int32"
    return "float64" if subtype == "DOUBLE" else "float32"


def copied_parts(sound: Any, bytes_most: int) -> Iterator[NDArray[Any]]:
    """Parts (frame, channel). UnusableError where it is longer than that, cut off, or holds what is no number."""
    kind, frames = kind_of(sound.subtype), int(sound.frames)
    if frames * int(sound.channels) * np.dtype(kind).itemsize > bytes_most:
        raise UnusableError("too long", f"it lasts {frames / sound.samplerate:.0f} s, which is too long to be filled")
    left = frames
    while left > 0:
        part = sound.read(min(left, BLOCK_FRAMES), dtype=kind, always_2d=True)
        if len(part) == 0:
            raise UnusableError("cut off", f"it is cut off: {frames} frames are promised, {frames - left} are there")
        if kind != "int32" and not np.isfinite(part).all():
            raise UnusableError("no numbers", "it holds samples that are no numbers (NaN or infinite)")
        left -= len(part)
        yield np.ascontiguousarray(part, dtype=NUMBERS[kind])
