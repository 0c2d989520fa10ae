"""Training segments: a clip cut, or its short events laid out in time as a person would make them, with variation.

Single hits say little to anybody: steps and key presses become walking and typing, short events are repeated with
irregular gaps, textures are cut anywhere. Pitch, tilt of the spectrum, level and room vary from segment to segment,
so that the few recordings of a thin family are not learnt by heart.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foley_models.errors import RecipeError
from foley_models.recipe.captions import FAMILY_PROMPTS, FRAMES
from foley_models.recipe.recordings import Clip, Samples

Random = np.random.Generator
WALKING = {"footstep"}
TYPING = {"keyboard"}
SEQUENCED = 0.85  # of their segments; the rest are single hits


@dataclass(frozen=True)
class Segment:
    """One training example: `samples` (sample,) of a fixed length, its text, and the recordings in it."""

    samples: Samples
    category: str
    caption: str
    sources: tuple[str, ...]


class SegmentMaker:
    """Draws segments from clips; families are drawn by the root of their number of recordings."""

    def __init__(self, clips: Sequence[Clip], rate_hz: int, length_samples: int) -> None:
        self._rate_hz = rate_hz
        self._length = length_samples
        by_family: dict[str, dict[str, list[Clip]]] = defaultdict(lambda: defaultdict(list))
        for clip in clips:
            by_family[clip.recording.category][clip.recording.group].append(clip)
        self._families: Mapping[str, Mapping[str, list[Clip]]] = by_family
        self._names = sorted(by_family)
        weights = np.array([min(30, len(by_family[name])) ** 0.5 for name in self._names])
        self._weights = weights / weights.sum()

    def draw(self, random: Random) -> Segment:
        """One segment, everything about it from `random`."""
        family = self._names[int(random.choice(len(self._names), p=self._weights))]
        clip, siblings = self._chosen(family, random)
        samples, caption, used = self._laid_out(family, clip, siblings, random)
        changed = finish(vary(samples, self._rate_hz, random), self._rate_hz, random)
        sources = tuple(dict.fromkeys(item.recording.path for item in used))
        return Segment(changed, family, _worded(caption, family, random), sources)

    def in_a_row(self, family: str, random: Random) -> Segment:
        """Hits of one place as a person makes them, walking or typing, unvaried. RecipeError for any other family."""
        laid_out = self._walk if family in WALKING else self._type if family in TYPING else None
        if laid_out is None or family not in self._families:
            raise RecipeError(f"no hits of {family!r} can be laid out in a row: choose from {sorted(WALKING | TYPING)}")
        _, siblings = self._chosen(family, random)
        samples, caption, used = laid_out(siblings, random)
        sources = tuple(dict.fromkeys(item.recording.path for item in used))
        return Segment(samples, family, caption, sources)

    def _chosen(self, family: str, random: Random) -> tuple[Clip, list[Clip]]:
        """A clip of the family, and those of its place that are called as it is, itself among them."""
        groups = self._families[family]
        clips = groups[sorted(groups)[int(random.integers(len(groups)))]]
        clip = clips[int(random.integers(len(clips)))]
        return clip, [other for other in clips if other.recording.caption == clip.recording.caption]

    def _laid_out(
        self, family: str, clip: Clip, siblings: list[Clip], random: Random
    ) -> tuple[Samples, str, list[Clip]]:
        """Samples, caption and the clips used: as the family's sounds occur."""
        if family in WALKING and random.random() < SEQUENCED:
            return self._walk(siblings, random)
        if family in TYPING and random.random() < SEQUENCED:
            return self._type(siblings, random)
        if len(clip.active) >= 0.75 * self._length:
            return self._cut(clip, random), clip.recording.caption, [clip]
        return self._repeat(clip, siblings, random)

    def _cut(self, clip: Clip, random: Random) -> Samples:
        """A window anywhere in a long sound."""
        spare = len(clip.active) - self._length
        start = int(random.integers(spare + 1)) if spare > 0 else 0
        return _fitted(clip.active[start:], self._length)

    def _repeat(self, clip: Clip, siblings: list[Clip], random: Random) -> tuple[Samples, str, list[Clip]]:
        """A short event soon after the start, and often again after irregular gaps."""
        out = np.zeros(self._length, dtype=np.float32)
        at, used = int(random.uniform(0.01, 0.15) * self._rate_hz), [clip]
        often = random.random() < 0.65
        item = clip
        while at < self._length:
            _add(out, item.active * random.uniform(0.7, 1.0), at)
            at += len(item.active) + int(random.exponential(0.35) * self._rate_hz) + self._rate_hz // 20
            if not often:
                break
            item = siblings[int(random.integers(len(siblings)))] if random.random() < 0.7 else item
            used.append(item)
        return out, clip.recording.caption, used

    def _walk(self, siblings: list[Clip], random: Random) -> tuple[Samples, str, list[Clip]]:
        """Steps at a steady pace with human jitter: left and right differ a little."""
        pace_s = random.uniform(0.32, 0.72)
        feet = (random.uniform(-0.4, 0.4), random.uniform(-0.4, 0.4))
        out = np.zeros(self._length, dtype=np.float32)
        used: list[Clip] = []
        at_s, step = random.uniform(0.02, 0.2), 0
        while at_s * self._rate_hz < self._length:
            item = siblings[int(random.integers(len(siblings)))]
            hit = shift_pitch(item.active, feet[step % 2] + random.normal(0, 0.25), self._rate_hz)
            _add(out, hit * 10 ** (random.normal(-2, 1.5) / 20), int(at_s * self._rate_hz))
            at_s += pace_s * random.normal(1.0, 0.05)
            step += 1
            used.append(item)
        return out, siblings[0].recording.caption.replace("a footstep", "footsteps walking"), used

    def _type(self, siblings: list[Clip], random: Random) -> tuple[Samples, str, list[Clip]]:
        """Keys of one keyboard in bursts, as fingers alternate, with a pause after a word."""
        out = np.zeros(self._length, dtype=np.float32)
        used: list[Clip] = []
        tempo_s = random.uniform(0.09, 0.2)
        at_s, left = random.uniform(0.02, 0.2), int(random.integers(3, 9))
        while at_s * self._rate_hz < self._length:
            item = siblings[int(random.integers(len(siblings)))]
            start, end = item.events[int(random.integers(len(item.events)))]
            key = item.samples[start : min(end, start + self._rate_hz // 4)]
            _add(out, key * 10 ** (random.normal(-2, 2.0) / 20), int(at_s * self._rate_hz))
            left -= 1
            at_s += tempo_s * float(np.exp(random.normal(0, 0.35)))
            if left == 0:
                at_s += random.uniform(0.1, 0.5)
                left = int(random.integers(2, 9))
            used.append(item)
        return out, FAMILY_PROMPTS["keyboard"], used


def vary(samples: Samples, rate_hz: int, random: Random) -> Samples:
    """Another pitch and pace (up to two semitones, both together) and another tilt of the spectrum."""
    length = len(samples)
    moved = shift_pitch(samples, random.uniform(-2.0, 2.0), rate_hz) if random.random() < 0.7 else samples
    moved = _fitted(moved, length) if len(moved) >= length else _looped(moved, length)
    tilt_db = random.normal(0.0, 1.2)  # per octave around 1 kHz
    spectrum = np.fft.rfft(moved)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(length, 1 / rate_hz), 60.0) / 1000.0)
    shaped = np.fft.irfft(spectrum * 10 ** (tilt_db * octaves / 20), length)
    return np.asarray(shaped, dtype=np.float32)


