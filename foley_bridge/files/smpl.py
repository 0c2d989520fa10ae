"""The `smpl` chunk: where a sampler, a game engine or an audio editor reads that a sound is to be looped, and where."""

import struct
from typing import BinaryIO

from foley_bridge.files.riff import find_chunks

DATA_BYTES_MOST = 1 << 16
UNITY_NOTE = 60  # middle C plays it at its own pitch
_FORWARD, _FOR_EVER = 0, 0
_NANOSECONDS = 1_000_000_000
_HEAD_BYTES, _COUNT_AT = 36, 28


def loop_data(samples: int, rate_hz: int) -> bytes:
    """The chunk's data for a sound of so many samples that is one loop from its first sample to its last."""
    loops, further_bytes = 1, 0
    head = (0, 0, round(_NANOSECONDS / rate_hz), UNITY_NOTE, 0, 0, 0, loops, further_bytes)
    loop = (0, _FORWARD, 0, samples - 1, 0, _FOR_EVER)  # the last sample belongs to it
    return struct.pack("<9I", *head) + struct.pack("<6I", *loop)


def is_loop(stream: BinaryIO, frames: int) -> bool:
    """Whether a file is a WAV file that says it is one loop from the first of its frames to the last."""
    try:
        data = find_chunks(stream, {b"smpl": DATA_BYTES_MOST}).get(b"smpl", b"")
        loops = struct.unpack_from("<I", data, _COUNT_AT)[0]
        _, kind, first, last, _, _ = struct.unpack_from("<6I", data, _HEAD_BYTES)
    except (ValueError, struct.error):
        return False
    return bool(loops == 1 and kind == _FORWARD and first == 0 and last == frames - 1)
