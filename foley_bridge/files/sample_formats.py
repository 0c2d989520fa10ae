"""Sample formats of WAV files, by libsndfile's names: how they are said in a file, and samples as their bytes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

# Of a sound that keeps its own format; every other kind (MP3, Vorbis, ...) is decoded to 32-bit floats.
SAMPLE_BYTES = {"PCM_U8": 1, "PCM_16": 2, "PCM_24": 3, "PCM_32": 4, "FLOAT": 4, "DOUBLE": 8}
DECODED = "FLOAT"
PCM_CODE, FLOAT_CODE = 1, 3
FULL_SCALE = 2.0**31  # of PCM as 32-bit integers


def delivered_subtype(subtype: str) -> str:
    """The format that a WAV file has for samples of a format without changing one of them."""
    return {"PCM_S8": "PCM_16"}.get(subtype, subtype if subtype in SAMPLE_BYTES else DECODED)


def format_code(subtype: str) -> int:
    """What a WAV file calls it."""
    return PCM_CODE if subtype.startswith("PCM_") else FLOAT_CODE


def bits_of(subtype: str) -> int:
    """Of one sample."""
    return 8 * SAMPLE_BYTES[subtype]


def as_floats(samples: NDArray[Any]) -> NDArray[np.float64]:
    """Samples as they are copied (recordings.copying), full scale 1."""
    return samples / FULL_SCALE if samples.dtype.kind == "i" else samples.astype(np.float64)


def as_samples(sound: NDArray[np.float64], like: NDArray[Any], subtype: str) -> NDArray[Any]:
    """Floats (frame, channel) as numbers of the kind of `like`, rounded to what the format can hold."""
    if like.dtype.kind != "i":
        return sound.astype(like.dtype)
    step = 2.0 ** (32 - bits_of(subtype))
    codes = np.clip(np.rint(sound * (FULL_SCALE / step)), -FULL_SCALE / step, FULL_SCALE / step - 1)
    return (codes.astype(np.int64) * int(step)).astype(np.int32)


def encode_samples(samples: NDArray[Any], subtype: str) -> bytes:
    """Samples (frame, channel) as the data of a WAV file; every bit that the format has is the one that is given."""
    if subtype in ("FLOAT", "DOUBLE"):
        return samples.astype("<f4" if subtype == "FLOAT" else "<f8").tobytes()
    size = SAMPLE_BYTES[subtype]
    if size == 1:
        return ((samples >> 24) + 128).astype(np.uint8).tobytes()
    return samples.astype("<i4").reshape(-1, 1).view(np.uint8)[:, 4 - size :].tobytes()


def decode_samples(data: bytes, channels: int, subtype: str) -> NDArray[np.float64]:
    """Floats (frame, channel), full scale 1, of the data of a WAV file; what is no whole frame is left out."""
    size = SAMPLE_BYTES[subtype]
    whole = np.frombuffer(data, np.uint8)[: len(data) // (size * channels) * size * channels]
    if subtype in ("FLOAT", "DOUBLE"):
        return whole.view("<f4" if subtype == "FLOAT" else "<f8").astype(np.float64).reshape(-1, channels)
    if size == 1:
        return ((whole.astype(np.float64) - 128.0) / 128.0).reshape(-1, channels)
    wide = np.zeros((len(whole) // size, 4), np.uint8)
    wide[:, 4 - size :] = whole.reshape(-1, size)
    return wide.view("<i4")[:, 0].reshape(-1, channels) / FULL_SCALE
