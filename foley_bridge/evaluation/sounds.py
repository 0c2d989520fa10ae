"""Labelled sounds from folders, lists and projects, as an evaluation compares them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from foley_models.errors import RequestError

if TYPE_CHECKING:
    from foley_bridge.recordings.records import Usable

Samples = NDArray[np.float32]
Part = Literal["all", "train", "validation"]
OnProgress = Callable[[str, float], None]  # what is done, and its fraction


@dataclass(frozen=True)
class Sound:
    """Mono samples (sample,) at `rate_hz`, the class they count for, and the text they should fit; none: unknown."""

    label: str
    text: str
    name: str
    samples: Samples
    rate_hz: int


@dataclass(frozen=True)
class SoundSet:
    """Sounds, and sentences about what was left out of them."""

    sounds: tuple[Sound, ...]
    notes: tuple[str, ...] = ()

    def by_label(self) -> dict[str, list[Sound]]:
        """The sounds of each class, classes in the order of names."""
        found: dict[str, list[Sound]] = defaultdict(list)
        for sound in self.sounds:
            found[sound.label].append(sound)
        return dict(sorted(found.items()))


def read_set(
    source: Path,
    *,
    rate_hz: int,
    seconds: float,
    part: Part = "all",
    seed: int = 1,
    on_progress: OnProgress | None = None,
) -> SoundSet:
    """The usable sounds of a folder, list or project at `rate_hz`, each cut to its loudest `seconds`.

    A sound's class is the first folder below `source` that it lies in, else what its list, its metadata or its name
    says. `part` keeps only the recordings that a training with the same `seed` learns from, or holds out. What cannot
    be used is named in the notes. RequestError where nothing is left.
    """
    from foley_bridge.recordings.check import check
    from foley_bridge.recordings.gather import gather
    from foley_bridge.recordings.reading import Reader
    from foley_bridge.recordings.records import UnusableError, nothing_usable

    told = on_progress or (lambda _what, _fraction: None)
    checked = check(
        gather(source), seed=seed, on_progress=lambda done, of: told(f"looking into {source.name}", done / of)
    )
    wanted = [one for one in checked.usable if part in ("all", one.split)]
    notes = [f"{one.label} is left out: {one.reason}." for one in checked.refused]
    sounds = []
    with Reader() as reader:
        for number, one in enumerate(wanted):
            told(f"reading {source.name}", number / len(wanted))
            take = one.take
            try:
                samples = reader.read_mono(take.path, take.start_s, take.end_s, rate_hz)
            except UnusableError as error:
                notes.append(f"{take.label} is left out: {error}.")
                continue
            sounds.append(
                Sound(label_of(one, source), one.captions[0], take.label, loudest(samples, rate_hz, seconds), rate_hz)
            )
    if not sounds:
        if checked.usable:
            raise RequestError(f"{source} has no recordings of the part {part!r}: take all of it, or another seed.")
        raise RequestError(nothing_usable(source, checked.refused, checked.others))
    return SoundSet(tuple(sounds), tuple(notes))


def loudest(samples: Samples, rate_hz: int, seconds: float) -> Samples:
    """The window of `seconds` with the most energy, on a grid of 10 ms; a shorter sound stays as it is."""
    length, step = round(seconds * rate_hz), max(1, rate_hz // 100)
    if len(samples) <= length:
        return samples
    energy = np.concatenate([[0.0], np.cumsum(np.square(samples, dtype=np.float64))])
    starts = np.arange(0, len(samples) - length + 1, step)
    start = int(starts[np.argmax(energy[starts + length] - energy[starts])])
    return samples[start : start + length]


def common_text(sounds: Sequence[Sound]) -> str:
    """What most of these sounds are called; the first of equally frequent ones."""
    texts = [one.text for one in sounds if one.text]
    return max(dict.fromkeys(texts), key=texts.count) if texts else ""


def label_of(one: "Usable", source: Path) -> str:
    """A recording's class: the first folder below `source` that it lies in, else its category."""
    path = one.take.path
    if path.is_relative_to(source.absolute()):
        inside = path.relative_to(source.absolute()).parts
        if len(inside) > 1:
            return inside[0]
    return one.take.category or "sounds"
