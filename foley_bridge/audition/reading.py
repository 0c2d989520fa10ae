"""Sound files for the ear and the eye: takes are decoded here, everything else in a process with limits."""

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.riff import find_chunks
from foley_bridge.recordings.decoding import RATE_LEAST_HZ, RATE_MOST_HZ
from foley_bridge.recordings.hearing import bounded
from foley_bridge.recordings.local_file import local_file, open_plain
from foley_bridge.recordings.reading import Reader
from foley_bridge.recordings.records import UnusableError
from foley_models.errors import RequestError

SAMPLES_MOST = 1 << 25  # of both channels: nearly 6 minutes of stereo at 48 kHz
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_FORMAT_BYTES_MOST = 64
_KIND_IN_EXTENSIBLE = 24  # where the subformat begins

Samples = NDArray[np.float32]


class UnplayableError(RequestError):
    """A file that cannot be played or shown; the text names it and says why."""


@dataclass(frozen=True)
class Sound:
    """A decoded file: samples (frame, channel) of one or two channels, full scale 1, at the file's own rate."""

    path: Path
    rate_hz: int
    samples: Samples = field(repr=False)

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / self.rate_hz


class SoundReader:
    """Reads one sound at a time; threads wait for one another only over files that are no plain WAV."""

    def __init__(self, *, command: Sequence[str] | None = None) -> None:
        """`command` starts the process that other files are decoded in; it is started when the first one comes."""
        self._reader = Reader(command=command)

    def read(self, path: Path) -> Sound:
        """The sound of a file. UnplayableError names what is wrong with it."""
        try:
            return read_plain_wav(path) or self._read_other(path)
        except UnusableError as error:
            raise UnplayableError(f"{path.name} cannot be played: {error} ({path.parent}).") from error

    def rest(self) -> None:
        """End the process until it is needed again."""
        self._reader.close()

    def _read_other(self, path: Path) -> Sound:
        samples, rate_hz = self._reader.hear(path, SAMPLES_MOST)
        return Sound(path, rate_hz, samples)


def read_plain_wav(path: Path) -> Sound | None:
    """The sound of a mono or stereo PCM or float WAV file, as takes are, with no library; None for any other file.

    UnusableError where it is such a file and yet cannot be used.
    """
    with os.fdopen(open_plain(str(local_file(path))), "rb") as stream:
        try:
            found = find_chunks(stream, {b"fmt ": _FORMAT_BYTES_MOST, b"data": SAMPLES_MOST * 4})
        except ValueError:
            return None  # the decoder knows more, and says it better
        except OSError as error:
            raise UnusableError("unreadable", f"it cannot be read ({error.strerror})") from error
    known = _known_format(found.get(b"fmt ", b""))
    if known is None or not found.get(b"data"):
        return None
    channels, rate_hz, code = known
    samples = _decoded(found[b"data"], code)
    samples = samples[: len(samples) // channels * channels].reshape(-1, channels)
    if samples.size > SAMPLES_MOST:
        return None
    return Sound(path, rate_hz, bounded(samples))


def _known_format(data: bytes) -> tuple[int, int, str] | None:
    """Channels, rate and one of i2, i3, i4, f4; None where it is none of those."""
    if len(data) < 16:
        return None
    kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", data)
    if kind == _EXTENSIBLE and len(data) >= _KIND_IN_EXTENSIBLE + 2:
        (kind,) = struct.unpack_from("<H", data, _KIND_IN_EXTENSIBLE)
    code = {(_PCM, 16): "i2", (_PCM, 24): "i3", (_PCM, 32): "i4", (_FLOAT, 32): "f4"}.get((kind, bits))
    if code is None or channels not in (1, 2) or not RATE_LEAST_HZ <= rate_hz <= RATE_MOST_HZ:
        return None
    return channels, rate_hz, code


def _decoded(data: bytes, code: str) -> Samples:
    width = int(code[1])
    data = data[: len(data) // width * width]
    if code == "f4":
        return np.frombuffer(data, "<f4")
    if code == "i3":
        wide = np.zeros((len(data) // 3, 4), np.uint8)
        wide[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        return _scaled(wide.view("<i4")[:, 0], 32)
    return _scaled(np.frombuffer(data, f"<{code}"), 8 * width)


def _scaled(codes: NDArray[Any], bits: int) -> Samples:
    samples: Samples = codes.astype(np.float32)
    samples *= np.float32(2.0 ** (1 - bits))
    return samples
