"""The process that opens sound files: `python -m foley_bridge.recordings.child`. What a file does to it ends here.

It answers frames on standard input by frames on standard output, one question at a time: `describe` (rate, channels,
length, hash and texts of a file), `measure` (of a piece), `read` (a piece as mono samples at a rate, in parts), `hear`
(all of it as it is heard, in parts) and `copy` (all of it bit for bit, in parts).
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from foley_bridge.engine.frames import Frame, FrameError, read_frame, write_frame
from foley_bridge.recordings.child_limits import limit_memory, limit_time
from foley_bridge.recordings.records import UnusableError

EXIT_OUT_OF_MEMORY = 3
_HASHED_BYTES = 1 << 20


def main() -> int:
    """Answer until the other side is gone."""
    answers = _own_output()
    _load_libraries()
    limit_memory()
    write_frame(answers, Frame({"kind": "ready"}))
    while (question := read_frame(sys.stdin.buffer)) is not None:
        limit_time(float(question.header["allowed_s"]))
        try:
            for frame in _answer(question.header):
                write_frame(answers, frame)
        except UnusableError as error:
            write_frame(answers, Frame({"kind": "unusable", "word": error.kind, "reason": str(error)}))
        except MemoryError:
            return EXIT_OUT_OF_MEMORY  # what is left in this process is in no state to go on
    return 0


def _own_output() -> BinaryIO:
    """Standard output, for frames alone: whatever a library prints goes to standard error from now on."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _load_libraries() -> None:
    """Before the limits are set, so that they count what files need and not what libraries do."""
    import numpy as np
    import soundfile  # noqa: F401
    import soxr

    soxr.resample(np.zeros(64, np.float32), 8000, 16000)


def _answer(question: Any) -> Iterator[Frame]:
    kind, path = question["kind"], str(question["path"])
    if kind == "describe":
        yield _describe(path)
    elif kind == "measure":
        yield _measure(path, question)
    elif kind == "read":
        yield from _read(path, question)
    elif kind == "hear":
        yield from _hear(path, question)
    elif kind == "copy":
        yield from _copy(path, question)
    else:
        raise FrameError(f"There is no question {kind!r}.")


def _describe(path: str) -> Frame:
    from foley_bridge.recordings.decoding import open_sound
    from foley_bridge.recordings.embedded_text import read_embedded
    from foley_bridge.recordings.local_file import open_plain

    with open_sound(path) as sound:
        facts = {"rate_hz": int(sound.samplerate), "channels": int(sound.channels), "frames": int(sound.frames)}
        subtype = str(sound.subtype)
    descriptor = open_plain(path)
    try:
        digest = hashlib.sha256()
        while data := os.read(descriptor, _HASHED_BYTES):
            digest.update(data)
        texts = read_embedded(descriptor).as_json()
    finally:
        os.close(descriptor)
    return Frame({"kind": "described", **facts, "subtype": subtype, "sha256": digest.hexdigest(), "texts": texts})


def _measure(path: str, question: Any) -> Frame:
    from foley_bridge.recordings.decoding import open_sound
    from foley_bridge.recordings.measures import measure

    with open_sound(path) as sound:
        measured = measure(sound, question["start_s"], question["end_s"], cut=bool(question["cut"]))
    return Frame({"kind": "measured", **measured.as_json()})


def _read(path: str, question: Any) -> Iterator[Frame]:
    from foley_bridge.recordings.decoding import open_sound
    from foley_bridge.recordings.mono import mono_parts

    with open_sound(path) as sound:
        for part in mono_parts(sound, question["start_s"], question["end_s"], int(question["rate_hz"])):
            yield Frame({"kind": "part"}, part.tobytes())
    yield Frame({"kind": "end"})


def _hear(path: str, question: Any) -> Iterator[Frame]:
    from foley_bridge.recordings.decoding import open_sound
    from foley_bridge.recordings.hearing import heard_channels, heard_parts

    with open_sound(path) as sound:
        for part in heard_parts(sound, int(question["samples_most"])):
            yield Frame({"kind": "part"}, part.tobytes())
        yield Frame({"kind": "end", "rate_hz": int(sound.samplerate), "channels": heard_channels(sound)})


def _copy(path: str, question: Any) -> Iterator[Frame]:
    from foley_bridge.recordings.copying import copied_parts, kind_of
    from foley_bridge.recordings.decoding import open_sound

    with open_sound(path) as sound:
        for part in copied_parts(sound, int(question["bytes_most"])):
            yield Frame({"kind": "part"}, part.tobytes())
        facts = {"rate_hz": int(sound.samplerate), "channels": int(sound.channels), "dtype": kind_of(sound.subtype)}
        yield Frame({"kind": "end", **facts, "loop": _is_loop(path, int(sound.frames))})


def _is_loop(path: str, frames: int) -> bool:
    from foley_bridge.files.smpl import is_loop
    from foley_bridge.recordings.local_file import open_plain

    with os.fdopen(open_plain(path), "rb") as stream:
        return is_loop(stream, frames)


if __name__ == "__main__":
    sys.exit(main())
