"""Sounds that no recording holds: pitch, place, mixtures, splices, equaliser, noise, envelope and level, at random.

A network that is to say what CLAP says needs no true label, only a sound: CLAP labels whatever it is given. So every
example may be a sound that was never heard before, and nothing can be learnt by heart. Each step is a function of
samples (sample,) and a generator, and keeps their number.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Random = np.random.Generator
DrawSound = Callable[[Random], Samples]

LEAST_RMS = 1e-6
LOWEST_BAND_HZ = 50.0  # the equaliser's bands are octaves from here on
BANDS = 9
ENVELOPE_POINTS = 6
ROOM_S, ROOM_DECAYS = 0.05, 5.0  # how long such a room sounds, in which it falls by e so often


@dataclass(frozen=True)
class Augmentation:
    """How often each step is taken, and how far it goes."""

    pitched: float = 0.5
    semitones: float = 7.0  # up and down
    shifted: float = 0.6
    reversed: float = 0.1
    mixed: float = 0.35
    mixed_db: tuple[float, float] = (-15.0, 3.0)  # the second sound against the first
    spliced: float = 0.15
    splice_at: tuple[float, float] = (0.15, 0.85)  # of the length
    equalised: float = 0.5
    band_db: float = 4.0  # deviation of each band
    noisy: float = 0.2
    noise_db: tuple[float, float] = (-30.0, -5.0)  # against the sound
    shaped: float = 0.2
    shape_db: tuple[float, float] = (-24.0, 0.0)
    peak_db: tuple[float, float] = (-12.0, -1.0)
    side_db: float = 9.0  # of two channels, one against the other
    roomy: float = 0.5  # two channels with a room that differs between them
    room_db: tuple[float, float] = (-18.0, 0.0)  # that room against the sound


def draw_example(draw: DrawSound, rate_hz: int, how: Augmentation, random: Random) -> Samples:
    """A new sound out of one or two that `draw` gives, with its peak at a level of `how.peak_db`."""
    samples = _joined(_varied(draw, how, random), draw, how, random)
    if random.random() < how.equalised:
        samples = equalise(samples, rate_hz, how.band_db, random)
    if random.random() < how.noisy:
        samples = add_noise(samples, how.noise_db, random)
    if random.random() < how.shaped:
        samples = shape(samples, how.shape_db, random)
    return level_peak(samples, how.peak_db, random)


def _varied(draw: DrawSound, how: Augmentation, random: Random) -> Samples:
    """One sound at another pitch, begun elsewhere, or backwards."""
    samples = draw(random)
    if random.random() < how.pitched:
        samples = change_pitch(samples, how.semitones, random)
    if random.random() < how.shifted:
        samples = np.roll(samples, int(random.integers(len(samples))))
    return samples[::-1] if random.random() < how.reversed else samples


def _joined(samples: Samples, draw: DrawSound, how: Augmentation, random: Random) -> Samples:
    """The sound with a second one over it or after it, or as it is."""
    chance = random.random()
    if chance < how.mixed:
        return mix(samples, _varied(draw, how, random), how.mixed_db, random)
    if chance < how.mixed + how.spliced:
        return splice(samples, _varied(draw, how, random), how.splice_at, random)
    return samples


def change_pitch(samples: Samples, semitones: float, random: Random) -> Samples:
    """Played faster or slower by up to `semitones`; what ends early begins again."""
    factor = 2 ** (random.uniform(-semitones, semitones) / 12)
    places = np.arange(len(samples))
    return np.asarray(np.interp((places * factor) % (len(samples) - 1), places, samples), dtype=np.float32)


def mix(first: Samples, second: Samples, level_db: tuple[float, float], random: Random) -> Samples:
    """The second over the first, at a level against it."""
    gain = rms(first) / rms(second) * 10 ** (random.uniform(*level_db) / 20)
    return np.asarray(first + second * np.float32(gain), dtype=np.float32)


def splice(first: Samples, second: Samples, at: tuple[float, float], random: Random) -> Samples:
    """The first up to a place, the second from there on."""
    cut = int(random.uniform(*at) * len(first))
    return np.concatenate([first[:cut], second[cut:]])


def equalise(samples: Samples, rate_hz: int, band_db: float, random: Random) -> Samples:
    """Octave bands raised and lowered, with straight lines between their middles."""
    points = random.normal(0, band_db, BANDS)
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    octaves = np.log2(np.maximum(frequencies, LOWEST_BAND_HZ) / LOWEST_BAND_HZ)
    gains_db = np.interp(octaves, np.arange(BANDS), points)
    changed = np.fft.irfft(np.fft.rfft(samples) * 10 ** (gains_db / 20), len(samples))
    return changed.astype(np.float32)


def add_noise(samples: Samples, level_db: tuple[float, float], random: Random) -> Samples:
    """White noise under it."""
    noise = random.normal(0, 1, len(samples)).astype(np.float32)
    return np.asarray(
        samples + noise * np.float32(rms(samples) * 10 ** (random.uniform(*level_db) / 20)), dtype=np.float32
    )


def shape(samples: Samples, level_db: tuple[float, float], random: Random) -> Samples:
    """Louder and softer along the way."""
    places = np.sort(random.random(ENVELOPE_POINTS))
    gains = 10 ** (random.uniform(*level_db, ENVELOPE_POINTS) / 20)
    envelope = np.interp(np.linspace(0, 1, len(samples)), places, gains)
    return np.asarray(samples * envelope.astype(np.float32), dtype=np.float32)


def spread(samples: Samples, rate_hz: int, how: Augmentation, random: Random) -> Samples:
    """Two channels (2, sample) of a sound: to one side, and at times in a room, at the same peak as before."""
    side = 10 ** (random.uniform(-how.side_db, how.side_db) / 40)
    both = np.stack([samples * side, samples / side])
    if random.random() < how.roomy:
        both = both + _room(samples, rate_hz, random) * 10 ** (random.uniform(*how.room_db) / 20)
    peak = max(float(np.abs(both).max()), 1e-5)
    return np.asarray(both * (float(np.abs(samples).max()) / peak), dtype=np.float32)


def _room(samples: Samples, rate_hz: int, random: Random) -> NDArray[np.float64]:
    """What a small room answers to a sound, another in each channel (2, sample), as strong as the sound."""
    length = round(ROOM_S * rate_hz)
    decay = np.exp(-ROOM_DECAYS * np.arange(length) / length)
    room = random.normal(0, 1, (2, length)) * decay / np.sqrt(np.sum(decay**2))
    size = len(samples) + length - 1
    answer: NDArray[np.float64] = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(room, size), size)
    return answer[:, : len(samples)]


def level_peak(samples: Samples, peak_db: tuple[float, float], random: Random) -> Samples:
    """At another level, by its peak against full scale."""
    peak = max(float(np.abs(samples).max()), 1e-5)
    return np.asarray(samples * np.float32(10 ** (random.uniform(*peak_db) / 20) / peak), dtype=np.float32)


def rms(samples: Samples) -> float:
    """Root of the mean square, never quite 0."""
    return float(np.sqrt(np.mean(samples * samples)) + LEAST_RMS)
