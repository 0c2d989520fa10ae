"""What the checks of the table do in worker threads, apart from any QObject: files are opened, folders watched."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foley_bridge.recordings.records import Checked, Take
from foley_models.errors import FoleyError
from foley_ui.training.rows import RecordingRow, rows_of
from foley_ui.training.sources import Chosen, gathered

if TYPE_CHECKING:
    from foley_bridge.recordings.check import Examiner
    from foley_bridge.recordings.reading import Reader
    from foley_bridge.recordings.watch import Watch
    from foley_ui.link.work import Task

PROGRESS_STEP = 25  # of many files, not each is told
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Split:
    """How much is held out, and by which draw."""

    share: float = 0.2
    seed: int = 1


@dataclass(frozen=True)
class Found:
    """What a check found, ready for the table."""

    rows: tuple[RecordingRow, ...]
    notes: tuple[str, ...]
    others: int = 0


class Looking:
    """One check at a time, in whichever thread; what is known of files is kept until `close`."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._reader: Reader | None = None
        self._examiner: Examiner | None = None

    def check(self, task: "Task", chosen: Chosen, split: Split, on_progress: OnProgress) -> Found:
        """Look into everything. RequestError, NotAvailableError; CancelledError soon after the task is cancelled."""
        from foley_bridge.recordings.check import check

        with self._turn:
            task.check()
            pieces = gathered(chosen)
            checked = check(
                pieces,
                validation_share=split.share,
                seed=split.seed,
                on_progress=now_and_then(on_progress),
                cancelled=lambda: task.cancelled,
                examiner=self._examining(),
            )
        return found_of(checked, pieces.takes)

    def close(self) -> None:
        """End the process that opens files, once the check that goes on has ended."""
        with self._turn:
            if self._reader is not None:
                self._reader.close()
            self._reader = self._examiner = None

    def _examining(self) -> "Examiner":
        if self._examiner is None:
            from foley_bridge.files.ucs import Catalogue
            from foley_bridge.recordings.check import Examiner
            from foley_bridge.recordings.reading import Reader

            self._reader = Reader()
            self._examiner = Examiner(self._reader, Catalogue.load())
        return self._examiner


class WatchedFolder:
    """A folder that is watched from `begin` to `close`, whichever comes first."""

    def __init__(self, folder: Path, split: Split, *, on_found: Callable[[Found], None], on_progress: OnProgress):
        self._folder, self._split = folder, split
        self._on_found, self._on_progress = on_found, now_and_then(on_progress)
        self._lock = threading.Lock()
        self._closed = False
        self._watch: Watch | None = None

    def begin(self) -> None:
        """In a worker. RequestError where the folder cannot be looked into."""
        from foley_bridge.recordings.watch import Watch

        with self._lock:
            if not self._closed:
                self._watch = Watch(
                    self._folder,
                    self._on_change,
                    validation_share=self._split.share,
                    seed=self._split.seed,
                    on_progress=self._on_progress,
                )

    def close(self) -> None:
        """In a worker: it waits for the check that goes on."""
        with self._lock:
            self._closed = True
            if self._watch is not None:
                self._watch.close()

    def _on_change(self, checked: Checked) -> None:
        from foley_bridge.recordings.gather import gather

        try:
            takes = gather(self._folder).takes
        except FoleyError:
            takes = ()  # what was checked says why
        self._on_found(found_of(checked, takes))


def found_of(checked: Checked, takes: tuple[Take, ...]) -> Found:
    """A check as the table takes it."""
    return Found(rows_of(checked, takes), checked.notes, checked.others)


def now_and_then(on_progress: OnProgress) -> OnProgress:
    """The same, but of many files not each is told."""

    def tell(done: int, total: int) -> None:
        if done == total or total < PROGRESS_STEP or done % PROGRESS_STEP == 0:
            on_progress(done, total)

    return tell
