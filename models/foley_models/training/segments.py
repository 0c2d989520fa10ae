"""The sound of segments in 16 bits, beside their latents in the cache, read a few at a time; only "codec" needs it."""

import os
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from foley_models.errors import TrainingError

TENSOR = "segments"
FULL_SCALE = 32767


@dataclass(frozen=True)
class KeptSegments:
    """Segments of all clips by their number, each clip's in a file of its own; nothing of them stays in memory."""

    files: tuple[Path, ...]  # of each clip
    starts: tuple[int, ...]  # number of each clip's first segment

    def read(self, number: int) -> NDArray[np.float32]:
        """Samples (sample,) in [-1, 1] of a segment. TrainingError where its file is gone or broken."""
        clip = bisect_right(self.starts, number) - 1
        try:
            with safe_open(self.files[clip], framework="np") as stream:
                kept = stream.get_slice(TENSOR)[number - self.starts[clip]]
        except (SafetensorError, OSError, IndexError) as error:
            raise TrainingError(
                f"{self.files[clip]} cannot be read any more ({error}): start the training again, which makes it anew."
            ) from error
        return np.asarray(kept, dtype=np.float32) / np.float32(FULL_SCALE)


def holds(file: Path, count: int, length: int) -> bool:
    """Whether a file is whole and holds `count` segments of `length` samples."""
    try:
        with safe_open(file, framework="np") as stream:
            return list(stream.get_slice(TENSOR).get_shape()) == [count, length]
    except (SafetensorError, OSError):
        return False  # not there, or cut short by a full disk or a crash of the machine


def keep(file: Path, segments: NDArray[np.float32]) -> None:
    """Keeps segments (segment, sample) in [-1, 1], whole or not at all. OSError where they cannot be written."""
    temporary = file.with_suffix(f".{os.getpid()}.part")
    save_file({TENSOR: np.round(np.clip(segments, -1.0, 1.0) * FULL_SCALE).astype(np.int16)}, temporary)
    temporary.replace(file)
