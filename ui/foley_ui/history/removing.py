"""Requests taken out of history, with their files into the trash where that is wished; both can be undone."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from foley_bridge.journal.reading import JournalReader
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.takes.disk import Trashed, move_to_trash, restore


class Removing(QObject):
    """`changed` is called when history is another one than before."""

    def __init__(
        self, context: Context, reader: JournalReader, changed: Callable[[], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._reader = reader
        self._changed = changed

    def hide(self, request: str) -> None:
        """Leave a request out of history; its files stay."""
        self._context.keeping.set_hidden((request,), hidden=True)
        self._tell(self.tr("The request is out of history, its files stay."), request, ())

    def hide_and_trash(self, request: str) -> None:
        """Leave it out, and move its files to the trash."""
        self._context.work.run(
            lambda _: self._trash(request),
            owner=self,
            done=lambda trashed: self._trashed(request, trashed),
            failed=self._failed,
        )

    def _trash(self, request: str) -> tuple[Trashed, ...]:
        """Those that are gone already stay gone."""
        paths = [Path(one.path) for one in self._reader.candidates(request)]
        return move_to_trash([path for path in paths if path.is_file()])

    def _trashed(self, request: str, trashed: tuple[Trashed, ...]) -> None:
        self._context.keeping.set_hidden((request,), hidden=True)
        said = self.tr("The request is out of history. Its files in the trash: {number}.")
        self._tell(said.format(number=len(trashed)), request, trashed)

    def _tell(self, sentence: str, request: str, trashed: tuple[Trashed, ...]) -> None:
        self._changed()
        undo = (self.tr("Undo"), lambda: self._undo(request, trashed))
        self._context.notices.tell(sentence, action=undo, undoes=True)

    def _undo(self, request: str, trashed: tuple[Trashed, ...]) -> None:
        self._context.keeping.set_hidden((request,), hidden=False)
        self._changed()
        there = [one for one in trashed if one.place is not None]
        if there:
            self._context.work.run(
                lambda _: restore(there), owner=self, done=lambda _: self._changed(), failed=self._failed
            )

    def _failed(self, error: FoleyError) -> None:
        self._changed()
        self._context.notices.tell(str(error), level=Level.WARN)
