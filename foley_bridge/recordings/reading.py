"""Sound files read through a process with limits: whatever a file is, the one that asks gets an answer or a reason."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foley_bridge.engine.frames import Frame
from foley_bridge.recordings.copying import NUMBERS
from foley_bridge.recordings.decoding import FRAMES_MOST
from foley_bridge.recordings.embedded_text import EmbeddedText
from foley_bridge.recordings.local_file import local_file
from foley_bridge.recordings.measures import Measured
from foley_bridge.recordings.reading_process import ReadingProcess, child_command
from foley_bridge.recordings.records import Take, UnusableError
from foley_models.errors import RequestError
from foley_models.training.clips import Clip

ALLOWED_S = 60.0
READ_BYTES_PER_S = 20e6  # a large file on a slow disk is given its time
_DEADLY = ("crash", "memory", "too slow")  # after these the process is another one


@dataclass(frozen=True)
class FileFacts:
    """Of a whole file."""

    path: Path  # links followed
    sha256: str
    rate_hz: int
    channels: int
    frames: int
    subtype: str  # as libsndfile names sample formats: PCM_16, FLOAT, ...
    texts: EmbeddedText

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.frames / self.rate_hz


@dataclass(frozen=True)
class Copied:
    """All samples (frame, channel) of a file bit for bit: int32 whose upper bits are PCM's, or floats."""

    samples: NDArray[Any]
    rate_hz: int
    loop: bool = False  # whether the file says that all of it is one


