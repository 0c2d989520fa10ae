"""The engine as an ear: prompts and sounds to embeddings, those of questions remembered."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foley_bridge.engine.events import Embedded
from foley_bridge.engine.messages import Embed
from foley_bridge.engine.supervisor import EngineSupervisor
from foley_bridge.library.store import Store
from foley_models.errors import EngineCrashedError

SIZE = 512
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Ear:
    """Which weights listen: a pack as the engine finds it, its digest, and the file of the adapter on it."""

    pack: str
    digest: str
    adapter: str = ""


class EngineEars:
    """Thread-safe; every call waits for the engine."""

    def __init__(self, engine: EngineSupervisor, store: Store) -> None:
        self._engine, self._store = engine, store
        self._rates: dict[str, int] = {}  # by digest of a pack

    def rate_hz(self, ear: Ear, cancelled: Callable[[], bool], *, aside: bool = False) -> int:
        """What sounds are listened to at."""
        if ear.digest not in self._rates:
            command = Embed(0, ear.pack, "", aside=aside)
            self._rates[ear.digest] = self._engine.embed(command, cancelled=cancelled).rate_hz
        return self._rates[ear.digest]

    def hear(
        self, ear: Ear, sounds: Sequence[NDArray[np.float32]], cancelled: Callable[[], bool], *, aside: bool = False
    ) -> Vectors:
        """Embeddings (sound, 512) of sounds (sample,) at the ear's rate."""
        samples = b"".join(np.ascontiguousarray(one, dtype="<f4").tobytes() for one in sounds)
        lengths = tuple(len(one) for one in sounds)
        command = Embed(0, ear.pack, "", lengths=lengths, samples=samples, aside=aside)
        return _vectors(self._engine.embed(command, cancelled=cancelled), len(sounds))

    def read(self, ear: Ear, words: str, cancelled: Callable[[], bool]) -> Vectors:
        """The embedding (512,) that candidates of a prompt are scored against; asked of the engine once."""
        key = _key(ear, words)
        known = self._store.recall_query(key)
        if known is not None:
            return np.frombuffer(known, dtype="<f4")
        command = Embed(0, ear.pack, ear.adapter, prompts=(words,), aside=True)
        try:
            embedded = self._engine.embed(command, cancelled=cancelled)
        except EngineCrashedError:  # over a sound that was being made, perhaps
            embedded = self._engine.embed(command, cancelled=cancelled)
        vector: Vectors = _vectors(embedded, 1)[0]
        self._store.keep_query(key, vector.astype("<f4").tobytes())
        return vector


def _vectors(embedded: Embedded, count: int) -> Vectors:
    vectors = np.frombuffer(embedded.vectors, dtype="<f4")
    if len(vectors) != count * SIZE:
        raise EngineCrashedError(f"The engine told {len(vectors)} numbers, not {count} times {SIZE}.")
    return vectors.reshape(count, SIZE)


def _key(ear: Ear, words: str) -> str:
    """Words, weights and the adapter's file as it is now."""
    state: tuple[int, int] = (0, 0)
    if ear.adapter:
        status = Path(ear.adapter).stat()
        state = (status.st_size, status.st_mtime_ns)
    said = json.dumps([ear.digest, ear.adapter, state, words])
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
