"""The row at the foot of the panel while something long is done: how far it is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from foley_bridge.packs.meter import Progress
from foley_ui.packs.words import progress_words, translate
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.widgets import Card

PARTS = 1000


class ProgressRow(Card):
    """Hidden while nothing is done."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._what = ""
        self.label = ElidedLabel("", self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, PARTS)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(translate("Packs", "Progress"))
        self.stop = QPushButton(translate("Packs", "Cancel"), self)
        self.stop.clicked.connect(self._stop)
        left = QVBoxLayout()
        left.setSpacing(SPACE_S)
        left.addWidget(self.label)
        left.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE + SPACE_S, SPACE, SPACE, SPACE)
        row.setSpacing(SPACE)
        row.addLayout(left, 1)
        row.addWidget(self.stop)
        self.hide()

    def begin(self, what: str) -> None:
        """Something begins."""
        self._what = what
        self.label.set_whole(translate("Packs", "Beginning with {what}…").format(what=what))
        self.bar.setValue(0)
        self.stop.setEnabled(True)
        self.show()

    def advance(self, progress: Progress) -> None:
        """It got on."""
        if self.stop.isEnabled():
            self.label.set_whole(progress_words(self._what, progress))
            self.bar.setValue(int(PARTS * progress.fraction))

    def end(self) -> None:
        """It is over, in whatever way."""
        self.hide()

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.label.set_whole(translate("Packs", "Stopping…"))
        self.cancelled.emit()
