"""The four ways to train, as cards to choose from: what each is for, how long it takes, how large its adapter is."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from foley_models.training.settings import METHODS
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.widgets import Card, Hint, set_look
from foley_ui.training.words import method_words


class MethodCards(QWidget):
    """Signals `chosen` with the method; arrows go from card to card."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._cards: dict[str, _MethodCard] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE)
        for place, method in enumerate(METHODS):
            card = _MethodCard(method, *self._said(method), self)
            self._cards[method] = card
            self._group.addButton(card.button)
            card.button.toggled.connect(lambda on, one=method: self._toggled(one, on=on))
            grid.addWidget(card, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        self.set_method("lora")

    @property
    def method(self) -> str:
        """Which one is chosen."""
        return next(method for method, card in self._cards.items() if card.button.isChecked())

    def set_method(self, method: str) -> None:
        """Choose one."""
        self._cards[method].button.setChecked(True)

    def _toggled(self, method: str, *, on: bool) -> None:
        set_look(self._cards[method], "chosen", "true" if on else "false")
        if on:
            self.chosen.emit(method)

    def _said(self, method: str) -> tuple[str, str]:
        said = {
            "tuning": (
                self.tr("minutes · 1 MB"),
                self.tr(
                    "Teaches the pack your words: which of its sounds you mean by them. The safest, and enough "
                    "where the pack knows such sounds already."
                ),
            ),
            "lora": (
                self.tr("some ten minutes · 5 MB"),
                self.tr("Teaches it the character of your sounds too, with little room to forget others. Start here."),
            ),
            "full": (
                self.tr("longer · 31 MB"),
                self.tr(
                    "Moves every weight of the denoiser. For an hour of recordings and more; can lose what it knew."
                ),
            ),
            "codec": (
                self.tr("longest · 39 MB"),
                self.tr(
                    "First how sound itself is rebuilt, then all as above. For timbres that the pack cannot render."
                ),
            ),
        }
        return said[method]


class _MethodCard(Card):
    def __init__(self, method: str, takes: str, what_for: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.button = QRadioButton(method_words(method), self)
        self.button.setAccessibleDescription(f"{takes}. {what_for}")
        size = QLabel(takes, self)
        size.setProperty("look", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE_S, SPACE, SPACE + SPACE_S, SPACE)
        column.setSpacing(SPACE_S)
        column.addWidget(self.button)
        column.addWidget(size)
        column.addWidget(Hint(what_for, self))
        column.addStretch(1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole card is the button."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.button.setChecked(True)
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
