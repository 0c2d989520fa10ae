"""The button with the tree that a request is in: to go back to what it comes of, and on to what came of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from foley_bridge.journal.reading import JournalReader
from foley_ui.context import Context
from foley_ui.takes.family import Relative, family_tree
from foley_ui.takes.family_popup import FamilyPopup
from foley_ui.takes.take import Asked
from foley_ui.theme.widgets import IconButton

KEY = "T"


class FamilyButton(IconButton):
    """Hidden where a request comes of nothing and nothing came of it."""

    chosen = Signal(str)  # a request

    def __init__(self, context: Context, reader: JournalReader, keys: QWidget, parent: QWidget) -> None:
        """`keys` is where its key works."""
        super().__init__(context.theme, "tree", self.tr("What came of what"), parent=parent)
        self.setToolTip(self.tr("What came of what: back to earlier sounds, on to later ones ({key})").format(key=KEY))
        self._work, self._reader, self._theme = context.work, reader, context.theme
        self._asked = ("", "")  # request and state that were looked for last
        self._request = ""
        self._tree: tuple[Relative, ...] = ()
        shortcut = QShortcut(QKeySequence(KEY), keys, self.open_tree)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setWhatsThis(self.tr("What came of what"))
        self.clicked.connect(self.open_tree)
        self.hide()

    @property
    def tree(self) -> tuple[Relative, ...]:
        """The requests of the list."""
        return self._tree

    def show_asked(self, asked: Asked | None) -> None:
        """Another request is shown, or the same got on; its relatives are looked for in a worker."""
        self._request = "" if asked is None else asked.row.job.id
        now = ("", "") if asked is None else (self._request, str(asked.row.job.state))
        if now == self._asked:
            return
        self._asked = now
        request, reader = self._request, self._reader
        if request:
            self._work.run(
                lambda _: family_tree(reader.family(request)),
                owner=self,
                done=lambda tree: self._know(request, tree),
                failed=lambda _: None,  # what cannot be read now is read at the next change
            )
        else:
            self._know("", ())

    def open_tree(self) -> None:
        """The tree, with the request that is shown marked."""
        if len(self._tree) < 2:
            return
        popup = FamilyPopup(self._tree, self._request, self._theme, self)
        popup.chosen.connect(self.chosen)
        popup.open_at(self.mapToGlobal(self.rect().bottomLeft()))

    def _know(self, request: str, tree: tuple[Relative, ...]) -> None:
        if request == self._request:
            self._tree = tree
            self.setVisible(len(tree) > 1)
