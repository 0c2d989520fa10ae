"""RIFF chunks: written, and found again in files that may be anything."""

import struct
from typing import BinaryIO

CHUNKS_MOST = 64  # sound files have a handful


def chunk(name: bytes, data: bytes) -> bytes:
    """A RIFF chunk; one of odd length is followed by a zero that its length does not count."""
    return chunk_head(name, len(data)) + data + padding(len(data))


def chunk_head(name: bytes, size_bytes: int) -> bytes:
    """What comes before the data of a chunk."""
    return name + struct.pack("<I", size_bytes)


def padding(size_bytes: int) -> bytes:
    """What comes after the data of a chunk."""
    return b"\0" * (size_bytes % 2)


def find_chunks(stream: BinaryIO, wanted: dict[bytes, int]) -> dict[bytes, bytes]:
    """The first chunk of each wanted name in a WAV file: name -> its data; `wanted` says how many bytes are read.

    Sizes in the file are believed only as far as the bytes are there. ValueError, in words that end a sentence, where
    it is no WAV file, or a wanted chunk is cut off or larger than `wanted` allows.
    """
    head = stream.read(12)
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise ValueError("it is no WAV file")
    found: dict[bytes, bytes] = {}
    for _ in range(CHUNKS_MOST):
        header = stream.read(8)
        if len(header) < 8:
            return found
        name, size = struct.unpack("<4sI", header)
        if name in wanted and name not in found:
            found[name] = _read(stream, name, size, most=wanted[name])
            stream.seek(size % 2, 1)
        else:
            stream.seek(size + size % 2, 1)
    raise ValueError(f"it has more than {CHUNKS_MOST} chunks")


def _read(stream: BinaryIO, name: bytes, size: int, *, most: int) -> bytes:
    shown = name.decode("latin-1")
    if size > most:
        raise ValueError(f"its chunk {shown!r} claims {size} bytes, more than {most} are not read")
    data = stream.read(size)
    if len(data) < size:
        raise ValueError(f"its chunk {shown!r} is cut off")
    return data
