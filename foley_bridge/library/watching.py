"""Rings when something changes in an added folder, as far as the system tells."""

import logging
import os
import threading
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

_log = logging.getLogger(__name__)


class FolderWatches:
    """One recursive watch a folder, for one thread; `rung` is set by the system's events."""

    def __init__(self, rung: threading.Event) -> None:
        self._rung = rung
        self._observers: dict[Path, BaseObserver] = {}
        self._failed: set[Path] = set()

    def follow(self, folders: Collection[Path]) -> None:
        """Watch these folders, and no others; one that is not there is tried again the next time."""
        for path in [one for one in self._observers if one not in folders or not os.path.isdir(one)]:  # noqa: PTH112
            self._stop(path)
        for path in folders:
            if path not in self._observers and os.path.isdir(path):  # noqa: PTH112  # False where it cannot be asked
                self._start(path)

    def close(self) -> None:
        """Watch none."""
        for path in list(self._observers):
            self._stop(path)

    def _start(self, path: Path) -> None:
        from watchdog.events import FileSystemEvent, FileSystemEventHandler
        from watchdog.observers import Observer

        rung = self._rung

        class Bell(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                if event.event_type in ("created", "moved", "deleted", "modified"):  # and not what our looking causes
                    rung.set()

        observer = Observer()
        observer.schedule(Bell(), str(path), recursive=True)
        try:
            observer.start()
        except OSError as error:  # no watches are left, or its file system has none
            if path not in self._failed:
                _log.warning("the folder %s of the library is looked at from time to time only: %s", path, error)
            self._failed.add(path)
            with suppress(RuntimeError):
                observer.stop()
            return
        self._observers[path] = observer

    def _stop(self, path: Path) -> None:
        observer = self._observers.pop(path)
        observer.stop()
        observer.join()
