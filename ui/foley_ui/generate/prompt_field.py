"""Where the prompt is written: one line, counted, with the prompts of before and categories to choose from."""

import unicodedata

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QListView, QWidget

from foley_ui.generate.prompt_history import PromptHistory
from foley_ui.generate.suggestion_rows import DETAIL, SuggestionRows
from foley_ui.generate.suggestions import ALL_MOST, Suggester
from foley_ui.keeping import Keeping
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.theme import Theme
from foley_ui.theme.widgets import set_look

HEIGHT = 44
TEXT_SCALE = 1.25
CAT_ID = Qt.ItemDataRole.UserRole + 1
_BREAKS = ("Cc", "Zl", "Zp")


class PromptField(QLineEdit):
    """Enter submits; Up and Down go through the prompts of before, Down at the end leaves it."""

    submitted = Signal()
    category_chosen = Signal(str)  # CatID
    left_downwards = Signal()

    def __init__(self, theme: Theme, keeping: Keeping, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keeping = keeping
        self._most = most
        self._history = PromptHistory(lambda: keeping.prompts)
        self._suggester: Suggester | None = None
        font = self.font()
        font.setPointSizeF(theme.points(TEXT_SCALE))
        self.setFont(font)
        self.setProperty("look", "prompt")
        self.setStyleSheet(f"QLineEdit {{ min-height: {HEIGHT - 10}px; }}")  # the sheet's is for small ones
        self.setPlaceholderText(self.tr("What should be heard? Such as: slow boots on gravel"))
        self.setAccessibleName(self.tr("Prompt"))
        self._counter = QLabel(self)
        self._counter.setProperty("look", "small")
        self._model = QStandardItemModel(self)
        self._rows = QListView()
        self._completer = self._made_completer(theme)
        self.textEdited.connect(self._edited)
        self.textChanged.connect(self._changed)
        self._changed(self.text())

    @property
    def counter(self) -> str:
        """How many characters of how many."""
        return self._counter.text()

    def know(self, suggester: Suggester) -> None:
        """Suggest from now on."""
        self._suggester = suggester

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down are for the prompts of before; Enter submits, unless it takes a suggestion."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(event)
        elif event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Up:
            self._show_former(self._history.older(self.text()))
        elif event.key() == Qt.Key.Key_Down:
            newer = self._history.newer()
            if newer is None:
                self.left_downwards.emit()
            self._show_former(newer)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The counter stays at the right."""
        super().resizeEvent(event)
        self._place_counter()

    def _enter(self, event: QKeyEvent) -> None:
        """Qt would submit what is written before it puts the suggestion in its place."""
        if self._rows.isVisible() and self._rows.selectionModel().hasSelection():
            event.ignore()
        else:
            self._rows.hide()
            self.submitted.emit()

    def _show_former(self, prompt: str | None) -> None:
        if prompt is not None:
            self.setText(prompt)

    def _edited(self, text: str) -> None:
        self._history.written()
        found = self._suggester.suggest(text, self._keeping.prompts) if self._suggester is not None else ()
        self._model.clear()
        for one in found:
            item = QStandardItem(one.text)
            item.setData(one.cat_id, CAT_ID)
            item.setData(one.category or self.tr("asked before"), DETAIL)
            self._model.appendRow(item)

    def _changed(self, text: str) -> None:
        one_line = "".join(" " if unicodedata.category(mark) in _BREAKS else mark for mark in text)
        if one_line != text:  # pasted; the daemon takes one line, and what becomes of it is seen at once
            self.setText(one_line)
            return
        self._counter.setText(f"{len(text)}/{self._most}")
        set_look(self._counter, "tone", "bad" if len(text) > self._most else "")
        self._counter.setVisible(bool(text))
        self._place_counter()

    def _place_counter(self) -> None:
        self._counter.adjustSize()
        width = self._counter.width()
        self.setTextMargins(0, 0, width + SPACE, 0)
        self._counter.move(self.width() - width - SPACE - 2, (self.height() - self._counter.height()) // 2)

    def _made_completer(self, theme: Theme) -> QCompleter:
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(ALL_MOST)
        completer.setPopup(self._rows)
        self._rows.setItemDelegate(SuggestionRows(theme, self._rows))  # the completer gave it one of its own
        self.setCompleter(completer)
        completer.activated[QModelIndex].connect(self._chosen)  # type: ignore[index]  # an overload, which the stubs do not know
        return completer

    def _chosen(self, index: QModelIndex | QPersistentModelIndex) -> None:
        cat_id = index.data(CAT_ID)
        if cat_id:
            self.category_chosen.emit(cat_id)
