"""What the output plays: one leading sound, and those that are fading out; told by any thread, rendered by one.

Commands are taken between two blocks, so neither side ever waits for the other.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from foley_bridge.audition.clip import Clip
from foley_bridge.audition.voice import Ramp, Voice

FADE_S = 0.008  # of a sound that gives way to another, or comes in at its middle
LEVEL_S = 0.05  # of a change of volume
FULL_SCALE = 1.0
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Mark:
    """Frame `place` of `clip` is heard at `at_s`; frames up to `until` are with the device.

    None before `least` were heard, unless it went back to its start `again`.
    """

    clip: Clip
    place: int
    until: int
    at_s: float
    least: int
    again: bool

    def place_at(self, now_s: float) -> float:
        """The frame that is heard at `now_s`."""
        place = min(self.place + (now_s - self.at_s) * self.clip.rate_hz, self.until)
        if self.again:
            return place % self.clip.period
        return max(place, self.least)


@dataclass(frozen=True)
class Heard:
    """What is heard at a moment; `sounding` is False once it has ended."""

    clip: Clip | None
    position_s: float
    sounding: bool


class Mixer:
    """Mixes clips of one rate. `start`, `switch`, `seek`, `stop`, `turn` and `heard` may be called from any thread."""

    def __init__(self, rate_hz: int, *, volume: float = 1.0, loop: bool = False) -> None:
        self.rate_hz = rate_hz
        self.loop = loop
        self._volume = Ramp(volume)
        self._commands: deque[Callable[[], int]] = deque()
        self._asked = self._done = 0
        self._wanted: tuple[Clip | None, float] = (None, 0.0)
        self._leading: Voice | None = None
        self._fading: list[Voice] = []
        self._mark: Mark | None = None
        self._ended_s: float | None = None

    def start(self, clip: Clip, position_s: float, gain: float) -> None:
        """Play a clip from a position on, in place of what is heard."""
        self._ask(clip, position_s, partial(self._lead, clip, position_s, gain))

    def switch(self, clip: Clip, position_s: float, gain: float) -> None:
        """Go on in another clip where the one that is heard is now, which is about `position_s`.

        From its start where it is over by then, or nothing is heard any more.
        """
        self._ask(clip, position_s, partial(self._change, clip, gain))

    def seek(self, position_s: float) -> None:
        """Go on from another position, where something is heard."""
        self._ask(self._wanted[0], position_s, partial(self._move, position_s))

    def stop(self) -> None:
        """Be quiet."""
        self._ask(None, 0.0, self._quieten)

    def turn(self, *, volume: float | None = None, gain: float | None = None) -> None:
        """Another volume of all, or another gain of what leads."""
        self._commands.append(partial(self._take, 0, partial(self._level, volume, gain)))

    def heard(self, now_s: float) -> Heard:
        """What is heard at `now_s`, by the clock of `render`."""
        clip, position_s = self._wanted
        if self._asked != self._done:  # not taken yet
            return Heard(clip, position_s, clip is not None)
        mark, ended_s = self._mark, self._ended_s
        if mark is None:
            return Heard(None, 0.0, sounding=False)
        if ended_s is not None and now_s >= ended_s:
            return Heard(mark.clip, mark.clip.seconds, sounding=False)
        return Heard(mark.clip, mark.place_at(now_s) / self.rate_hz, sounding=True)

    def render(self, out: Samples, heard_at_s: float) -> None:
        """Fill `out` (frame, 1 or 2), whose first frame is heard at `heard_at_s`. Called by one thread only."""
        taken = self._done
        while self._commands:
            taken = max(taken, self._commands.popleft()())
        mixed = np.zeros((len(out), 2), np.float32)
        self._render_leading(mixed, heard_at_s)
        for voice in self._fading:
            voice.add_to(mixed, loop=self.loop)
        self._fading = [voice for voice in self._fading if not voice.over]
        mixed *= self._volume.take(len(out))
        np.clip(mixed, -FULL_SCALE, FULL_SCALE, out=mixed)
        out[:] = mixed if out.shape[1] == 2 else mixed.mean(axis=1, keepdims=True)
        self._done = taken

    def _render_leading(self, mixed: Samples, heard_at_s: float) -> None:
        voice = self._leading
        if voice is None:
            return
        place = voice.place
        done = voice.add_to(mixed, loop=self.loop)
        if voice.over:
            self._ended_s = heard_at_s + done / self.rate_hz
            self._leading = None
        self._mark = Mark(voice.clip, place, place + done, heard_at_s, voice.began, voice.again)

    def _ask(self, clip: Clip | None, position_s: float, command: Callable[[], None]) -> None:
        self._wanted = (clip, position_s)
        self._asked += 1
        self._commands.append(partial(self._take, self._asked, command))

    def _take(self, number: int, command: Callable[[], None]) -> int:
        command()
        return number

    def _lead(self, clip: Clip, position_s: float, gain: float) -> None:
        self._begin(Voice(clip, round(position_s * self.rate_hz), gain))

    def _change(self, clip: Clip, gain: float) -> None:
        place = self._leading.place if self._leading else 0
        if place >= clip.frames:
            place = place % clip.period if self.loop else 0
        self._begin(Voice(clip, place, gain))

    def _move(self, position_s: float) -> None:
        if self._leading is not None:
            self._begin(Voice(self._leading.clip, round(position_s * self.rate_hz), self._leading.gain.value))

    def _begin(self, voice: Voice) -> None:
        """Let a voice lead; at its first frame it is heard as it is, with its attack."""
        self._give_way()
        if voice.place > 0:
            voice.come(self._frames(FADE_S))
        self._leading, self._ended_s = voice, None
        self._mark = None

    def _quieten(self) -> None:
        self._give_way()
        self._mark = None

    def _give_way(self) -> None:
        if self._leading is not None:
            self._leading.leave(self._frames(FADE_S))
            self._fading.append(self._leading)
            self._leading = None

    def _level(self, volume: float | None, gain: float | None) -> None:
        if volume is not None:
            self._volume.go(volume, self._frames(LEVEL_S))
        if gain is not None and self._leading is not None:
            self._leading.gain.go(gain, self._frames(LEVEL_S))

    def _frames(self, seconds: float) -> int:
        return max(1, round(seconds * self.rate_hz))
