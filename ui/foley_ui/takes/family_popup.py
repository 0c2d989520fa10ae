"""The tree of a request as a list over the window: rows are made as they are seen, so ten thousand open like ten."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPixmap
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from foley_ui.takes.family import Relative
from foley_ui.takes.origins import origin_words
from foley_ui.takes.popup_frame import PopupFrame
from foley_ui.theme.metrics import CONTROL_HEIGHT, ICON, SPACE, SPACE_L, SPACE_S
from foley_ui.theme.theme import Theme
from foley_ui.theme.widgets import Hint

PROMPT_MOST = 60  # characters
INDENT, DEPTH_MOST = "     ", 12  # of each step down; further down all stand at the same place
ROWS_MOST, WIDTH_MOST_PX = 14, 720
MEASURED = 40  # rows, on either side of the one that is shown: what is seen first is never cut off
_Index = QModelIndex | QPersistentModelIndex


class FamilyModel(QAbstractListModel):
    """Each request with what it begins from; the one that is shown has a mark."""

    def __init__(self, tree: Sequence[Relative], shown: str, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tree = tuple(tree)
        self.place = next((at for at, one in enumerate(self._tree) if one.row.job.id == shown), 0)
        self._mark, self._no_mark = theme.pixmap("check", ICON), QPixmap(QSize(ICON, ICON))
        self._no_mark.fill(Qt.GlobalColor.transparent)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # Qt's default
        """All requests of the tree."""
        return 0 if parent.isValid() else len(self._tree)

    def request(self, row: int) -> str:
        """The id of a row's request; "" where there is none."""
        return self._tree[row].row.job.id if 0 <= row < len(self._tree) else ""

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words and mark."""
        one = self._tree[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            branch = f"{INDENT * (min(one.depth, DEPTH_MOST) - 1)}└─ " if one.depth else ""
            return branch + _words(one)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._mark if index.row() == self.place else self._no_mark
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return _words(one)
        return None


class FamilyPopup(PopupFrame):
    """Arrows and Enter, or a click, go to a request; Esc closes it."""

    chosen = Signal(str)

    def __init__(self, tree: Sequence[Relative], shown: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("What came of what"))
        self.model = FamilyModel(tree, shown, theme, self)
        self.list = QListView(self)
        self.list.setAccessibleName(self.tr("What came of what"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setModel(self.model)
        self.list.setCurrentIndex(self.model.index(self.model.place, 0))
        self.list.clicked.connect(lambda index: self._choose(index.row()))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE_S)
        column.addWidget(Hint(self.tr("What came of what: Enter goes there"), self))
        column.addWidget(self.list)
        self._size()

    def open_at(self, place: QPoint) -> None:
        """Show it there, the request that is shown in its middle."""
        super().open_at(place)
        self.list.scrollTo(self.list.currentIndex(), QListView.ScrollHint.PositionAtCenter)
        self.list.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _choose(self, row: int) -> None:
        request = self.model.request(row)
        self.close()
        if request:
            self.chosen.emit(request)

    def _size(self) -> None:
        """As wide as what is seen first, as high as some rows."""
        first = max(0, self.model.place - MEASURED)
        seen = range(first, min(self.model.rowCount(), self.model.place + MEASURED))
        metrics = self.list.fontMetrics()
        wide = max(metrics.horizontalAdvance(str(self.model.index(row, 0).data())) for row in seen)
        high = max(self.list.sizeHintForRow(0), CONTROL_HEIGHT - SPACE_S)
        self.list.setFixedSize(
            min(WIDTH_MOST_PX, wide + ICON + 3 * SPACE_L), min(ROWS_MOST, self.model.rowCount()) * high + SPACE
        )


def _words(one: Relative) -> str:
    prompt = one.row.prompt if len(one.row.prompt) <= PROMPT_MOST else f"{one.row.prompt[: PROMPT_MOST - 1]}…"
    return " · ".join(part for part in (prompt, origin_words(one.row.job.order)) if part)
