"""The category of a request: predicted from the prompt, or a CatID that is searched by any of its words."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from foley_bridge.files.ucs import Catalogue
from foley_ui.generate.suggestions import category_name

LETTERS = 10  # of the narrowest box: `Auto` and a CatID are seen whole


class CategoryField(QComboBox):
    """`category` is a CatID, "" for the predicted one, and what was typed where it is neither."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QLineEdit(self)
        self.setLineEdit(self._line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(LETTERS)
        self.setAccessibleName(self.tr("Category"))
        self.setToolTip(self.tr("From the prompt, or a category of your choice: type any of its words"))
        self._wanted = ""
        self.addItem(self._auto, "")
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        self.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.editTextChanged.connect(lambda _: self.changed.emit())

    @property
    def category(self) -> str:
        """The CatID, "" for the predicted one; what was typed where it is none."""
        text = self.currentText().strip()
        place = self.findText(text, Qt.MatchFlag.MatchFixedString)
        if place < 0:
            place = self.findData(text, flags=Qt.MatchFlag.MatchFixedString)
        if place >= 0:
            return str(self.itemData(place))
        return text

    def know(self, catalogue: Catalogue) -> None:
        """Offer all categories."""
        wanted = self._wanted or self.category
        with QSignalBlocker(self):
            for entry in catalogue:
                self.addItem(category_name(catalogue, entry.cat_id), entry.cat_id)
        self.set_category(wanted)

    def set_category(self, cat_id: str) -> None:
        """Choose a CatID; "" for the predicted one."""
        place = self.findData(cat_id)
        self._wanted = cat_id if place < 0 else ""
        if place >= 0:
            self.setCurrentIndex(place)
            self.setEditText(self.itemText(place))
        else:
            self.setEditText(cat_id)
        self._line.setCursorPosition(0)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is the predicted one, and a CatID is shown with its name."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.set_category(self.category)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """What is typed replaces what is there."""
        super().focusInEvent(event)
        self._line.selectAll()

    @property
    def _auto(self) -> str:
        return self.tr("Auto")
