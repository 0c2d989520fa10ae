"""The button with the tree that a request is in: to go back to what it comes of, and on to what came of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.rows import Row
from foley_ui.context import Context
from foley_ui.takes.family import Relative, family_tree
from foley_ui.takes.origins import origin_words
from foley_ui.takes.take import Asked
from foley_ui.theme.widgets import IconButton

PROMPT_MOST = 60  # characters
KEY = "T"
GAP, INDENT = "\u2002", "     "  # behind the mark of what is shown; of each step down


class FamilyButton(IconButton):
    """Hidden where a request comes of nothing and nothing came of it."""

    chosen = Signal(str)  # a request

    def __init__(self, context: Context, reader: JournalReader, keys: QWidget, parent: QWidget) -> None:
        """`keys` is where its key works."""
        super().__init__(context.theme, "tree", self.tr("What came of what"), parent=parent)
        self.setToolTip(self.tr("What came of what: back to earlier sounds, on to later ones ({key})").format(key=KEY))
        self._work, self._reader = context.work, reader
        self._asked = ("", "")  # request and state that were looked for last
        self._request = ""
        self._tree: tuple[Relative, ...] = ()
        shortcut = QShortcut(QKeySequence(KEY), keys, self.open_menu)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setWhatsThis(self.tr("What came of what"))
        self.clicked.connect(self.open_menu)
        self.hide()

    @property
    def tree(self) -> tuple[Relative, ...]:
        """The requests of the menu."""
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
                lambda _: reader.family(request),
                owner=self,
                done=lambda rows: self._know(request, rows),
                failed=lambda _: None,  # what cannot be read now is read at the next change
            )
        else:
            self._know("", ())

    def open_menu(self) -> None:
        """The tree, with the request that is shown marked."""
        if len(self._tree) < 2:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for one in self._tree:
            action = menu.addAction(self._words(one))
            action.setCheckable(True)
            action.setChecked(one.row.job.id == self._request)
            action.triggered.connect(lambda _=False, request=one.row.job.id: self.chosen.emit(request))
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def _know(self, request: str, rows: tuple[Row, ...]) -> None:
        if request == self._request:
            self._tree = family_tree(rows)
            self.setVisible(len(self._tree) > 1)

    def _words(self, one: Relative) -> str:
        prompt = one.row.prompt if len(one.row.prompt) <= PROMPT_MOST else f"{one.row.prompt[: PROMPT_MOST - 1]}…"
        told = (prompt.replace("&", "&&"), origin_words(one.row.job.order))
        branch = f"{INDENT * (one.depth - 1)}└─ " if one.depth else ""
        return GAP + branch + " · ".join(part for part in told if part)
