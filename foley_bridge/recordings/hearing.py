"""A whole sound as a person is to hear it: its own rate, one or two channels, part by part."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from foley_bridge.recordings.decoding import Block, read_blocks
from foley_bridge.recordings.measures import mixed
from foley_bridge.recordings.records import UnusableError

CHANNELS_HEARD = 2
OVER_FULL_SCALE_MOST = 64.0  # what is beyond it is no sound


def heard_channels(sound: Any) -> int:
    """How many channels are heard: both of a pair; more are mixed, for nobody knows where they belong."""
    return int(sound.channels) if sound.channels <= CHANNELS_HEARD else 1


def heard_parts(sound: Any, samples_most: int) -> Iterator[Block]:
    """Parts (frame, channel), full scale 1. UnusableError where it is too long, or cannot be decoded."""
    if int(sound.frames) * heard_channels(sound) > samples_most:
        seconds = samples_most / heard_channels(sound) / sound.samplerate
        raise UnusableError(
            "too long",
            f"it lasts {sound.frames / sound.samplerate:.0f} s, and at most {seconds:.0f} s of such a file are "
            "played here; open it in another program",
        )
    for block in read_blocks(sound, 0, int(sound.frames)):
        part = block if block.shape[1] <= CHANNELS_HEARD else mixed(block)[:, None]
        yield np.ascontiguousarray(bounded(part), dtype="<f4")


def bounded(part: Block) -> Block:
    """Samples within 36 dB over full scale, as files of float samples may be. UnusableError where one is no number."""
    if not np.isfinite(part).all():
        raise UnusableError("no numbers", "it holds samples that are no numbers (NaN or infinite)")
    return np.clip(part, -OVER_FULL_SCALE_MOST, OVER_FULL_SCALE_MOST)
