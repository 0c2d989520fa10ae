"""Pieces of sound files mixed into one file, each at its place to the sample; memory does not grow with the length."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from foley_bridge.files.disk_errors import explained
from foley_models.errors import DestinationError, RequestError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEM_MOST_S = 6 * 3600.0
SAMPLES_MOST = ((1 << 32) - 4096) // 3  # of 24 bits, in a file whose sizes have 32
_BLOCK_SAMPLES = 1 << 20
_CEILING = 10 ** (-0.1 / 20)


@dataclass(frozen=True)
class Piece:
    """`length_s` of a file from `offset_s` on, heard from `place_s` on; `rate` is how fast, pitch going with it."""

    file: Path
    place_s: float
    length_s: float  # as heard
    gain_db: float = 0.0
    offset_s: float = 0.0
    rate: float = 1.0
    fades_s: tuple[float, float] = (0.0, 0.0)


def write_stem(path: Path, pieces: Sequence[Piece], *, rate_hz: int) -> float:
    """Write a file of 24 bits from the project's zero on, and return the gain in dB that keeps it from clipping.

    It is mono; where a piece is of a file with more channels, it is stereo, and what is mono sounds in the middle.
    An older file of the name is replaced once the new one is whole. RequestError for one longer than STEM_MOST_S, or
    where a piece cannot be read any more; DestinationError, DiskFullError.
    """
    import numpy as np

    end_s = max(one.place_s + one.length_s for one in pieces)
    if end_s > STEM_MOST_S:
        raise RequestError(
            f"{path.stem!r} would end after {end_s / 3600:.1f} hours, more than {STEM_MOST_S / 3600:g}: see its times."
        )
    samples = max(round(one.place_s * rate_hz) + round(one.length_s * rate_hz) for one in pieces)
    channels = max(_channels(one.file) for one in pieces)
    if samples * channels > SAMPLES_MOST:
        raise RequestError(f"{path.stem!r} would be larger than a WAV file can be: choose a lower rate than {rate_hz}.")
    with explained(path):
        path.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent) as room:
            _reserve(room, samples * channels * 4)
            mix = np.memmap(room, dtype=np.float32, mode="r+", shape=(samples, channels))
            for piece in pieces:
                sound = _heard(piece, rate_hz, channels)
                start = round(piece.place_s * rate_hz)
                mix[start : start + len(sound)] += sound[: samples - start]
            return _publish(path, mix, rate_hz)


def _reserve(room: IO[bytes], size_bytes: int) -> None:
    """Fill the room with zeros: where the disk is full that is an error now, and no signal when the map is written."""
    for at in range(0, size_bytes, _BLOCK_SAMPLES):
        room.write(bytes(min(_BLOCK_SAMPLES, size_bytes - at)))
    room.flush()


def _channels(file: Path) -> int:
    """Of a stem with this file in it: one, or two where the file has more."""
    import soundfile

    try:
        return min(2, int(soundfile.info(file).channels))
    except (OSError, soundfile.LibsndfileError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> RequestError:
    return RequestError(f"{file} cannot be read any more ({error}): run the same command again.")


def _heard(piece: Piece, rate_hz: int, channels: int) -> "NDArray[np.float32]":
    """What is heard of a piece (sample, channel), at the stem's rate, with gain and fades."""
    import numpy as np

    length = round(piece.length_s * rate_hz)
    sound = _read(piece, rate_hz, channels)[:length] * 10 ** (piece.gain_db / 20)
    for fade_s, ramp in zip(piece.fades_s, (slice(None), slice(None, None, -1)), strict=True):
        size = min(len(sound), round(fade_s * rate_hz))
        sound[ramp][:size] *= (np.arange(size) / max(1, size))[:, None]
    return sound.astype(np.float32)


def _read(piece: Piece, rate_hz: int, channels: int) -> "NDArray[np.float64]":
    import numpy as np
    import soundfile

    try:
        with soundfile.SoundFile(piece.file) as source:
            own_hz = source.samplerate
            source.seek(min(source.frames, round(piece.offset_s * own_hz)))
            frames = source.read(round(piece.length_s * piece.rate * own_hz) + 1, dtype="float64", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise _unreadable(piece.file, error) from error
    heard: NDArray[np.float64] = frames
    if frames.shape[1] != channels:  # nobody knows where more than two belong
        heard = np.repeat(frames.mean(axis=1, keepdims=True), channels, axis=1)
    if own_hz == rate_hz and piece.rate == 1.0:
        return heard
    import soxr

    turned: NDArray[np.float64] = soxr.resample(heard, own_hz * piece.rate, rate_hz, quality="HQ")
    return turned


def _publish(path: Path, mix: Any, rate_hz: int) -> float:
    """Turn down what would clip, write beside the final name, and give it its name."""
    import numpy as np
    import soundfile

    blocks = range(0, len(mix), _BLOCK_SAMPLES)
    peak = max(float(np.abs(mix[at : at + _BLOCK_SAMPLES]).max()) for at in blocks)
    gain = _CEILING / peak if peak > 1.0 else 1.0
    half = path.with_name(f".{path.name}.part")
    try:
        with soundfile.SoundFile(half, "w", rate_hz, mix.shape[1], subtype="PCM_24", format="WAV") as out:
            for at in blocks:
                out.write(mix[at : at + _BLOCK_SAMPLES] * gain)
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.replace(path)
    except soundfile.LibsndfileError as error:
        raise DestinationError(f"{path} cannot be written ({error}): free space, or choose another folder.") from error
    finally:
        half.unlink(missing_ok=True)
    return 20 * float(np.log10(gain))
