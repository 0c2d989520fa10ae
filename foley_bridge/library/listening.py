"""Lets the engine listen to files, some windows at a time, and notes what it made of them."""

import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from foley_bridge.library.ears import Ear, EngineEars, Vectors
from foley_bridge.library.looking import Listened, Looker
from foley_bridge.library.records import FileRow, Heard, Ranker
from foley_bridge.library.store import Store
from foley_bridge.recordings.records import UnusableError
from foley_models.errors import CancelledError, EngineCrashedError

WINDOWS_AT_ONCE = 8  # a sound that is asked for waits for no more of them than these and one file's
GIVE_WAY_S = 0.2


class Listening:
    """In the librarian's thread."""

    def __init__(
        self,
        store: Store,
        ears: EngineEars,
        looker: Looker,
        *,
        busy: Callable[[], bool],
        closed: threading.Event,
    ) -> None:
        self._store, self._ears, self._looker = store, ears, looker
        self._busy, self._closed = busy, closed
        self.gives_way = False

    def listen(self, ids: Sequence[int], roots: Mapping[int, Path], ear: Ear, ranker: Ranker) -> bool:
        """Have all of these files heard that were not yet; whether one changed meanwhile and is to be seen again.

        What keeps the engine from listening is raised: PackError, NotAvailableError, DeviceMemoryError, CancelledError.
        """
        number = self._store.use_ranker(ranker)
        files = self._store.to_hear(number, ids)
        if not files:
            return False
        self._give_way()
        rate_hz = self._ears.rate_hz(ear, self._closed.is_set)
        changed = False
        held: dict[FileRow, Listened] = {}
        for file in files:
            self._check_closed()
            try:
                held[file] = self._looker.listen(file, roots, rate_hz)
            except UnusableError as error:
                changed |= error.kind == "changed"
                if error.kind != "changed":
                    self._store.refuse(file, str(error))
            if sum(len(one.windows) for one in held.values()) >= WINDOWS_AT_ONCE:
                self._hear(number, ear, held)
                held = {}
        self._hear(number, ear, held)
        return changed

    def _hear(self, ranker: int, ear: Ear, held: Mapping[FileRow, Listened]) -> None:
        if not held:
            return
        try:
            self._hear_together(ranker, ear, held)
        except EngineCrashedError:  # over which of them, or over something else?
            for file, listened in held.items():
                self._hear_alone(ranker, ear, file, listened)

    def _hear_alone(self, ranker: int, ear: Ear, file: FileRow, listened: Listened) -> None:
        try:
            self._hear_together(ranker, ear, {file: listened})
        except EngineCrashedError as error:
            self._store.refuse(file, f"the engine ended over it twice ({error})")

    def _hear_together(self, ranker: int, ear: Ear, held: Mapping[FileRow, Listened]) -> None:
        self._give_way()
        sounds = [sound for listened in held.values() for sound in listened.sounds]
        vectors = self._ears.hear(ear, sounds, self._closed.is_set)
        heard: dict[int, list[Heard]] = {}
        first = 0
        for file, listened in held.items():
            rows = vectors[first : first + len(listened.windows)]
            first += len(listened.windows)
            heard[file.id] = [Heard(window, stored(row)) for window, row in zip(listened.windows, rows, strict=True)]
        self._store.hear(ranker, heard)

    def _give_way(self) -> None:
        """Until no sound is being made."""
        while self._busy() and not self._closed.is_set():
            self.gives_way = True
            self._closed.wait(GIVE_WAY_S)
        self.gives_way = False
        self._check_closed()

    def _check_closed(self) -> None:
        if self._closed.is_set():
            raise CancelledError("The library was closed.")


def stored(vector: Vectors) -> bytes:
    """An embedding (512,) as the index keeps it."""
    return vector.astype(np.float16).astype("<f2").tobytes()
