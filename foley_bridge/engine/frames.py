"""Frames on the pipes between daemon and engine: a JSON header and raw bytes, both of bounded size; no pickle."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from foley_bridge.protocol.generation import MOST_RATE_HZ
from foley_models.errors import FoleyError
from foley_models.limits import SECONDS_MOST

MAGIC = b"FBf1"
HEADER_LIMIT_BYTES = 1 << 22  # which holds a recipe
BODY_LIMIT_BYTES = 3 * round(SECONDS_MOST * MOST_RATE_HZ)  # the longest 24-bit sound at the highest rate: 104 MB
_PREFIX = struct.Struct(">4sII")  # magic, bytes of the header, bytes of the body


class FrameError(FoleyError):
    """What came through a pipe is no frame."""


@dataclass(frozen=True)
class Frame:
    """One message: its header is a JSON object."""

    header: Mapping[str, Any]
    body: bytes = field(default=b"", repr=False)


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Write one frame and flush. FrameError where it is too large; OSError where nobody reads any more."""
    header = json.dumps(frame.header, separators=(",", ":")).encode()
    _check_sizes(len(header), len(frame.body))
    stream.write(_PREFIX.pack(MAGIC, len(header), len(frame.body)) + header + frame.body)
    stream.flush()


def read_frame(stream: BinaryIO) -> Frame | None:
    """The next frame of a buffered stream, None at its end. FrameError for anything else, also one cut short."""
    prefix = stream.read(_PREFIX.size)
    if not prefix:
        return None
    if len(prefix) < _PREFIX.size:
        raise FrameError(f"A frame was cut short after {len(prefix)} bytes.")
    magic, header_bytes, body_bytes = _PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise FrameError(f"A frame begins with {MAGIC!r}, not with {magic!r}.")
    _check_sizes(header_bytes, body_bytes)
    return Frame(_header(_exactly(stream, header_bytes)), _exactly(stream, body_bytes))


def _check_sizes(header_bytes: int, body_bytes: int) -> None:
    if header_bytes > HEADER_LIMIT_BYTES or body_bytes > BODY_LIMIT_BYTES:
        raise FrameError(
            f"A frame of {header_bytes} and {body_bytes} bytes; at most {HEADER_LIMIT_BYTES} and {BODY_LIMIT_BYTES}."
        )


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise FrameError(f"A frame was cut short: {len(data)} bytes where {size} were announced.")
    return data


def _header(data: bytes) -> dict[str, Any]:
    try:
        header = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"The header of a frame is no JSON: {data[:80]!r}.") from error
    if not isinstance(header, dict):
        raise FrameError(f"The header of a frame is no JSON object: {data[:80]!r}.")
    return header
