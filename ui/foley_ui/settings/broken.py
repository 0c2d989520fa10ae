"""What is shown of a settings file with a mistake: the sentence, and the ways out of which none loses a word."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from foley_ui.settings.row import Complaint
from foley_ui.theme.metrics import ICON, SPACE, SPACE_L
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import Hint


class BrokenFile(QFrame):
    """Hidden while the file is fine."""

    opens = Signal()
    reads_again = Signal()
    starts_over = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("look", "notice")
        self.setProperty("tone", "bad")
        self._icon = QLabel(self)
        self._says = Complaint(self)
        self._says.show()
        self._open = QPushButton(self.tr("Open the file"), self)
        self._again = QPushButton(self.tr("Read it again"), self)
        self._over = QPushButton(self.tr("Start from the defaults"), self)
        self._lay_out()
        theme.changed.connect(self._draw)
        self._draw()
        self.tell("")

    def tell(self, sentence: str) -> None:
        """Show the sentence; "" hides all of it."""
        self._says.setText(sentence)
        self.setVisible(bool(sentence))

    def _draw(self) -> None:
        self._icon.setPixmap(self._theme.pixmap("warn", ICON, Role.BAD))

    def _lay_out(self) -> None:
        meanwhile = self.tr(
            "Nothing of it holds until the mistake is put right. The file is not written over: where you start from "
            "the defaults, it is kept under another name beside them."
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        for button, signal in (
            (self._open, self.opens),
            (self._again, self.reads_again),
            (self._over, self.starts_over),
        ):
            buttons.addWidget(button)
            button.clicked.connect(signal)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(SPACE)
        words.addWidget(self._says)
        words.addWidget(Hint(meanwhile, self))
        words.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        row.setSpacing(SPACE_L)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
