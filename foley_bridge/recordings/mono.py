"""A piece of a sound as mono samples at another rate, block by block, so that length takes no memory."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from foley_bridge.recordings.decoding import (
    FRAMES_MOST,
    RATE_LEAST_HZ,
    RATE_MOST_HZ,
    Block,
    piece_of,
    read_blocks,
)
from foley_bridge.recordings.measures import mixed
from foley_bridge.recordings.records import UnusableError

QUALITY = "HQ"  # what the embedded pack's own recordings were resampled with


def mono_parts(sound: Any, start_s: float, end_s: float | None, rate_hz: int) -> Iterator[Block]:
    """Parts (sample,) of the mono mix at `rate_hz`, within [-1, 1]: what a filter swings over is cut there.

    The piece may end after the file does, which the check has allowed or refused. UnusableError where it cannot be
    decoded or would be too long at that rate.
    """
    first, count = piece_of(sound, start_s, end_s, cut=True)
    from_hz = int(sound.samplerate)
    if not RATE_LEAST_HZ <= rate_hz <= RATE_MOST_HZ:
        raise UnusableError("rate", f"it was asked for at {rate_hz} Hz, which is no rate of a sound")
    if count * rate_hz > FRAMES_MOST * from_hz:
        raise UnusableError("too long", f"at {rate_hz} Hz it would have more than {FRAMES_MOST} samples")
    blocks = (mixed(block) for block in read_blocks(sound, first, count))
    for part in blocks if from_hz == rate_hz else _resampled(blocks, from_hz, rate_hz):
        if not np.isfinite(part).all():
            raise UnusableError("no numbers", "it holds samples that are no numbers (NaN or infinite)")
        yield np.ascontiguousarray(np.clip(part, -1.0, 1.0), dtype="<f4")


def _resampled(blocks: Iterator[Block], from_hz: int, to_hz: int) -> Iterator[Block]:
    import soxr

    stream = soxr.ResampleStream(from_hz, to_hz, 1, dtype="float32", quality=QUALITY)
    for block in blocks:
        yield stream.resample_chunk(block)
    yield stream.resample_chunk(np.zeros(0, np.float32), last=True)
