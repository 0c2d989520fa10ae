"""The `smpl` chunk: where a sampler, a game engine or an audio editor reads that a sound is to be looped, and where."""

import struct

UNITY_NOTE = 60  # middle C plays it at its own pitch
_FORWARD, _FOR_EVER = 0, 0
_NANOSECONDS = 1_000_000_000


def loop_data(samples: int, rate_hz: int) -> bytes:
    """The chunk's data for a sound of so many samples that is one loop from its first sample to its last."""
    loops, further_bytes = 1, 0
    head = (0, 0, round(_NANOSECONDS / rate_hz), UNITY_NOTE, 0, 0, 0, loops, further_bytes)
    loop = (0, _FORWARD, 0, samples - 1, 0, _FOR_EVER)  # the last sample belongs to it
    return struct.pack("<9I", *head) + struct.pack("<6I", *loop)