def finish(samples: Samples, rate_hz: int, random: Random) -> Samples:
    """Sometimes a room, then a level: the loudest moments between -3 and -12 dB below full scale."""
    wet = samples
    if random.random() < 0.25:
        wet = add_room(samples, rate_hz, random)
    peak = float(np.abs(wet).max())
    if peak < 1e-5:
        return wet
    return np.asarray(wet * (10 ** (random.uniform(-9.0, -1.0) / 20) / peak), dtype=np.float32)


def shift_pitch(samples: Samples, semitones: float, rate_hz: int) -> Samples:
    """Played faster (higher) or slower (lower)."""
    import soxr

    if abs(semitones) < 0.05 or len(samples) < 64:
        return samples
    return np.asarray(soxr.resample(samples, rate_hz * 2 ** (semitones / 12), rate_hz, quality="MQ"), dtype=np.float32)


def add_room(samples: Samples, rate_hz: int, random: Random) -> Samples:
    """A room of exponentially decaying noise, 0.15 to 0.6 s long, mixed under the dry sound."""
    decay_s = random.uniform(0.15, 0.6)
    times = np.arange(int(decay_s * rate_hz)) / rate_hz
    response = random.normal(size=len(times)) * np.exp(-6.9 * times / decay_s)
    response /= np.sqrt(np.square(response).sum())
    size = len(samples) + len(response)
    room = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)[: len(samples)]
    return np.asarray(samples + random.uniform(0.05, 0.25) * room, dtype=np.float32)


def _worded(caption: str, family: str, random: Random) -> str:
    """The caption, sometimes the family's prompt instead, in one of the frames."""
    text = caption if caption and random.random() < 0.75 else FAMILY_PROMPTS[family]
    return FRAMES[int(random.integers(len(FRAMES)))].format(text)


def _add(out: Samples, sound: Samples, at: int) -> None:
    piece = sound[: max(0, len(out) - at)]
    out[at : at + len(piece)] += piece


def _fitted(samples: Samples, length: int) -> Samples:
    """Cut or padded with silence to `length`; a cut end is faded over 5 ms of a typical rate."""
    return np.pad(samples[:length], (0, max(0, length - len(samples))))


def _looped(samples: Samples, length: int) -> Samples:
    """A sound that a higher pitch made too short is continued with its own start, cross-faded."""
    missing = length - len(samples)
    fade = min(512, len(samples) // 4)
    ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
    tail = samples[: missing + fade].copy()
    tail[:fade] *= ramp
    head = samples.copy()
    head[-fade:] *= 1.0 - ramp
    out = np.concatenate([head, np.zeros(missing, dtype=np.float32)])
    out[len(head) - fade : len(head) - fade + len(tail)] += tail[: len(out) - len(head) + fade]
    return out
