"""Output and store of sounds, made when they are first needed: who holds this has imported nothing heavy yet."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from foley_bridge.audition.output import Output
    from foley_bridge.audition.store import SoundStore


def make_output() -> "Output":
    """The output of this machine."""
    from foley_bridge.audition.output import Output

    return Output()


def make_store() -> "SoundStore":
    """An empty store."""
    from foley_bridge.audition.store import SoundStore

    return SoundStore()


class Equipment:
    """Thread-safe; the first use of each part may take a tenth of a second."""

    def __init__(
        self, *, output: "Callable[[], Output]" = make_output, store: "Callable[[], SoundStore]" = make_store
    ) -> None:
        self._make_output, self._make_store = output, store
        self._output: Output | None = None
        self._store: SoundStore | None = None
        self._making = threading.Lock()

    @property
    def output(self) -> "Output":
        """The way to the sound device."""
        if self._output is None:  # what is there already is had without waiting for what another thread makes
            with self._making:
                self._output = self._output or self._make_output()
        return self._output

    @property
    def store(self) -> "SoundStore":
        """The sounds."""
        if self._store is None:
            with self._making:
                self._store = self._store or self._make_store()
        return self._store

    def rest(self) -> None:
        """Give the device and the process that decodes back until they are needed again; may take seconds."""
        if self._output is not None:
            self._output.close()
        if self._store is not None:
            self._store.rest()
