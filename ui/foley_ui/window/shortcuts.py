"""F1: what the keys do, over the window."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_XL
from foley_ui.theme.theme import Theme
from foley_ui.theme.widgets import Card, Heading, IconButton, SubHeading

CARD_WIDTH = 560  # px, at most
_SCRIM = QColor(0, 0, 0, 110)


@dataclass(frozen=True)
class Shortcut:
    """Keys as they are written on them, such as `Ctrl+1`, and what they do."""

    keys: str
    does: str


@dataclass(frozen=True)
class Group:
    """Shortcuts that belong together."""

    title: str
    shortcuts: tuple[Shortcut, ...]


class ShortcutsOverlay(QWidget):
    """Covers its parent until Esc, F1 or a click beside the card."""

    def __init__(self, theme: Theme, groups: Sequence[Group], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Keyboard shortcuts"))
        self._card = Card(self)
        self._before = parent.window().focusWidget()
        self._area = _Area(_table(groups))
        self._lay_out(theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._area)  # the keys of a list longer than the window scroll it
        parent.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Covers the parent in its new size too."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and F1 close it."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F1):
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes it."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Dims what is behind."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), _SCRIM)
        painter.end()

    def dismiss(self) -> None:
        """Go away."""
        if self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None:
            return
        self.setGeometry(parent.rect())
        width = min(CARD_WIDTH, parent.width() - 2 * SPACE_L)
        height = min(self._card.sizeHint().height(), parent.height() - 2 * SPACE_L)
        self._card.setGeometry((parent.width() - width) // 2, (parent.height() - height) // 2, width, height)

    def _lay_out(self, theme: Theme) -> None:
        cross = IconButton(theme, "cross", self.tr("Close"), self.tr("Close (Esc)"), self._card)
        cross.clicked.connect(self.dismiss)
        head = QHBoxLayout()
        head.addWidget(Heading(self.tr("Keyboard")), 1)
        head.addWidget(cross)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(SPACE_XL, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._area, 1)


class _Area(QScrollArea):
    """As high as what it holds, where there is room."""

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        self.setWidget(held)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(80)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Keyboard shortcuts"))
        self._held = held

    def sizeHint(self) -> QSize:
        """All of it."""
        return self._held.sizeHint()


def _table(groups: Sequence[Group]) -> QWidget:
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, SPACE, SPACE)
    grid.setHorizontalSpacing(SPACE_L)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(1, 1)
    for group in groups:
        row = grid.rowCount()
        grid.setRowMinimumHeight(row, SPACE)
        grid.addWidget(SubHeading(group.title), row + 1, 0, 1, 2)
        for place, shortcut in enumerate(group.shortcuts, start=row + 2):
            key = QLabel(shortcut.keys)
            key.setProperty("look", "key")
            does = QLabel(shortcut.does)
            does.setWordWrap(True)
            grid.addWidget(key, place, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(does, place, 1)
    return table
