"""Sounds that the benchmarks compare: recordings of the manifest, and trivial signals that no judge should like."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError
from foley_models.recipe.recordings import Recording

Samples = NDArray[np.float32]
TRIVIAL_SIGNALS: tuple[str, ...] = ("white noise", "brown noise", "click")


@dataclass(frozen=True)
class Sound:
    """Mono samples (sample,) at `rate_hz`."""

    samples: Samples
    rate_hz: int

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate_hz


def read_sound(path: Path) -> Sound:
    """A file mixed to mono, not levelled. RequestError where it cannot be read."""
    import soundfile

    try:
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise RequestError(f"{path} cannot be read as a sound ({error}); name the folder of the manifest") from error
    return Sound(np.asarray(samples.mean(axis=1), dtype=np.float32), int(rate_hz))


def resample(sound: Sound, rate_hz: int) -> Samples:
    """The samples at another rate."""
    import soxr

    if sound.rate_hz == rate_hz:
        return sound.samples
    return np.asarray(soxr.resample(sound.samples, sound.rate_hz, rate_hz, quality="HQ"), dtype=np.float32)


def loudest_window(sound: Sound, seconds: float) -> Sound:
    """The window of `seconds` with the most energy, found on a grid of 10 ms; a shorter sound stays as it is."""
    length, step = round(seconds * sound.rate_hz), max(1, sound.rate_hz // 100)
    if len(sound.samples) <= length:
        return sound
    energy = np.concatenate([[0.0], np.cumsum(np.square(sound.samples, dtype=np.float64))])
    starts = np.arange(0, len(sound.samples) - length + 1, step)
    start = int(starts[np.argmax(energy[starts + length] - energy[starts])])
    return Sound(sound.samples[start : start + length], sound.rate_hz)


def by_family(recordings: Iterable[Recording]) -> dict[str, list[Recording]]:
    """The recordings of each family, in the manifest's order."""
    families: dict[str, list[Recording]] = defaultdict(list)
    for recording in recordings:
        families[recording.category].append(recording)
    return dict(families)


def draw_each(families: Mapping[str, Sequence[Recording]], most: int, seed: int) -> dict[str, list[Recording]]:
    """At most `most` recordings of every family, drawn without replacement; the same for the same seed."""
    return {
        family: Random(f"{seed} {family}").sample(list(recordings), min(most, len(recordings)))
        for family, recordings in families.items()
    }


def trivial_signal(name: str, seconds: float, seed: int, rate_hz: int = 16_000) -> Sound:
    """White noise, brown noise (its running sum, leaky) or a single sample somewhere in silence, peak 0.5."""
    random, length = np.random.default_rng(seed), round(seconds * rate_hz)
    if name == "click":
        samples = np.zeros(length)
        samples[random.integers(length)] = 1.0
    elif name == "white noise":
        samples = random.normal(size=length)
    elif name == "brown noise":
        samples = _brown(random.normal(size=length), rate_hz)
    else:
        raise RequestError(f"no trivial signal is called {name!r}; there are {', '.join(TRIVIAL_SIGNALS)}")
    return Sound(np.asarray(0.5 * samples / np.abs(samples).max(), dtype=np.float32), rate_hz)


def _brown(white: NDArray[np.float64], rate_hz: int) -> NDArray[np.float64]:
    """-6 dB an octave above 20 Hz: below it a speaker gives nothing, and an unbounded walk would be all offset."""
    spectrum = np.fft.rfft(white)
    frequency_hz = np.fft.rfftfreq(len(white), 1 / rate_hz)
    shape = np.divide(1.0, frequency_hz, out=np.zeros_like(frequency_hz), where=frequency_hz >= 20.0)
    return np.fft.irfft(spectrum * shape, len(white))
