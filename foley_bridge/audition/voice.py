"""One sound while it is heard: where it is, how loud it is, and how it comes and goes without a click."""

import numpy as np
from numpy.typing import NDArray

from foley_bridge.audition.clip import Clip, rising

Samples = NDArray[np.float32]


class Ramp:
    """A factor that goes smoothly to where it is sent."""

    def __init__(self, value: float) -> None:
        self.value = value
        self._way: Samples = np.zeros((0, 1), np.float32)  # what is still ahead

    @property
    def moving(self) -> bool:
        """Whether it is on its way."""
        return len(self._way) > 0

    def go(self, value: float, frames: int) -> None:
        """Be at `value` after so many frames, beginning at where it is now."""
        here = self._way[0, 0] if self.moving else self.value
        self._way = here + (value - here) * rising(frames)
        self.value = value

    def take(self, frames: int) -> Samples | float:
        """The factors (frame, 1) of the next frames, or one for all of them."""
        if not self.moving:
            return self.value
        taken, self._way = self._way[:frames], self._way[frames:]
        if len(taken) == frames:
            return taken
        return np.concatenate([taken, np.full((frames - len(taken), 1), self.value, np.float32)])


class Voice:
    """Plays a clip from a place on."""

    def __init__(self, clip: Clip, place: int, gain: float) -> None:
        self.clip = clip
        self.place = self.began = min(max(place, 0), clip.frames)
        self.gain = Ramp(gain)
        self.presence = Ramp(1.0)
        self.again = False  # whether it went back at least once, so that the head is the one with the end in it

    @property
    def over(self) -> bool:
        """Whether nothing of it will be heard any more."""
        gone = self.presence.value == 0 and not self.presence.moving
        return gone or self.place >= self.clip.frames

    def come(self, frames: int) -> None:
        """Fade in."""
        self.presence = Ramp(0.0)
        self.presence.go(1.0, frames)

    def leave(self, frames: int) -> None:
        """Fade out from where it is, and be over."""
        self.presence.go(0.0, frames)

    def add_to(self, out: Samples, *, loop: bool) -> int:
        """Add the next frames to `out` (frame, 2); how many there were until it ended."""
        done = 0
        while done < len(out) and not self.over:
            done += self._add_run(out[done:], loop=loop)
        return done

    def _add_run(self, out: Samples, *, loop: bool) -> int:
        """Add frames that lie together, at least one, and go back where a loop does."""
        looping = loop and self.place < self.clip.period
        end = self.clip.period if looping else self.clip.frames
        piece = self._at(min(end - self.place, len(out)))
        out[: len(piece)] += piece * self.gain.take(len(piece)) * self.presence.take(len(piece))
        self.place += len(piece)
        if self.place >= end and loop:
            self.place, self.again = 0, True
        return len(piece)

    def _at(self, frames: int) -> Samples:
        head = len(self.clip.head)
        if self.again and self.place < head:
            return self.clip.head[self.place : self.place + frames]
        return self.clip.samples[self.place : self.place + frames]
