"""Rows of a name and a value, and labels that show foreign text as it is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Hint, set_look

NAMES_PX = 132


class PlainLabel(QLabel):
    """A text in lines, never read as markup; it can be selected with the mouse."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, tone: str = "") -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if tone:
            set_look(self, "tone", tone)


class FactRows(QWidget):
    """A table without lines: names left, values right."""

    def __init__(self, rows: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_L)
        self._grid.setVerticalSpacing(SPACE // 2)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, NAMES_PX)
        for name, value in rows:
            self.add(name, PlainLabel(value, self))

    def add(self, name: str, value: QWidget) -> None:
        """One more row."""
        row = self._grid.rowCount()
        label = Hint(name, self)
        label.setFixedWidth(NAMES_PX)
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        value.setAccessibleDescription(name)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)

    def add_path(self, name: str, path: str) -> None:
        """A row whose value gives way in its middle."""
        self.add(name, ElidedLabel(path, self, mode=Qt.TextElideMode.ElideMiddle))


class MeasuredRows(QWidget):
    """What was measured: a claim or a name left, its number at the right edge."""

    def __init__(
        self, rows: Sequence[tuple[str, ...]], head: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(0, 1)
        for at, text in enumerate(head):
            grid.addWidget(_cell(Hint(text, self), at), 0, at)
        for row, texts in enumerate(rows, start=1):
            for at, text in enumerate(texts):
                grid.addWidget(_cell(Hint(text, self) if at == 0 else _number(text, self), at), row, at)


def _number(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _cell(label: QLabel, column: int) -> QLabel:
    edge = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(edge | Qt.AlignmentFlag.AlignTop)
    label.setWordWrap(column == 0)
    return label