class Reader:
    """Asks one long-lived process, which is replaced when a file was its end. Threads wait for one another."""

    def __init__(self, *, allowed_s: float = ALLOWED_S, command: Sequence[str] | None = None) -> None:
        """`allowed_s` seconds for each question, and more for large files."""
        self.deaths = 0  # how often the process ended over a file, or had to be ended
        self._command = tuple(command or child_command())
        self._allowed_s = allowed_s
        self._process: ReadingProcess | None = None
        self._asking = threading.Lock()
        self._known: dict[tuple[Path, int, int], FileFacts] = {}

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Of the process, where one is running."""
        return self._process.pid if self._process else None

    def describe(self, path: Path) -> FileFacts:
        """What a file is; asked once as long as it stays as it is. UnusableError with the reason."""
        file = local_file(path)
        try:
            status = file.stat()
        except OSError as error:
            raise UnusableError("missing", "it is not there (any more)") from error
        key = (file, status.st_mtime_ns, status.st_size)
        if key not in self._known:
            header = self._ask_one({"kind": "describe", "path": str(file)}, status.st_size).header
            self._known[key] = _facts(file, header)
        return self._known[key]

    def measure(self, take: Take) -> Measured:
        """What a piece sounds like in numbers. UnusableError with the reason."""
        file = local_file(take.path)
        question = {"kind": "measure", "start_s": take.start_s, "end_s": take.end_s, "cut": take.cut_to_file}
        header = dict(self._ask_one({**question, "path": str(file)}, _size(file)).header)
        del header["kind"]
        return Measured.from_json(header)

    def read_mono(self, path: Path, start_s: float, end_s: float | None, rate_hz: int) -> NDArray[np.float32]:
        """Mono samples (sample,) in [-1, 1] of a piece at `rate_hz`. UnusableError with the reason as a clause."""
        file = local_file(path)
        question = {"kind": "read", "path": str(file), "start_s": start_s, "end_s": end_s, "rate_hz": rate_hz}
        frames = self._ask(question, _size(file))
        parts = [np.frombuffer(frame.body, dtype="<f4") for frame in frames if frame.header["kind"] == "part"]
        samples: NDArray[np.float32] = np.concatenate(parts or [np.zeros(0, np.float32)]).astype(np.float32, copy=False)
        return samples

    def hear(self, path: Path, samples_most: int) -> tuple[NDArray[np.float32], int]:
        """Samples (frame, channel) of one or two channels, all of a file at its own rate, and that rate in Hz.

        UnusableError with the reason as a clause, also where it has more than `samples_most` samples.
        """
        file = local_file(path)
        *parts, end = self._ask({"kind": "hear", "path": str(file), "samples_most": samples_most}, _size(file))
        joined = b"".join(part.body for part in parts)
        samples: NDArray[np.float32] = np.frombuffer(joined, dtype="<f4").reshape(-1, end.header["channels"])
        return samples, int(end.header["rate_hz"])

    def copy(self, path: Path, bytes_most: int) -> Copied:
        """All of a file bit for bit. UnusableError with the reason as a clause, also where it takes more bytes."""
        file = local_file(path)
        *parts, end = self._ask({"kind": "copy", "path": str(file), "bytes_most": bytes_most}, _size(file))
        joined = np.frombuffer(b"".join(part.body for part in parts), NUMBERS[end.header["dtype"]])
        samples = joined.reshape(-1, end.header["channels"])
        return Copied(samples, int(end.header["rate_hz"]), bool(end.header["loop"]))

    def read_clip(self, clip: Clip, rate_hz: int) -> NDArray[np.float32]:
        """The samples of a clip for training. RequestError where its file cannot be read, or is another one by now."""
        path = Path(clip.path)
        try:
            if self.describe(path).sha256 != clip.sha256:
                raise UnusableError("changed", "the file was changed since it was checked; check the recordings again")
            return self.read_mono(path, clip.start_s, clip.end_s, rate_hz)
        except UnusableError as error:
            raise RequestError(f"The recording {clip.name} ({clip.path}) cannot be used: {error}.") from error

    def close(self) -> None:
        """End the process."""
        with self._asking:
            self._drop()

    def _ask_one(self, question: Mapping[str, Any], size_bytes: int) -> Frame:
        return self._ask(question, size_bytes)[-1]

    def _ask(self, question: Mapping[str, Any], size_bytes: int) -> list[Frame]:
        allowed_s = self._allowed_s + size_bytes / READ_BYTES_PER_S
        with self._asking:
            try:
                return self._answer(question, allowed_s)
            except UnusableError as error:
                if error.kind != "crash":
                    raise
            # The system may have ended it for reasons of its own: only who does it twice is at fault.
            return self._answer(question, allowed_s)

    def _answer(self, question: Mapping[str, Any], allowed_s: float) -> list[Frame]:
        if self._process is None or not self._process.alive:
            self._drop()
            self._process = ReadingProcess(self._command)
        try:
            return _bounded(self._process.ask(question, allowed_s=allowed_s))
        except UnusableError as error:
            if error.kind in _DEADLY:
                self.deaths += 1
                self._drop()
            raise
        except BaseException:  # an answer that was left half-read would be taken for the next one
            self._drop()
            raise

    def _drop(self) -> None:
        if self._process is not None:
            self._process.close()
            self._process = None


def read_mono(path: Path, start_s: float, end_s: float | None, rate_hz: int) -> NDArray[np.float32]:
    """The same with a process for this one piece; for many pieces keep a Reader."""
    with Reader() as reader:
        return reader.read_mono(path, start_s, end_s, rate_hz)


def _bounded(frames: Iterable[Frame]) -> list[Frame]:
    """All frames of an answer. UnusableError where it is a refusal, or longer than any answer is."""
    answer: list[Frame] = []
    held_bytes = 0
    for frame in frames:
        held_bytes += len(frame.body)
        if held_bytes > 4 * (FRAMES_MOST + 4096):
            raise UnusableError("memory", "reading it gives more samples than were asked for")
        if frame.header.get("kind") == "unusable":
            raise UnusableError(str(frame.header["word"]), str(frame.header["reason"]))
        answer.append(frame)
    return answer


def _facts(file: Path, header: Mapping[str, Any]) -> FileFacts:
    return FileFacts(
        file,
        header["sha256"],
        header["rate_hz"],
        channels=header["channels"],
        frames=header["frames"],
        subtype=header["subtype"],
        texts=EmbeddedText(**header["texts"]),
    )


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        raise UnusableError("missing", "it is not there (any more)") from error
