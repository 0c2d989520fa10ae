"""Watches a folder of recordings: new takes join the set when they are complete, removed ones leave it."""

import logging
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.files.ucs import Catalogue
from foley_bridge.recordings.check import Examiner, check
from foley_bridge.recordings.gather import gather
from foley_bridge.recordings.overrides import FILE_NAME
from foley_bridge.recordings.reading import Reader
from foley_bridge.recordings.records import Checked
from foley_models.errors import CancelledError, FoleyError

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

SETTLE_S = 2.0  # for so long a file must not change before it is taken for complete
RESCAN_S = 15.0  # where the system loses an event, or cannot watch this folder at all
OnChange = Callable[[Checked], None]
Stamps = Mapping[Path, tuple[int, int]]  # size and time of change


class Watch:
    """A watched folder until `close`; `on_change` and `on_progress` are called in its thread, and must not raise."""

    def __init__(
        self,
        folder: Path,
        on_change: OnChange,
        *,
        validation_share: float = 0.2,
        seed: int = 1,
        settle_s: float = SETTLE_S,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> None:
        gather(folder)  # a folder that cannot be looked into is told to the one who asks
        self._folder, self._on_change, self._settle_s = folder, on_change, settle_s
        self._validation_share, self._seed, self._on_progress = validation_share, seed, on_progress
        self._news, self._closed = threading.Event(), threading.Event()
        self._told: Stamps | None = None
        self._observer = _observe(folder, self._news)
        self._thread = threading.Thread(target=self._serve, name="foley-recordings", daemon=True)
        self._thread.start()

    def __enter__(self) -> "Watch":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the watch; a check that is going on is stopped."""
        self._closed.set()
        self._news.set()
        if self._observer is not None:
            self._observer.stop()
            self._observer.join()
            self._observer = None
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _serve(self) -> None:
        with Reader() as reader:
            examiner = Examiner(reader, Catalogue.load())
            before: Stamps = {}
            while not self._closed.is_set():
                self._news.clear()
                now = _stamps(self._folder)
                still = {path: stamp for path, stamp in now.items() if before.get(path) == stamp}
                before = now
                if len(still) == len(now) and still == self._told:
                    self._news.wait(RESCAN_S)
                    continue
                if still != self._told and (still or not now):
                    self._tell(examiner, still, now)
                self._closed.wait(self._settle_s)

    def _tell(self, examiner: Examiner, still: Stamps, now: Stamps) -> None:
        """Check what is complete and say what there is now."""
        try:
            checked = self._checked(examiner, still, now)
        except CancelledError:
            return
        except FoleyError as error:  # the folder is gone, or its captions.csv is no list
            checked = Checked(self._folder, (), (), notes=(str(error),))
        self._told = still
        self._on_change(checked)

    def _checked(self, examiner: Examiner, still: Stamps, now: Stamps) -> Checked:
        gathered = gather(self._folder)
        complete = tuple(take for take in gathered.takes if take.path in still)
        checked = check(
            replace(gathered, takes=complete),
            validation_share=self._validation_share,
            seed=self._seed,
            on_progress=self._on_progress,
            cancelled=self._closed.is_set,
            examiner=examiner,
        )
        waiting = sorted(path.name for path in now.keys() - still.keys())
        note = (
            (f"Still being written: {', '.join(waiting[:5])}{' ...' if len(waiting) > 5 else ''}.",) if waiting else ()
        )
        return replace(checked, notes=(*checked.notes, *note))


def watch(folder: Path, on_change: OnChange, *, settle_s: float = SETTLE_S) -> Watch:
    """Watch a folder; what it holds now is told first. RequestError where it cannot be looked into."""
    return Watch(folder, on_change, settle_s=settle_s)


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """Size and time of change of every recording, and of what was typed about them."""
    found = {}
    with suppress(FoleyError):  # told by the check
        for path in (*(take.path for take in gather(folder).takes), folder / FILE_NAME):
            with suppress(OSError):
                status = os.stat(path)  # noqa: PTH116  # of what a link leads to
                found[path] = (status.st_size, status.st_mtime_ns)
    return found


def _observe(folder: Path, news: threading.Event) -> "BaseObserver | None":
    """Set `news` when something in the folder changes; None where the system has no watches left."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    class Bell(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type in ("created", "moved", "deleted", "modified"):  # and not what our own looking causes
                news.set()

    observer = Observer()
    observer.schedule(Bell(), str(folder), recursive=True)
    try:
        observer.start()
    except OSError as error:
        logging.getLogger(__name__).warning("The recordings are looked at every %g s only: %s", RESCAN_S, error)
        with suppress(RuntimeError):
            observer.stop()
        return None
    return observer
