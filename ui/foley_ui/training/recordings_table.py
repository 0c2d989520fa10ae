"""The view of the recordings: keyboard first, columns that fit, in-place editing with Enter or F2, space plays."""

from typing import Any, cast

from PySide6.QtCore import QItemSelectionRange, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from foley_models.limits import PROMPT_LIMIT_CHARACTERS
from foley_ui.training.recordings_model import EDITABLE, Column, RecordingsModel
from foley_ui.training.rows import RecordingRow

ROW_HEIGHT = 28
SHARES = {  # of the width, until a person draws the columns; the verdict has the rest
    Column.NAME: 0.20,
    Column.SECONDS: 0.08,
    Column.CAPTION: 0.20,
    Column.SOURCE: 0.11,
    Column.CATEGORY: 0.12,
    Column.SPLIT: 0.11,
}
LEAST_WIDTH = 70
Index = QModelIndex | QPersistentModelIndex


class RecordingsTable(QTableView):
    """Signals `play` with a row; the model takes what is typed."""

    play = Signal(object)  # RecordingRow
    chosen_changed = Signal()

    def __init__(self, model: RecordingsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(self.tr("Recordings"))
        self.setAccessibleDescription(self.tr("Space plays, Enter or F2 edits caption and category."))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSortingEnabled(True)
        self._drawn = self._fitting = False
        self._set_headers()
        self.doubleClicked.connect(self._double_clicked)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        model.modelReset.connect(self.chosen_changed)

    def chosen(self) -> tuple[RecordingRow, ...]:
        """The rows that are selected, from above."""
        # By ranges: an index for each of thousands of rows would be felt.
        ranges = cast("list[QItemSelectionRange]", self.selectionModel().selection())
        places = {place for one in ranges for place in range(one.top(), one.bottom() + 1)}
        return tuple(self._model.row(place) for place in sorted(places))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays; Enter edits the caption of the current row, in whichever cell the cursor is."""
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            self.play.emit(self._model.row(index.row()))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and index.isValid():
            column = index.column() if index.column() in EDITABLE else Column.CAPTION
            self.edit(self._model.index(index.row(), column))
        else:
            super().keyPressEvent(event)

    def _set_headers(self) -> None:
        upright = self.verticalHeader()
        upright.setVisible(False)
        upright.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        upright.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSortIndicator(Column.NAME, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(40)
        header.sectionResized.connect(self._column_drawn)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns share the width."""
        super().resizeEvent(event)
        if not self._drawn:
            self._fitting = True
            for column, share in SHARES.items():
                width = max(LEAST_WIDTH, round(share * self.viewport().width()))
                self.horizontalHeader().resizeSection(column, width)
            self._fitting = False

    def _column_drawn(self, column: int, _: int, __: int) -> None:
        if not self._fitting and column != Column.VERDICT and self.isVisible():
            self._drawn = True

    def _double_clicked(self, index: QModelIndex) -> None:
        if index.column() not in EDITABLE:
            self.play.emit(self._model.row(index.row()))


class _Cells(QStyledItemDelegate):
    """Edits a text in one line, as long as a caption may be."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line as tall as the row."""
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.setMaxLength(PROMPT_LIMIT_CHARACTERS)
            editor.setFrame(False)
            editor.setStyleSheet("QLineEdit { padding: 0 3px; border-radius: 0; min-height: 0; }")
            editor.setAccessibleName(self.tr("Caption") if index.column() == Column.CAPTION else self.tr("Category"))
        return editor

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Names of one folder often differ at their end alone."""
        super().initStyleOption(option, index)
        if index.column() == Column.NAME:
            middle: Any = Qt.TextElideMode.ElideMiddle
            option.textElideMode = middle

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows are of one height."""
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)
