"""A sentence that a person must see: what is wrong, or what to know, in a frame of its tone."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from foley_ui.theme.metrics import SPACE
from foley_ui.theme.widgets import set_look


class SentenceBox(QFrame):
    """Hidden while it has nothing to say; tones: "", good, warn, bad."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "notice")
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + 4, SPACE, SPACE + 4, SPACE)
        row.addWidget(self._label, 1)
        self._row = row
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def say(self, sentence: str, tone: str = "warn") -> None:
        """Say a sentence; "" hides it."""
        self._label.setText(sentence)
        set_look(self, "tone", tone)
        self.setVisible(bool(sentence))

    def add(self, widget: QWidget) -> None:
        """Put something beside the sentence, such as a button."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)
