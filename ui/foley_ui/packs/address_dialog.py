"""The first step of an installation from an address: where, and what was wrong with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from foley_ui.packs.rows import PlainLabel
from foley_ui.packs.words import translate
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Heading, Hint, PrimaryButton

WIDTH = 560  # px


class AddressDialog(QDialog):
    """`looked` with what was typed; stays open until somebody closes it, so that a mistake can be corrected."""

    looked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("Packs", "Install from address"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(translate("Packs", "https://…"))
        self.line.setAccessibleName(translate("Packs", "Address of the pack's folder"))
        self.trouble = PlainLabel("", self, tone="bad")
        self.look = PrimaryButton(translate("Packs", "Look at it"), self)
        self.look.setDefault(True)
        self.look.setEnabled(False)
        self._no = QPushButton(translate("Packs", "Cancel"), self)
        self.line.textChanged.connect(self._typed)
        self.look.clicked.connect(self._look)
        self._no.clicked.connect(self.reject)
        self._lay_out()
        self.resize(WIDTH, self.sizeHint().height())

    def tell(self, sentence: str) -> None:
        """What was wrong with the address."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        self.look.setText(translate("Packs", "Look at it"))
        self.look.setEnabled(True)
        self.line.setEnabled(True)
        self.line.setFocus()

    def _typed(self, text: str) -> None:
        self.look.setEnabled(bool(text.strip()))
        self.trouble.hide()

    def _look(self) -> None:
        self.look.setText(translate("Packs", "Looking…"))
        self.look.setEnabled(False)
        self.line.setEnabled(False)
        self.trouble.hide()
        self.looked.emit(self.line.text())

    def _lay_out(self) -> None:
        self.trouble.hide()
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addStretch(1)
        buttons.addWidget(self._no)
        buttons.addWidget(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_L)
        column.addWidget(Heading(translate("Packs", "Install from address"), self))
        column.addWidget(
            Hint(
                translate(
                    "Packs",
                    "The address of a pack's folder on a web server. Its card and the list of its files are fetched, a "
                    "few kilobytes; size and licence are shown before anything else is.",
                ),
                self,
            )
        )
        column.addWidget(self.line)
        column.addWidget(self.trouble)
        column.addStretch(1)
        column.addLayout(buttons)
