"""Questions before something that cannot be taken back by itself: a pack comes, a pack goes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from foley_bridge.packs.facts import memory_of, shortened, size_of
from foley_bridge.packs.licences import terms_of
from foley_bridge.packs.offer import Offer
from foley_bridge.packs.remove import Removal
from foley_models.card import Card
from foley_ui.packs.licence_box import LicenceBox
from foley_ui.packs.rows import FactRows, PlainLabel
from foley_ui.packs.words import memory_words, rate_words, size_words, translate
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Heading, PrimaryButton, SubHeading

WIDTH = 560  # px
TALLEST = 640
NAME_CHARACTERS = 40


class Question(QDialog):
    """Facts above, the answer as a button that says what it does; `agreed` where that is pressed."""

    agreed = Signal()

    def __init__(self, title: str, answer: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._inside = QWidget(self)
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 0, SPACE, 0)
        self.column.setSpacing(SPACE)
        self.yes = PrimaryButton(answer, self)
        self.no = QPushButton(translate("Packs", "Cancel"), self)
        self.no.setDefault(True)  # Enter alone agrees to nothing
        self.yes.setAutoDefault(False)
        self.yes.clicked.connect(self._agree)
        self.no.clicked.connect(self.reject)
        self._lay_out(title)

    def present(self) -> None:
        """Open it, as tall as its text needs."""
        self.column.addStretch(1)
        inside = self._inside.heightForWidth(WIDTH - 2 * SPACE_L - SPACE)
        self.resize(WIDTH, min(TALLEST, inside + self.sizeHint().height() - self._area.sizeHint().height() + SPACE))
        self.open()
        self.no.setFocus()

    def _agree(self) -> None:
        self.accept()
        self.agreed.emit()

    def _lay_out(self, title: str) -> None:
        area = self._area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setAccessibleName(title)
        area.setWidget(self._inside)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch(1)
        buttons.addWidget(self.no)
        buttons.addWidget(self.yes)
        heading = Heading(title, self)
        heading.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_L)
        column.addWidget(heading)
        column.addWidget(area, 1)
        column.addLayout(buttons)


def folder_question(card: Card, source: str, parent: QWidget) -> Question:
    """Before a pack is copied from a folder."""
    size = size_words(size_of(card))
    answer = translate("Packs", "Install {size} under {licence}").format(
        size=size, licence=shortened(card.licence.weights, NAME_CHARACTERS)
    )
    asked = Question(
        translate("Packs", "Install {name} {version}?").format(
            name=card.name, version=shortened(card.version, NAME_CHARACTERS)
        ),
        answer,
        parent,
    )
    _describe(asked, card, [(translate("Packs", "From"), source), (translate("Packs", "Size"), size)])
    asked.present()
    return asked


def address_question(offer: Offer, parent: QWidget) -> Question:
    """Before a pack is fetched."""
    card, size = offer.card, size_words(offer.bytes)
    answer = translate("Packs", "Fetch {size} under {licence}").format(
        size=size, licence=shortened(card.licence.weights, NAME_CHARACTERS)
    )
    title = translate("Packs", "Fetch {name} {version}?").format(
        name=card.name, version=shortened(card.version, NAME_CHARACTERS)
    )
    asked = Question(title, answer, parent)
    rows = [
        (translate("Packs", "From"), offer.address.base),
        (
            translate("Packs", "Size"),
            translate("Packs", "{size} in {count} files").format(size=size, count=len(offer.files)),
        ),
    ]
    others = sorted(offer.hosts - {offer.address.host})
    rows += [(translate("Packs", "Sent on to"), ", ".join(others))] if others else []
    _describe(asked, card, [*rows, (translate("Packs", "Digest"), _broken(offer.digest))])
    asked.present()
    return asked


def host_question(host: str, there: str, parent: QWidget) -> Question:
    """Before files are taken from another server than the one that was named."""
    asked = Question(
        translate("Packs", "Another server"), translate("Packs", "Allow {server}").format(server=there), parent
    )
    said = translate(
        "Packs",
        "{host} sends on to another server, {server}. Allow it if you know it; every file is checked all the same, "
        "against the list that comes from there too.",
    )
    asked.column.addWidget(PlainLabel(said.format(host=host, server=there), asked))
    asked.present()
    return asked


def removal_question(removal: Removal, parent: QWidget, *, for_good: bool = False) -> Question:
    """Before a pack is taken away."""
    name, size = removal.place.name, size_words(removal.bytes)
    title = translate("Packs", "Remove {name}?").format(name=name)
    asked = Question(
        title, translate("Packs", "Delete for good") if for_good else translate("Packs", "Move to trash"), parent
    )
    for text in _removal_words(removal, size, for_good=for_good):
        asked.column.addWidget(PlainLabel(text, asked))
    asked.present()
    return asked


def _removal_words(removal: Removal, size: str, *, for_good: bool) -> Sequence[str]:
    goes = (
        translate("Packs", "{size} in {folder} are deleted for good.")
        if for_good
        else translate("Packs", "{size} in {folder} go to the trash.")
    )
    said = [goes.format(size=size, folder=removal.place.folder)]
    if removal.in_use:
        said.append(
            translate("Packs", "It is in use: {then} is used in its place from then on.").format(then=removal.instead)
        )
    if removal.adapters:
        said.append(
            translate("Packs", "Its adapters ({count}) stay where they are, but cannot be used without it.").format(
                count=removal.adapters
            )
        )
    said.append(translate("Packs", "Sounds that were made with it stay as they are."))
    return said


def _describe(asked: Question, card: Card, rows: Sequence[tuple[str, str]]) -> None:
    terms = terms_of(card.licence.weights, commercial_use=card.licence.commercial_use)
    facts = [
        *rows,
        (translate("Packs", "Memory"), memory_words(memory_of(card))),
        (translate("Packs", "Sample rate"), rate_words(card.audio.rate_hz)),
    ]
    asked.column.addWidget(PlainLabel(shortened(card.description), asked))
    asked.column.addWidget(FactRows(facts, asked))
    asked.column.addSpacing(SPACE)
    asked.column.addWidget(SubHeading(translate("Packs", "Licence"), asked))
    asked.column.addWidget(LicenceBox(terms, shortened(card.licence.note), asked))


def _broken(digest: str) -> str:
    """A digest in groups, so that it can be read and broken into lines."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
