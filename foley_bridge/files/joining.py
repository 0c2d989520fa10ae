"""What was made of a range put into its recording: every sample outside the range and a short crossfade is untouched.

The crossfades lie outside the range, so that nothing of what was to go is left. Their gains keep the power where both
sounds have nothing in common, the amplitude where they are one, and lie between by their correlation. What was made is
brought to the level of what is around it: the model heard the very same surroundings and made them too, and how much
louder they are in the recording is how much louder the rest is to be, channel by channel.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.sample_formats import as_floats, as_samples, encode_samples
from foley_models.errors import FoleyError

FADE_S = 0.02
ENDING_S = 0.01  # of a sound that is continued: a cut in the middle clicks
LEVEL_S = 0.5  # of surroundings that the level is taken from
STEP_S = 0.05  # on either side of a seam, for the step of the level there
SILENT = 1e-3  # RMS, -60 dBFS: what is quieter says nothing of a level
GAIN_MOST = 4.0  # 12 dB either way: more is no loss of a codec but another sound
CEILING = 0.999
Sound = NDArray[np.float64]


class Original(Protocol):
    """Samples (frame, channel) bit for bit."""

    @property
    def samples(self) -> NDArray[Any]:
        """int32 whose upper bits are PCM's, or floats."""
        ...

    @property
    def rate_hz(self) -> int:
        """Of the samples."""
        ...


