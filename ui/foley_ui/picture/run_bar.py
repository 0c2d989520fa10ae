"""The foot of the page: how far the work is, what begins and what ends it."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.theme import Theme
from foley_ui.theme.widgets import PrimaryButton

PARTS = 1000


class RunBar(QWidget):
    """Either a button that begins, or a bar and one that cancels."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = QLabel(self)
        self._said.setProperty("look", "hint")
        self._said.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, PARTS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.start = PrimaryButton("", self)
        self.stop = QPushButton(self.tr("Cancel"), self)
        self.stop.setToolTip(self.tr("Cancel (Esc); what is made stays"))
        theme.dress(self.stop, "cancel")
        self._more = QHBoxLayout()
        self._more.setSpacing(SPACE)
        left = QVBoxLayout()
        left.setSpacing(SPACE_S)
        left.addWidget(self._said)
        left.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addLayout(left, 1)
        row.addLayout(self._more)
        row.addWidget(self.stop)
        row.addWidget(self.start)
        self.show_running(running=False)

    @property
    def said(self) -> str:
        """The line above the bar."""
        return self._said.text()

    def add(self, button: QPushButton) -> None:
        """One more, before the main one."""
        self._more.addWidget(button)

    def say(self, text: str) -> None:
        """Say how it stands."""
        self._said.setText(text)

    def show_share(self, share: float) -> None:
        """How far it is."""
        self.bar.setValue(round(PARTS * share))

    def show_running(self, *, running: bool) -> None:
        """Whether something is being made."""
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self.stop.setEnabled(True)
        self.start.setVisible(not running)
