"""A licence in plain words, as the details and the question before an installation show it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from foley_bridge.packs.licences import Terms
from foley_ui.packs.rows import FactRows, PlainLabel
from foley_ui.packs.words import translate, use_tone, use_words
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.widgets import Badge


class LicenceBox(QWidget):
    """Whether sounds may be used commercially, and what else is asked."""

    def __init__(self, terms: Terms, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(Badge(use_words(terms.use), use_tone(terms.use), self))
        name = terms.title if terms.title == terms.licence else f"{terms.title} ({terms.licence})"
        head.addWidget(PlainLabel(name, self), 1)
        rows = [
            (translate("Packs", "Your sounds"), translate("Packs", terms.sounds)),
            (translate("Packs", "Credit"), translate("Packs", terms.credit)),
            (translate("Packs", "The pack itself"), translate("Packs", terms.pack)),
        ]
        if note:
            rows.append((translate("Packs", "Its authors say"), note))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(FactRows(rows, self))
