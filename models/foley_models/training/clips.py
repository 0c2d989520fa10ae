"""What is trained on: pieces of recordings with what they are called, and how their samples are come by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Split = Literal["train", "validation"]


@dataclass(frozen=True)
class Clip:
    """A piece of a recording that is to be learnt; `captions` are whole sentences, the plainest first."""

    sha256: str  # of the recording's file: with the piece, the key of everything that is cached of it
    name: str  # for people: the file's name, or the take's
    path: str
    captions: tuple[str, ...]
    category: str  # what it is counted under in tables; any word of the studio's
    group: str  # the recording: no group is ever in both splits
    split: Split
    start_s: float = 0.0
    end_s: float | None = None  # None: to its end


ReadClip = Callable[[Clip, int], NDArray[np.float32]]
"""Mono samples (sample,) in [-1, 1] of a clip at a rate in Hz. FoleyError where it cannot be read any more."""
