"""A small window over a take: how far away from it the next sounds are to go, and how many there should be."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from foley_ui.takes.popup import AskPopup

AMOUNT, COUNT = 50, 4  # per cent; sounds


class LessLike(AskPopup):
    """Enter asks, Esc closes it; it remembers what was chosen last."""

    asked = Signal(float, int)  # amount from 0 to 1, count

    def __init__(self, count_most: int, parent: QWidget | None = None) -> None:
        super().__init__(COUNT, count_most, parent)
        self.set_title(self.tr("Less like this"))
        ends = (self.tr("hardly"), self.tr("as far as it fits"))
        self._amount = self.add_share(self.tr("How far away from it"), AMOUNT, least=1, ends=ends)

    def ask(self) -> None:
        """So far away, so many."""
        self.asked.emit(self._amount.value() / 100, self.count.value())
