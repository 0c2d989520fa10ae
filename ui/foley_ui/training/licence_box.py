"""Which licence the adapter carries: a choice with plain words, or the studio's own text."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from foley_bridge.protocol.training import LICENCE_MOST_CHARACTERS
from foley_ui.licence_words import RESERVED
from foley_ui.theme.metrics import SPACE_S
from foley_ui.theme.widgets import Hint

OWN = "own"


class LicenceBox(QWidget):
    """Signals `changed` with the licence as it stands in the adapter's card."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = QComboBox(self)
        self._choice.setAccessibleName(self.tr("Licence of the adapter"))
        self._own = QLineEdit(self)
        self._own.setAccessibleName(self.tr("The licence in your own words"))
        self._own.setPlaceholderText(self.tr("such as: Studio Nord, internal use only"))
        self._own.setMaxLength(LICENCE_MOST_CHARACTERS)
        self._meaning = Hint("", self)
        for licence, words, _ in self._licences():
            self._choice.addItem(words, licence)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        for widget in (self._choice, self._own, self._meaning):
            column.addWidget(widget)
        self._choice.currentIndexChanged.connect(lambda _: self._show())
        self._own.textChanged.connect(lambda _: self.changed.emit(self.licence))
        self._show()

    @property
    def licence(self) -> str:
        """Its text; "" where none was chosen."""
        chosen = str(self._choice.currentData())
        return " ".join(self._own.text().split()) if chosen == OWN else chosen

    def set_licence(self, licence: str) -> None:
        """Choose one; what is none of the known ones is the studio's own."""
        place = self._choice.findData(licence)
        if place < 0:
            self._own.setText(licence)
            place = self._choice.findData(OWN)
        self._choice.setCurrentIndex(place)

    def _show(self) -> None:
        chosen = str(self._choice.currentData())
        self._own.setVisible(chosen == OWN)
        self._meaning.setText(next(meaning for licence, _, meaning in self._licences() if licence == chosen))
        self.changed.emit(self.licence)

    def _licences(self) -> tuple[tuple[str, str, str], ...]:
        """What stands in the card, what stands in the list, and what it means."""
        travels = self.tr("It travels in the metadata of every sound that is made with the adapter.")
        known = (
            ("", self.tr("None chosen"), self.tr("The card will say that no licence was chosen.")),
            (
                RESERVED,
                self.tr("All rights reserved"),
                self.tr("Adapter and sounds are yours alone; nobody else may use them without asking."),
            ),
            (
                "CC0-1.0",
                self.tr("CC0 1.0: free for everything"),
                self.tr("Anybody may do anything with them, commercially too, without naming you."),
            ),
            (
                "CC-BY-4.0",
                self.tr("CC BY 4.0: free where you are named"),
                self.tr("Anybody may use them, commercially too, as long as they name you."),
            ),
            (
                "CC-BY-NC-4.0",
                self.tr("CC BY-NC 4.0: not for commercial use"),
                self.tr("Others may use them as long as they name you and earn nothing with them."),
            ),
            (OWN, self.tr("In your own words…"), self.tr("What you write stands in the card.")),
        )
        return tuple((licence, words, f"{meaning} {travels}") for licence, words, meaning in known)
