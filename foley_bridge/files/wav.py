"""24-bit PCM WAV files in memory: one mono sound in, the bytes of its file out."""

import struct

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import FoleyError

BITS = 24
FULL_SCALE = (1 << (BITS - 1)) - 1
CEILING = 10 ** (-0.1 / 20)  # where a sound that would clip is turned down to: 0.1 dB below full scale
_PCM = 1


def guard_gain(waveform: NDArray[np.float64]) -> float:
    """The factor, at most 1, that keeps a waveform (sample,) from clipping."""
    peak = float(np.max(np.abs(waveform), initial=0.0))
    return CEILING / peak if peak > 1.0 else 1.0


def encode_wav(waveform: NDArray[np.float64], rate_hz: int) -> bytes:
    """The bytes of a mono 24-bit WAV file of a waveform (sample,) in [-1, 1].

    Raises FoleyError where a sample is not a number or out of range: as PCM it would become a loud click.
    """
    if not np.isfinite(waveform).all():
        raise FoleyError("The sound has samples that are not numbers, so it cannot be written as WAV.")
    if np.max(np.abs(waveform), initial=0.0) > 1.0:
        raise FoleyError("The sound goes beyond full scale: turn it down before it is written as WAV.")
    codes = np.rint(waveform * FULL_SCALE).astype("<i4")
    data = codes.view(np.uint8).reshape(-1, 4)[:, : BITS // 8].tobytes()
    body = b"WAVE" + _chunk(b"fmt ", _format(rate_hz)) + _chunk(b"data", data)
    return _chunk(b"RIFF", body)


def _format(rate_hz: int) -> bytes:
    channels, frame_bytes = 1, BITS // 8
    return struct.pack("<HHIIHH", _PCM, channels, rate_hz, rate_hz * frame_bytes, frame_bytes, BITS)


def _chunk(name: bytes, data: bytes) -> bytes:
    """A RIFF chunk; one of odd length is followed by a zero that its length does not count."""
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
