"""A small window over two takes: what lies between them, nearer to which, and how far from both."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from foley_ui.takes.popup import AskPopup

MIX, AMOUNT, COUNT = 50, 25, 4  # per cent; sounds


@dataclass(frozen=True)
class BlendWish:
    """`mix` is from 0, all the first, to 1, all the second; `amount` how far from both, over 0 to 1."""

    mix: float
    amount: float
    count: int


class Blending(AskPopup):
    """Enter asks, Esc closes it; it remembers what was chosen last."""

    asked = Signal(object)  # BlendWish

    def __init__(self, count_most: int, parent: QWidget | None = None) -> None:
        super().__init__(COUNT, count_most, parent)
        self.set_title(self.tr("Between the two"))
        mix_ends = (self.tr("the better ranked"), self.tr("the other"))
        self._mix = self.add_share(self.tr("Nearer to"), MIX, least=0, ends=mix_ends)
        ends = (self.tr("both at once"), self.tr("one thing of its own"))
        self._amount = self.add_share(self.tr("How different from both"), AMOUNT, least=1, ends=ends)

    def ask(self) -> None:
        """So much of each."""
        self.asked.emit(BlendWish(self._mix.value() / 100, self._amount.value() / 100, self.count.value()))
