"""What was worked out from files, kept as long as the files stay as they are and there is room."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Generic, TypeVar

from foley_bridge.audition.reading import UnplayableError

T = TypeVar("T")
Key = tuple[Hashable, ...]


class Memory(Generic[T]):
    """Forgets what was not asked for the longest. Threads that ask for the same at once wait for one making."""

    def __init__(self, bytes_most: int, size_bytes: Callable[[T], int]) -> None:
        self._most = bytes_most
        self._size_bytes = size_bytes
        self._kept: OrderedDict[Key, T] = OrderedDict()
        self._held_bytes = 0
        self._making: dict[Key, threading.Lock] = {}
        self._guard = threading.Lock()

    def get(self, key: Key, make: Callable[[], T]) -> T:
        """What is kept under `key`, or else what `make` gives; an error of it is not kept."""
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            known = self.peek(key)
            if known is not None:
                return known
            try:
                made = make()
                self._keep(key, made)
            finally:
                with self._guard:
                    self._making.pop(key, None)
        return made

    def peek(self, key: Key) -> T | None:
        """What is kept under `key`; never waits for long."""
        with self._guard:
            return self._kept.get(key)

    def _keep(self, key: Key, made: T) -> None:
        with self._guard:
            self._kept[key] = made
            self._held_bytes += self._size_bytes(made)
            while self._held_bytes > self._most and len(self._kept) > 1:
                _, forgotten = self._kept.popitem(last=False)
                self._held_bytes -= self._size_bytes(forgotten)


def file_key(path: Path) -> Key:
    """What changes when a file does. UnplayableError where it is gone."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnplayableError(f"{path.name} cannot be played: it is not there any more ({reason}, {path}).") from error
    return (str(path), status.st_mtime_ns, status.st_size)
