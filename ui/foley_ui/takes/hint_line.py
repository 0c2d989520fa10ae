"""A line of keys and what they do: as many of them as there is room for."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from foley_ui.theme.metrics import SPACE_L, SPACE_S


class HintLine(QWidget):
    """The first ones are the most important: what does not fit is left out from the end."""

    def __init__(self, hints: Iterable[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hints: list[QWidget] = []
        for key, word in hints:
            self.add(key, word)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Keys"))

    def add(self, key: str, word: str) -> None:
        """One more, at the end."""
        self._hints.append(self._made(key, word))

    def sizeHint(self) -> QSize:
        """As high as one of them."""
        return QSize(0, max((one.sizeHint().height() for one in self._hints), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show those that fit."""
        super().resizeEvent(event)
        at = 0
        for one in self._hints:
            width = one.sizeHint().width()
            one.setVisible(at + width <= self.width())
            one.setGeometry(QRect(at, 0, width, self.height()))
            at += width + SPACE_L

    def _made(self, key: str, word: str) -> QWidget:
        one = QWidget(self)
        row = QHBoxLayout(one)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        for text, look in ((key, "key"), (word, "small")):
            label = QLabel(text, one)
            label.setProperty("look", look)
            row.addWidget(label)
        return one
