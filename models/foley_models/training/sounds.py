"""Where examples are drawn from: rows of a bank, or recordings of any length, laid out anew each time."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import CancelledError, TrainingError
from foley_models.training.clips import Clip, ReadClip
from foley_models.training.layout import active_part, lay_out

Samples = NDArray[np.float32]
FULL_SCALE = 32767  # of the 16 bits that samples are kept in
LEVEL = 0.9  # of a kept recording's peak
HEADER_BYTES_MOST = 1 << 26


class Sounds(Protocol):
    """Something that sounds of one length are drawn from."""

    def draw(self, random: np.random.Generator) -> Samples:
        """Samples (length,) in [-1, 1]."""
        ...


@dataclass(frozen=True)
class BankSounds:
    """Segments of one length, int16 (segment, sample), usually mapped from a file."""

    samples: NDArray[np.int16]

    def draw(self, random: np.random.Generator) -> Samples:
        """One of the segments as it is."""
        return _floats(self.samples[random.integers(len(self.samples))])


@dataclass(frozen=True)
class RecordingSounds:
    """Recordings without the silence around them, int16 one after the other, as segments of `length` samples."""

    samples: NDArray[np.int16]  # (sample,): all recordings, mapped from a file
    starts: tuple[int, ...]  # of each recording, and the end of the last
    length: int
    rate_hz: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def draw(self, random: np.random.Generator) -> Samples:
        """A segment of one of them: a cut of a long one, repetitions of a short one."""
        return self.segment(int(random.integers(len(self))), int(random.integers(2**31)))

    def segment(self, index: int, seed: int) -> Samples:
        """A segment of one recording, always the same for a seed."""
        active = _floats(self.samples[self.starts[index] : self.starts[index + 1]])
        segment: Samples = lay_out(active, self.length, self.rate_hz, count=1, seeds=(seed,))[0]
        return segment


def keep_recordings(
    clips: Sequence[Clip],
    read: ReadClip,
    file: Path,
    *,
    length: int,
    rate_hz: int,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RecordingSounds:
    """Reads recordings once, at `rate_hz`, into `file` (or takes them from there), and gives them to draw from.

    Each is kept at full level, since levels are drawn anew. TrainingError for a silent one or for none at all,
    CancelledError, and what `read` raises.
    """
    if not clips:
        raise TrainingError("There is no recording to learn from.")
    index = file.with_suffix(".json")
    key = digest_of(clips, rate_hz)
    starts = _known_starts(index, file, key)
    if not starts:
        starts = _write(clips, read, file, rate_hz=rate_hz, on_progress=on_progress, cancelled=cancelled)
        index.write_text(json.dumps({"key": key, "starts": starts}), encoding="utf-8")
    return RecordingSounds(np.memmap(file, np.int16, "r"), tuple(starts), length, rate_hz)


def digest_of(clips: Sequence[Clip], rate_hz: int) -> str:
    """Which pieces of which recordings, as 64 hex digits."""
    said = repr((rate_hz, [(one.sha256, one.start_s, one.end_s, one.split) for one in clips]))
    return hashlib.sha256(said.encode()).hexdigest()


def _floats(kept: NDArray[np.int16]) -> Samples:
    """Samples in [-1, 1]."""
    return np.asarray(kept.astype(np.float32) / FULL_SCALE, dtype=np.float32)


def _write(
    clips: Sequence[Clip],
    read: ReadClip,
    file: Path,
    *,
    rate_hz: int,
    on_progress: Callable[[int, int], None] | None,
    cancelled: Callable[[], bool] | None,
) -> list[int]:
    """Starts of the recordings that it wrote, and the end."""
    starts = [0]
    with file.open("wb") as out:
        for done, clip in enumerate(clips):
            if cancelled is not None and cancelled():
                raise CancelledError("The training was cancelled while its recordings were read.")
            active = active_part(read(clip, rate_hz), rate_hz)
            if not len(active):
                raise TrainingError(f"{clip.name} is silent: leave it out, or name another piece of it.")
            peak = float(np.abs(active).max())
            out.write(np.round(active * (LEVEL * FULL_SCALE / peak)).astype(np.int16).tobytes())
            starts.append(starts[-1] + len(active))
            if on_progress is not None:
                on_progress(done + 1, len(clips))
    return starts


def _known_starts(index: Path, file: Path, key: str) -> list[int]:
    """Where recordings begin in a file that an earlier run wrote of the same ones; empty otherwise."""
    if not index.is_file() or not file.is_file() or index.stat().st_size > HEADER_BYTES_MOST:
        return []
    try:
        kept = json.loads(index.read_text(encoding="utf-8"))
        starts = [int(one) for one in kept["starts"]] if kept["key"] == key else []
    except (ValueError, KeyError, TypeError):
        return []  # of an interrupted run: it is written anew
    whole = starts and file.stat().st_size == 2 * starts[-1]
    return starts if whole else []
