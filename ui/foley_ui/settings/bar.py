"""The bar that comes with changes: how many there are, what saving does, and the two ways out."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import FlatButton, PrimaryButton


@dataclass(frozen=True)
class Standing:
    """What the bar tells of; `doing` is a sentence while something is done, and then no button can be pressed."""

    changes: int = 0
    wrong: int = 0
    restarts: bool = False
    hosting: bool = True  # whether the daemon is the tray's own
    waits: bool = False  # whether nothing holds before the tray's next start
    doing: str = ""


class SaveBar(QFrame):
    """Hidden while there is nothing to save."""

    saves = Signal()
    reverts = Signal()
    shows_wrong = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "notice")
        self._says = QLabel(self)
        self._says.setWordWrap(True)
        self._show = FlatButton(self.tr("Show it"), self)
        self._revert = QPushButton(self.tr("Revert"), self)
        self._save = PrimaryButton(self.tr("Save"), self)
        self._revert.setToolTip(self.tr("Back to what is saved"))
        self._save.setToolTip(self.tr("Save (Ctrl+S)"))
        self.buttons = (self._show, self._revert, self._save)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE, SPACE, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self._says, 1)
        for button, signal in zip(self.buttons, (self.shows_wrong, self.reverts, self.saves), strict=True):
            row.addWidget(button)
            button.clicked.connect(signal)
        self.stand(Standing())

    def stand(self, now: Standing) -> None:
        """Tell how it stands."""
        self.setVisible(bool(now.changes or now.doing))
        self._says.setText(now.doing or self._sentence(now))
        self._show.setVisible(bool(now.wrong) and not now.doing)
        self._revert.setVisible(not now.doing)
        self._save.setVisible(not now.doing)
        self._save.setEnabled(not now.wrong)

    def _sentence(self, now: Standing) -> str:
        changed = self.tr("Changed: {count}.").format(count=now.changes)
        if now.wrong:
            return f"{changed} {self.tr('Cannot be saved as it is: {count}.').format(count=now.wrong)}"
        if now.restarts and not now.hosting:
            outside = self.tr("It holds when the daemon, which was started outside this window, is started anew there.")
            return f"{changed} {outside}"
        if now.restarts:
            restarts = self.tr("Saving starts the daemon anew; what is in its queue goes on afterwards.")
            return f"{changed} {restarts}"
        if now.waits:
            return f"{changed} {self.tr('It holds from the next start of Foley Bridge.')}"
        return f"{changed} {self.tr('It holds at once.')}"
