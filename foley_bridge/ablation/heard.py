"""Sounds as ears hear them, with what is known of how they came about: all that an ablation keeps of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from foley_bridge.files.disk_errors import explained

if TYPE_CHECKING:
    from foley_models.evaluation.embedders import Embedder
    from foley_models.pack import Pack

Array = NDArray[np.float64]
Samples = NDArray[np.float32]
CLAP = "clap"


@dataclass(frozen=True)
class Heard:
    """One set of sounds, all in the order in which they were asked for.

    `windows` has of each ear the embeddings (window, size) of each sound. `scores` (sound,) are cosines between a sound
    and its caption, both as the base pack's CLAP embeds them, without a tuning layer. `candidates` (sound,) were made
    for each, `passed` (sound,) says whether one reached its threshold, and is empty where there was none; `seconds`
    were needed for one sound.
    """

    windows: Mapping[str, Sequence[Array]]
    scores: Array
    candidates: Array
    passed: NDArray[np.bool_]
    seconds: float

    def clips(self, ear: str) -> Array:
        """One embedding a sound: the mean of its windows, (sound, size)."""
        return np.stack([rows.mean(axis=0) for rows in self.windows[ear]]).astype(np.float64)

    def some(self, rows: Sequence[int], ear: str) -> Array:
        """The same of some of the sounds."""
        return self.clips(ear)[list(rows)]


class Listener:
    """All ears of an ablation; the CLAP of the base pack, which judges the fit to the text, is always one of them."""

    def __init__(self, ears: "Sequence[Embedder]", pack: "Pack") -> None:
        """`pack` is the base pack, in float32 so that it hears the same on every machine."""
        from foley_models.evaluation.embedders import clap_embedder

        named = {one.name: one for one in ears}
        self._ears = named if CLAP in named else {CLAP: clap_embedder(pack), **named}
        self._pack = pack
        self._texts: dict[str, Array] = {}

    @property
    def rate_hz(self) -> int:
        """The highest rate that an ear listens at."""
        return max(one.rate_hz for one in self._ears.values())

    def hear(
        self,
        sounds: Sequence[Samples],
        rate_hz: int,
        captions: Sequence[str],
        on_progress: Callable[[float], None] = lambda _fraction: None,
    ) -> tuple[dict[str, list[Array]], Array]:
        """Windows of each ear, and each sound's fit to its caption."""
        windows: dict[str, list[Array]] = {name: [] for name in self._ears}
        for number, sound in enumerate(sounds):
            for name, ear in self._ears.items():
                windows[name] += ear.windows([sound], rate_hz)
            on_progress((number + 1) / len(sounds))
        heard = np.stack([rows.mean(axis=0) for rows in windows[CLAP]])
        length = np.maximum(np.linalg.norm(heard, axis=1), 1e-12)
        scores = (heard * self._embedded(captions)).sum(axis=1) / length
        return windows, np.asarray(scores, dtype=np.float64)

    def _embedded(self, captions: Sequence[str]) -> Array:
        from foley_models.evaluation.embedders import text_embeddings

        new = sorted({one for one in captions if one not in self._texts})
        if new:
            self._texts |= dict(zip(new, text_embeddings(self._pack, new), strict=True))
        return np.stack([self._texts[one] for one in captions])


def joined(parts: Sequence[Heard]) -> Heard:
    """Sets one after the other as one; seconds are the mean over their sounds."""
    counts = [len(one.scores) for one in parts]
    return Heard(
        windows={ear: [rows for one in parts for rows in one.windows[ear]] for ear in parts[0].windows},
        scores=np.concatenate([one.scores for one in parts]),
        candidates=np.concatenate([one.candidates for one in parts]),
        passed=np.concatenate([one.passed for one in parts]),
        seconds=float(np.average([one.seconds for one in parts], weights=counts)),
    )


def keep(path: Path, sets: Mapping[str, Heard]) -> None:
    """Write sets by name, whole or not at all. DestinationError, DiskFullError."""
    arrays: dict[str, NDArray[np.generic]] = {"names": np.array(list(sets))}
    for number, one in enumerate(sets.values()):
        for ear, windows in one.windows.items():
            arrays[f"{number}.windows.{ear}"] = np.concatenate(windows).astype(np.float32)
            arrays[f"{number}.counts.{ear}"] = np.array([len(rows) for rows in windows])
        for name in ("scores", "candidates", "passed"):
            arrays[f"{number}.{name}"] = getattr(one, name)
        arrays[f"{number}.seconds"] = np.array(one.seconds)
    part = path.with_suffix(".part.npz")
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            np.savez_compressed(stream, allow_pickle=False, **arrays)
        part.replace(path)


def kept(path: Path) -> dict[str, Heard] | None:
    """What `keep` wrote; None where there is nothing, or nothing whole."""
    if not path.is_file():
        return None
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return {str(name): _unpacked(arrays, number) for number, name in enumerate(arrays["names"])}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None  # cut short by a full disk or a crash of the machine: it is made anew


def _unpacked(arrays: Mapping[str, NDArray[np.generic]], number: int) -> Heard:
    windows: dict[str, list[Array]] = {}
    start = f"{number}.windows."
    for name in arrays:
        if name.startswith(start):
            ear = name.removeprefix(start)
            ends = np.cumsum(arrays[f"{number}.counts.{ear}"].astype(np.int64))[:-1]
            windows[ear] = np.split(arrays[name].astype(np.float64), ends)
    return Heard(
        windows=windows,
        scores=arrays[f"{number}.scores"].astype(np.float64),
        candidates=arrays[f"{number}.candidates"].astype(np.float64),
        passed=arrays[f"{number}.passed"].astype(np.bool_),
        seconds=float(arrays[f"{number}.seconds"].astype(np.float64)),
    )
