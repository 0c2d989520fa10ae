"""Keeps what is typed about recordings: in the folder's `captions.csv`, or with a set that is no single folder."""

import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.work import Task
from foley_ui.notices import Level
from foley_ui.training.rows import RecordingRow
from foley_ui.training.sources import type_in_folder


class CaptionKeeper(QObject):
    """Signals `kept` once all of it is on the disk, or `lost` where it could not be kept, which it tells the person."""

    kept = Signal()
    lost = Signal()

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._under_way = 0
        self._turn = threading.Lock()  # the file is read, changed and written by one at a time

    @property
    def busy(self) -> bool:
        """Whether something is still on its way to the disk."""
        return self._under_way > 0

    def keep(self, folder: Path, rows: Sequence[RecordingRow], *, caption: str | None, category: str | None) -> None:
        """Write it in a worker; None leaves what was typed before."""
        turn = self._turn

        def write(_: Task) -> None:
            with turn:
                type_in_folder(folder, rows, caption=caption, category=category)

        self._under_way += 1
        self._context.work.run(write, owner=self, done=lambda _: self._keep(), failed=self._lose)

    def _keep(self) -> None:
        self._under_way -= 1
        if not self.busy:
            self.kept.emit()

    def _lose(self, error: FoleyError) -> None:
        self._under_way -= 1
        said = self.tr("What you typed could not be kept. {reason}").format(reason=error)
        self._context.notices.tell(said, level=Level.BAD)
        self.lost.emit()
