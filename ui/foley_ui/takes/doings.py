"""What is done with takes on this machine: marks, clipboard, trash, file manager, recipe; each failure a sentence."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from foley_bridge.files.ucs import Catalogue
from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.takes.audition import Audition
from foley_ui.takes.disk import Trashed, move_to_trash, restore, reveal
from foley_ui.takes.mime import file_data, path_text
from foley_ui.takes.recipe_window import RecipeWindow
from foley_ui.takes.take import Take


class Doings(QObject):
    """`changed` is called where files came or went, so that the list is read again."""

    def __init__(self, context: Context, audition: Audition, changed: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._audition = audition
        self._changed = changed
        self._window = parent

    def favourite(self, takes: Sequence[Take]) -> None:
        """Mark them all; where all are marked, take the marks away."""
        keeping = self._context.keeping
        on = not all(keeping.is_favourite(one.key) for one in takes)
        for one in takes:
            keeping.set_favourite(one.key, on=on)

    def copy_path(self, takes: Sequence[Take]) -> None:
        """Their paths onto the clipboard."""
        if takes:
            QGuiApplication.clipboard().setText(path_text([one.path for one in takes]))
            self._context.notices.tell(self.tr("The path is on the clipboard."))

    def copy_file(self, takes: Sequence[Take]) -> None:
        """The files onto the clipboard, to be pasted into a folder or a program."""
        there = [one.path for one in takes if one.there]
        if there:
            QGuiApplication.clipboard().setMimeData(file_data(there))
            self._context.notices.tell(self.tr("The file is on the clipboard."))

    def reveal(self, take: Take) -> None:
        """Show its file in the file manager."""
        self._context.work.run(lambda _: reveal(take.path), owner=self)

    def show_recipe(self, take: Take) -> None:
        """Open a window with its recipe."""
        self._context.work.run(lambda _: Catalogue.load(), owner=self, done=lambda known: self._open(take, known))

    def trash(self, takes: Sequence[Take]) -> None:
        """Move their files to the trash; a notice offers to bring them back."""
        paths = [one.path for one in takes if one.there]
        if paths:
            self._audition.forget(paths)
            self._context.work.run(lambda _: move_to_trash(paths), owner=self, done=self._trashed, failed=self._failed)

    def _trashed(self, trashed: tuple[Trashed, ...]) -> None:
        self._changed()
        sentence = self.tr("{name} is in the trash.") if len(trashed) == 1 else self.tr("In the trash: {number} files.")
        undo = (self.tr("Undo"), lambda: self._restore(trashed)) if all(one.place for one in trashed) else None
        self._context.notices.tell(
            sentence.format(name=trashed[0].path.name, number=len(trashed)), action=undo, undoes=True
        )

    def _restore(self, trashed: tuple[Trashed, ...]) -> None:
        def done(_: None) -> None:
            self._changed()
            self._context.notices.tell(self.tr("Brought back from the trash."), level=Level.GOOD)

        self._context.work.run(lambda _: restore(trashed), owner=self, done=done, failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self._changed()
        self._context.notices.tell(str(error), level=Level.WARN)

    def _open(self, take: Take, catalogue: Catalogue) -> None:
        window = self._window.window()
        opened = next((one for one in window.findChildren(RecipeWindow) if one.take == take), None)
        recipe = opened or RecipeWindow(take, catalogue, window)
        recipe.show()
        recipe.raise_()
        recipe.activateWindow()
