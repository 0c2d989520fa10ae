"""A sound made ready for one device: its rate, two channels, and where its end joins its start."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.audition.levels import Level
from foley_bridge.audition.reading import Sound

JOIN_S = 0.012  # over which the end of a loop fades into its start
_NEIGHBOURS = 64
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Clip:
    """Samples (frame, 2) at the rate of the device.

    A loop goes back after `period` frames; then its first frames are `head`, in which the end fades out. Where the end
    leads into the start by itself, `period` is all of it and `head` is empty.
    """

    path: Path
    rate_hz: int
    level: Level
    samples: Samples = field(repr=False)
    head: Samples = field(repr=False)
    period: int

    @property
    def frames(self) -> int:
        """Its length."""
        return len(self.samples)

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.frames / self.rate_hz

    @property
    def size_bytes(self) -> int:
        """Of memory."""
        return self.samples.nbytes + self.head.nbytes


def clip_of(sound: Sound, level: Level, rate_hz: int) -> Clip:
    """The clip of a sound for a device at `rate_hz`."""
    samples = sound.samples if sound.rate_hz == rate_hz else _resampled(sound.samples, sound.rate_hz, rate_hz)
    both = np.ascontiguousarray(np.broadcast_to(samples, (len(samples), 2)), dtype=np.float32)
    head = np.zeros((0, 2), np.float32) if joins(both) else _joined(both, round(JOIN_S * rate_hz))
    return Clip(sound.path, rate_hz, level, both, head, len(both) - len(head))


def joins(samples: Samples) -> bool:
    """Whether the step from the last frame to the first is no greater than those around it: nobody hears that."""
    if len(samples) < 2:
        return True
    steps = np.abs(np.diff(np.concatenate([samples[-_NEIGHBOURS:], samples[:_NEIGHBOURS]]), axis=0))
    seam = min(len(samples), _NEIGHBOURS) - 1
    around = np.delete(steps, seam, axis=0)
    return bool((steps[seam] <= around.max(axis=0, initial=0.0) + 1e-4).all())


def rising(frames: int) -> Samples:
    """A fade (frame, 1) from 0 to 1; with its mirror image it adds up to 1."""
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / max(frames, 1)))[:, None].astype(np.float32)


def _joined(samples: Samples, frames: int) -> Samples:
    frames = min(frames, len(samples) // 2)
    rise = rising(frames)
    head: Samples = samples[:frames] * rise + samples[len(samples) - frames :] * rise[::-1]
    return head


def _resampled(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    import soxr

    resampled: Samples = soxr.resample(samples, from_hz, to_hz, quality="HQ")
    return resampled if len(resampled) else np.zeros((1, samples.shape[1]), np.float32)