class Range(Protocol):
    """The range that was made, in frames of the recording, as its recipe says it."""

    @property
    def first(self) -> int: ...  # noqa: D102
    @property
    def last(self) -> int: ...  # noqa: D102
    @property
    def window_first(self) -> int: ...  # noqa: D102
    @property
    def frames(self) -> int: ...  # noqa: D102
    @property
    def subtype(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Joined:
    """A whole sound: `data` is that of its file, `mix` (frame,) its channels' mean, `steps_db` those at its seams."""

    data: bytes = field(repr=False)
    mix: Sound = field(repr=False)
    steps_db: tuple[float | None, float | None]


def joined(made: NDArray[np.float32], made_hz: int, original: Original, place: Range) -> Joined:
    """The recording with what was `made` (sample,) of its window at `made_hz` in its range."""
    rate_hz = original.rate_hz
    window = slice(place.window_first, place.window_first + round(len(made) * rate_hz / made_hz))
    window = slice(window.start, min(window.stop, place.frames))
    first, last = place.first - window.start, place.last - window.start
    fresh = _at_rate(made, made_hz, rate_hz, window.stop - window.start)
    around = _padded(as_floats(original.samples[window]), len(fresh))
    piece = _levelled(fresh, around, first, last, rate_hz=rate_hz)
    before, after = _fades(first, last, len(around), rate_hz, continued=place.frames > len(original.samples))
    mixed = around.copy()
    mixed[first:last] = piece[first:last]
    _fade_over(mixed[first - before : first], piece[first - before : first], falling=False)
    _fade_over(mixed[last : last + after], piece[last : last + after], falling=True)
    _soften_ends(mixed, first, last, whole=place, rate_hz=rate_hz)
    samples = np.zeros((place.frames, original.samples.shape[1]), original.samples.dtype)
    samples[: len(original.samples)] = original.samples
    touched = slice(first - before, last + after)
    samples[window.start + touched.start : window.start + touched.stop] = as_samples(
        _bounded(mixed[touched]), original.samples, place.subtype
    )
    mix: Sound = as_floats(samples).mean(axis=1)
    steps = _step_db(mix, place.first, rate_hz), _step_db(mix, place.last, rate_hz)
    return Joined(encode_samples(samples, place.subtype), mix, steps)


def touched_frames(place: Range, rate_hz: int, recorded: int) -> tuple[int, int]:
    """The first frame that may differ from the recording of so many frames, and the first behind it that may not."""
    fade = round(FADE_S * rate_hz)
    return max(0, place.first - fade), min(max(recorded, place.last), place.last + fade)


def _at_rate(made: NDArray[np.float32], from_hz: int, to_hz: int, frames: int) -> Sound:
    import soxr

    sound = made.astype(np.float64)
    if from_hz != to_hz:
        sound = soxr.resample(sound, from_hz, to_hz, quality="VHQ")
    if abs(len(sound) - frames) > 0.002 * to_hz + 2:
        raise FoleyError(f"The model made {len(sound)} frames where {frames} were due.")
    return _padded(sound[:, None], frames)[:frames, 0]


def _padded(sound: Sound, frames: int) -> Sound:
    filled = np.zeros((frames, sound.shape[1]))
    filled[: len(sound)] = sound[:frames]
    return filled


def _fades(first: int, last: int, frames: int, rate_hz: int, *, continued: bool) -> tuple[int, int]:
    """Frames of the crossfades before and after the range; none where the sound begins or ends with it."""
    fade = round(FADE_S * rate_hz)
    return min(fade, first), 0 if continued else min(fade, frames - last)


def _levelled(fresh: Sound, around: Sound, first: int, last: int, *, rate_hz: int) -> Sound:
    """What was made (frame,) for every channel of what is `around` (frame, channel), at its level there."""
    length = round(LEVEL_S * rate_hz)
    sides = [slice(max(0, first - length), first), slice(last, last + length)]
    gains = [_gains(fresh[side], around[side]) for side in sides]
    known = [one for one in gains if one is not None]
    if not known:
        return np.repeat(fresh[:, None], around.shape[1], axis=1)
    before, after = gains[0] if gains[0] is not None else known[0], gains[1] if gains[1] is not None else known[-1]
    way = np.clip((np.arange(len(fresh)) - first) / max(1, last - first), 0.0, 1.0)[:, None]
    levelled: Sound = fresh[:, None] * ((1 - way) * before + way * after)
    return levelled


def _gains(fresh: Sound, around: Sound) -> Sound | None:
    """One gain a channel that brings a sound (frame,) to the level of (frame, channel); None where that is silent."""
    heard = _rms(around.mean(axis=1))
    if heard < SILENT:
        return None
    whole = heard / max(_rms(fresh), heard / GAIN_MOST)
    shares = np.minimum(np.sqrt(np.mean(around**2, axis=0)) / heard, GAIN_MOST)
    gains: Sound = max(whole, 1 / GAIN_MOST) * shares
    return gains


def _fade_over(place: Sound, fresh: Sound, *, falling: bool) -> None:
    """Cross from what is in `place` to `fresh`, both (frame, channel), or back from it."""
    if not len(place):
        return
    turn = (np.arange(len(place)) + 0.5) / len(place) * (math.pi / 2)
    rising, sinking = np.sin(turn)[:, None], np.cos(turn)[:, None]
    new, old = (sinking, rising) if falling else (rising, sinking)
    alike = max(0.0, _alike(place, fresh))
    place[:] = (old * place + new * fresh) / np.sqrt(1.0 + 2.0 * alike * old * new)


def _alike(one: Sound, other: Sound) -> float:
    power = math.sqrt(float(np.sum(one**2)) * float(np.sum(other**2)))
    return float(np.sum(one * other)) / power if power > 0 else 0.0


def _soften_ends(mixed: Sound, first: int, last: int, *, whole: Range, rate_hz: int) -> None:
    """Let a sound rise or end softly where what was made is its beginning or its end."""
    length = min(round(ENDING_S * rate_hz), last - first)
    ramp = (0.5 - 0.5 * np.cos(np.linspace(0.0, math.pi, length)))[:, None]
    if whole.first == 0:
        mixed[first : first + length] *= ramp
    if whole.last == whole.frames:
        mixed[last - length : last] *= ramp[::-1]


def _bounded(sound: Sound) -> Sound:
    """What goes beyond full scale is turned down sample by sample: a few peaks, and nothing around them."""
    return np.clip(sound, -CEILING, CEILING)


def _step_db(mix: Sound, seam: int, rate_hz: int) -> float | None:
    """How much the level rises over a seam; None at an end of the sound and where one side is silent."""
    length = round(STEP_S * rate_hz)
    sides: Sequence[Sound] = (mix[max(0, seam - length) : seam], mix[seam : seam + length])
    if min(len(one) for one in sides) < length // 2:
        return None
    before, after = (_rms(one) for one in sides)
    return 20 * math.log10(after / before) if min(before, after) >= SILENT else None


def _rms(sound: Sound) -> float:
    return float(np.sqrt(np.mean(sound**2))) if len(sound) else 0.0
