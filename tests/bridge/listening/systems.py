"""Folders of sounds of several systems, whose names no listener may ever meet, and a player that only takes notes."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import soundfile

from foley_bridge.files.wav import encode_wav
from foley_bridge.listening.plan import AB, RATE, Item, ListeningTest, write_test

RATE_HZ = 16_000
SECRETS = ("zebrafish", "quokka", "pangolin")
NAMES = ("dog/one", "dog/two", "dog/three", "rain/one", "rain/two", "rain/three")


class NotedPlayer:
    """Plays nothing and keeps what it was asked to."""

    def __init__(self) -> None:
        self.played: list[tuple[str, ...]] = []

    def play(self, paths: Sequence[Path]) -> None:
        assert all(path.is_file() for path in paths)
        self.played.append(tuple(path.name for path in paths))

    def stop(self) -> None:
        self.played.append(())


def write_sound(path: Path, *, seed: int, seconds: float = 0.1, level: float = 0.1) -> None:
    """Noise of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ))
    soundfile.write(path, np.clip(level * noise, -1, 1), RATE_HZ, subtype="FLOAT" if path.suffix == ".wav" else None)


def write_system(folder: Path, names: Iterable[str] = NAMES, *, seed: int = 1, level: float = 0.1) -> Path:
    """One system's sounds, each of another length."""
    for number, name in enumerate(names):
        seconds = 0.05 + 0.01 * number + 0.003 * (seed % 10)
        write_sound(folder / f"{name}.wav", seed=seed * 1000 + number, seconds=seconds, level=level)
    return folder


def write_systems(parent: Path, count: int = 2) -> dict[str, Path]:
    """Name -> folder; each system louder than the one before."""
    return {
        name: write_system(parent / name, seed=place + 1, level=0.02 * 4**place)
        for place, name in enumerate(SECRETS[:count])
    }


def make_ab(parent: Path, *, seed: int = 5) -> ListeningTest:
    """A comparison of two, as `prepare` would leave it, without its process that reads files."""
    return _make(parent, AB, SECRETS[:2], seed=seed, reference=None)


def make_rating(parent: Path, *, seed: int = 5) -> ListeningTest:
    """A test of ratings of three, the last of them real."""
    return _make(parent, RATE, SECRETS, seed=seed, reference=SECRETS[2])


def _make(parent: Path, kind: str, systems: Sequence[str], *, seed: int, reference: str | None) -> ListeningTest:
    sounds = parent / "test" / "sounds"
    sounds.mkdir(parents=True)
    items = []
    for number, name in enumerate(NAMES):
        names = tuple(f"{number * 16 + place:032x}.wav" for place in range(len(systems)))
        for copy in names:
            (sounds / copy).write_bytes(encode_wav(np.full(64, int(copy[:-4], 16) / 1024), 48_000))
        items.append(Item(number, name, name.partition("/")[0], "", names))
    test = ListeningTest(
        folder=parent / "test",
        id="5" * 32,
        kind=kind,
        seed=seed,
        systems=tuple(systems),
        sources=tuple(str(parent / system) for system in systems),
        items=tuple(items),
        reference=reference,
    )
    write_test(test)
    return test
