"""24-bit PCM WAV files in memory: one mono sound in, the bytes of its file out."""

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.riff import chunk, chunk_head, padding
from foley_bridge.files.sample_formats import SAMPLE_BYTES, bits_of, format_code
from foley_models.errors import FoleyError

BITS = 24
FRAME_BYTES = BITS // 8
FULL_SCALE = (1 << (BITS - 1)) - 1
CEILING = 10 ** (-0.1 / 20)  # where a sound that would clip is turned down to: 0.1 dB below full scale
_PIECE_SAMPLES = 1 << 18  # encoded at a time: three minutes take no more memory than seconds


def guard_gain(waveform: NDArray[np.float64]) -> float:
    """The factor, at most 1, that keeps a waveform (sample,) or (sample, channel) from clipping."""
    peak = max(float(np.max(waveform, initial=0.0)), -float(np.min(waveform, initial=0.0)))
    return CEILING / peak if peak > 1.0 else 1.0


def encode_pcm(waveform: NDArray[np.float64]) -> bytes:
    """24-bit little-endian PCM of a waveform (sample,) or (sample, channel) in [-1, 1].

    Raises FoleyError where a sample is not a number or out of range: as PCM it would become a loud click.
    """
    if not np.isfinite(waveform).all():
        raise FoleyError("The sound has samples that are not numbers, so it cannot be written as WAV.")
    if max(np.max(waveform, initial=0.0), -np.min(waveform, initial=0.0)) > 1.0:
        raise FoleyError("The sound goes beyond full scale: turn it down before it is written as WAV.")
    pieces = (waveform[first : first + _PIECE_SAMPLES] for first in range(0, len(waveform), _PIECE_SAMPLES))
    return b"".join(_encoded(piece) for piece in pieces)


def _encoded(piece: NDArray[np.float64]) -> bytes:
    codes = np.ascontiguousarray(np.rint(piece * FULL_SCALE).astype("<i4")).reshape(-1)
    return codes.view(np.uint8).reshape(-1, 4)[:, :FRAME_BYTES].tobytes()


def decode_pcm(pcm: bytes) -> NDArray[np.float64]:
    """The waveform (sample,) in [-1, 1] of mono 24-bit little-endian PCM. FoleyError where a sample is incomplete."""
    if len(pcm) % FRAME_BYTES:
        raise FoleyError(f"{len(pcm)} bytes are no whole number of 24-bit samples.")
    wide = np.zeros((len(pcm) // FRAME_BYTES, 4), np.uint8)
    wide[:, 1:] = np.frombuffer(pcm, np.uint8).reshape(-1, FRAME_BYTES)
    codes: NDArray[np.int32] = wide.view("<i4")[:, 0] >> 8
    return codes / FULL_SCALE


def encode_wav(waveform: NDArray[np.float64], rate_hz: int) -> bytes:
    """The bytes of a mono 24-bit WAV file of a waveform (sample,) in [-1, 1]; errors as those of `encode_pcm`."""
    return wrap_pcm(encode_pcm(waveform), rate_hz)


def wrap_pcm(pcm: bytes, rate_hz: int) -> bytes:
    """The bytes of a mono 24-bit WAV file of PCM as it is."""
    return b"".join(wav_parts(pcm, rate_hz))


@dataclass(frozen=True)
class SampleFormat:
    """Channels and kind of samples of a file; what is generated has 24 bits, and of most packs one channel."""

    channels: int = 1
    subtype: str = "PCM_24"

    @property
    def frame_bytes(self) -> int:
        """Of one sample of each channel."""
        return self.channels * SAMPLE_BYTES[self.subtype]


GENERATED = SampleFormat()


def wav_parts(
    pcm: bytes, rate_hz: int, *, form: SampleFormat = GENERATED, before_data: bytes = b"", after_data: bytes = b""
) -> tuple[bytes, ...]:
    """A WAV file of samples as they are, which are one of the parts and not copied; with further chunks around them.

    The format always comes first: small readers look for it at its usual offset.
    """
    head = b"WAVE" + chunk(b"fmt ", _format(rate_hz, form)) + before_data + chunk_head(b"data", len(pcm))
    tail = padding(len(pcm)) + after_data
    size_bytes = len(head) + len(pcm) + len(tail)
    return chunk_head(b"RIFF", size_bytes) + head, pcm, tail + padding(size_bytes)


def _format(rate_hz: int, form: SampleFormat) -> bytes:
    code, size = format_code(form.subtype), form.frame_bytes
    return struct.pack("<HHIIHH", code, form.channels, rate_hz, rate_hz * size, size, bits_of(form.subtype))
