"""Sound files decoded in blocks, in the reading process only: bounded by what is there, never by what a header says."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foley_bridge.recordings.local_file import open_plain
from foley_bridge.recordings.records import UnusableError

CHANNELS_MOST = 8
RATE_LEAST_HZ, RATE_MOST_HZ = 8_000, 192_000
FRAMES_MOST = 50_000_000  # of a piece: 17 minutes at 48 kHz
BLOCK_FRAMES = 65_536
EDGE_S = 0.001  # hosts and lists round their points to a millisecond
_HEAD_BYTES = 12
_LOSSY = ("MP3", "OGG")  # their headers only estimate a length
Block = NDArray[np.float32]


@contextmanager
def open_sound(path: str) -> Iterator[Any]:
    """An open soundfile.SoundFile whose rate, channels and length are within the limits. UnusableError otherwise."""
    import soundfile

    descriptor = open_plain(path)
    try:
        _check_head(os.read(descriptor, _HEAD_BYTES))
        os.lseek(descriptor, 0, os.SEEK_SET)
        # Windows' descriptors belong to one C library, which need not be libsndfile's.
        source: Any = path if os.name == "nt" else descriptor
        try:
            with soundfile.SoundFile(source, **({} if os.name == "nt" else {"closefd": False})) as sound:
                _check_format(sound)
                yield sound
        except (soundfile.SoundFileError, ValueError, TypeError) as error:
            raise UnusableError("unreadable", f"it cannot be decoded: {_words(error)}") from error
    finally:
        os.close(descriptor)


def piece_of(sound: Any, start_s: float, end_s: float | None, *, cut: bool) -> tuple[int, int]:
    """First frame and number of frames of a piece; `cut` lets it end where the file does. UnusableError otherwise."""
    rate_hz, frames = int(sound.samplerate), int(sound.frames)
    length_s = frames / rate_hz
    if end_s is not None and end_s <= start_s:
        raise UnusableError("piece", f"its end at {end_s:g} s is not after its start at {start_s:g} s")
    if start_s < 0 or start_s >= length_s:
        raise UnusableError("piece", f"its start at {start_s:g} s is outside the file, which lasts {length_s:.3f} s")
    if end_s is not None and end_s > length_s + EDGE_S and not cut:
        raise UnusableError("piece", f"its end at {end_s:g} s is outside the file, which lasts {length_s:.3f} s")
    first = min(round(start_s * rate_hz), frames - 1)
    last = frames if end_s is None else min(round(end_s * rate_hz), frames)
    _check_length(last - first, rate_hz)
    return first, max(last - first, 1)


def read_blocks(sound: Any, first: int, count: int) -> Iterator[Block]:
    """Blocks (frame, channel) of a piece. UnusableError where less is there than the header promises."""
    sound.seek(first)
    left = count
    while left > 0:
        block: Block = sound.read(min(left, BLOCK_FRAMES), dtype="float32", always_2d=True)
        if len(block) == 0:
            break
        left -= len(block)
        yield block
    if left > 0 and (sound.format not in _LOSSY or left > count // 2):
        there_s, promised_s = (count - left) / sound.samplerate, count / sound.samplerate
        raise UnusableError("cut off", f"it is cut off: {promised_s:.3f} s are promised, {there_s:.3f} s are there")


def _check_head(head: bytes) -> None:
    """Only kinds of files that people keep sounds in reach the decoder, which knows many more."""
    known = (b"RIFF", b"RIFX", b"RF64", b"riff", b"fLaC", b"OggS", b"FORM", b"caff", b".snd", b"dns.", b"ID3")
    mp3 = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0
    if not mp3 and not head.startswith(known):
        raise UnusableError("no sound", "it holds no sound: it does not begin like a WAV, FLAC, AIFF, OGG or MP3 file")


def _check_format(sound: Any) -> None:
    channels, rate_hz = int(sound.channels), int(sound.samplerate)
    if not 1 <= channels <= CHANNELS_MOST:
        raise UnusableError("channels", f"it has {channels} channels, and at most {CHANNELS_MOST} are read")
    if not RATE_LEAST_HZ <= rate_hz <= RATE_MOST_HZ:
        raise UnusableError(
            "rate", f"its rate is {rate_hz} Hz, and from {RATE_LEAST_HZ} to {RATE_MOST_HZ} Hz can be used"
        )
    if sound.frames <= 0:
        raise UnusableError("empty", "it holds no samples: its length is zero")


def _check_length(frames: int, rate_hz: int) -> None:
    if frames > FRAMES_MOST:
        raise UnusableError(
            "too long",
            f"it is {_duration(frames / rate_hz)} long by its header, and at most {FRAMES_MOST // 1_000_000} million "
            f"samples a channel ({_duration(FRAMES_MOST / rate_hz)} at {rate_hz} Hz) are taken at once; cut it, or "
            "give pieces of it with start and end",
        )


def _duration(seconds: float) -> str:
    if seconds >= 3600 * 1000:
        return f"{seconds / 3600:.3g} hours"
    if seconds >= 3600:
        return f"{seconds / 3600:.1f} hours"
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.3g} s"


def _words(error: Exception) -> str:
    """What the library says, without the name it was given and without a second sentence."""
    text = str(getattr(error, "error_string", "") or error).strip()
    return text.rstrip(".")[:200] or "the library does not say why"
