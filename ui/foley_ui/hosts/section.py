"""What the panel of connections is made of: a titled card, a fact with buttons about it, a sentence with a mark."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import ICON, SPACE, SPACE_L, SPACE_S
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import Card, Hint, SubHeading, set_look

_LABEL_PX = 110
_MARKS = {
    "good": ("check", Role.GOOD),
    "warn": ("warn", Role.WARN),
    "bad": ("cross", Role.BAD),
    "": ("info", Role.FAINT),
}


class Section(QWidget):
    """A title, a line about it, and a card whose `column` others fill."""

    def __init__(self, title: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, SPACE)
        outer.setSpacing(SPACE_S)
        outer.addWidget(SubHeading(title, self))
        if about:
            outer.addWidget(Hint(about, self))
        outer.addSpacing(SPACE_S)
        self.card = Card(self)
        self.column = QVBoxLayout(self.card)
        self.column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self.column.setSpacing(SPACE)
        outer.addWidget(self.card)


class FactRow(QWidget):
    """What something is called, what it is, and buttons about it."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        name = Hint(label, self)
        name.setWordWrap(False)
        name.setMinimumWidth(_LABEL_PX)
        self.value = ElidedLabel(parent=self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE)
        self._row.addWidget(name)
        self._row.addWidget(self.value, 1)

    def add(self, *buttons: QWidget) -> None:
        """Put buttons behind the value."""
        for one in buttons:
            self._row.addWidget(one)

    def tell(self, text: str) -> None:
        """Say what it is."""
        self.value.set_whole(text)
        self.value.setAccessibleName(f"{self._label}: {text}")


class Sentence(QWidget):
    """A sentence with a mark before it: good, warn, bad, or none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._tone = theme, ""
        self._mark = QLabel(self)
        self._mark.setFixedWidth(ICON)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        theme.changed.connect(self._draw)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def tell(self, tone: str, sentence: str) -> None:
        """Say something; "" hides it."""
        self._tone = tone
        self._words.setText(sentence)
        set_look(self._words, "look", "hint" if not tone else "")
        self._draw()
        self.setVisible(bool(sentence))

    def _draw(self) -> None:
        icon, role = _MARKS[self._tone]
        self._mark.setPixmap(self._theme.pixmap(icon, ICON, role))
