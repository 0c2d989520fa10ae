"""The list of requests: one line each under their days; what comes above moves nothing that is looked at."""

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTime, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from foley_ui.history.cells import Column
from foley_ui.history.model import HistoryModel
from foley_ui.theme.metrics import CONTROL_HEIGHT, SPACE, SPACE_S

_HIDDEN_BELOW = {Column.LENGTH: 620, Column.HOST: 540, Column.IMPORTED: 440}  # px
_WIDTHS = {Column.HOST: 120, Column.LENGTH: 66, Column.SOUNDS: 64, Column.FAVOURITE: 30, Column.IMPORTED: 30}
TIME_WIDTH, STATE_WIDTH = 70, 126  # of the first, at least: 10:58 PM is longer than 22:58
LONG_TIME = QTime(22, 58)
ROW_HEIGHT = CONTROL_HEIGHT - SPACE_S
_Index = QModelIndex | QPersistentModelIndex


class HistoryView(QTableView):
    """Enter goes on to the sounds, Space plays, Delete removes; the panel does it."""

    chosen = Signal(str)  # id of a request, "" where none is
    entered = Signal()
    play_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._top = QPersistentModelIndex()
        self._top_at = 0
        self._chosen = ""
        self.setModel(model)
        self.setAccessibleName(self.tr("Requests"))
        self.setProperty("look", "rows")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._size_columns()
        model.rowsAboutToBeInserted.connect(self._remember_top)
        model.rowsInserted.connect(self._keep_top)
        model.modelReset.connect(self._after_reset)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self._span_titles(0, model.rowCount() - 1)

    @property
    def request(self) -> str:
        """The request that is chosen; "" where none is."""
        return self._chosen

    def choose(self, request: str) -> None:
        """Choose a request, where it is in the list."""
        index = self._model.index_of(request)
        if index.isValid():
            self.setCurrentIndex(index)

    def choose_first(self) -> None:
        """Choose the newest request."""
        for place in range(min(2, self._model.rowCount())):
            if not self._model.is_title(place):
                self.setCurrentIndex(self._model.index(place, 0))
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that mean the chosen request."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif plain and event.key() == Qt.Key.Key_Space:
            self.play_wanted.emit()
        elif plain and event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The prompt needs room more than the columns that say least."""
        super().resizeEvent(event)
        for column, least in _HIDDEN_BELOW.items():
            self.setColumnHidden(column, self.width() < least)

    def _size_columns(self) -> None:
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setMinimumSectionSize(min(_WIDTHS.values()))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.PROMPT, QHeaderView.ResizeMode.Stretch)
        for column, width in {**_WIDTHS, Column.TIME: self._time_width(), Column.STATE: STATE_WIDTH}.items():
            self.setColumnWidth(column, width)

    def _time_width(self) -> int:
        """What a time needs in the person's language."""
        text = QLocale().toString(LONG_TIME, QLocale.FormatType.ShortFormat)
        return max(TIME_WIDTH, self.fontMetrics().horizontalAdvance(text) + 2 * SPACE + SPACE_S)

    def _remember_top(self, _: _Index, first: int, __: int) -> None:
        top = self.indexAt(QPoint(0, 0))
        above = top.isValid() and first <= top.row() and self.verticalScrollBar().value() > 0
        self._top = QPersistentModelIndex(top) if above else QPersistentModelIndex()
        self._top_at = self.visualRect(top).top() if above else 0

    def _keep_top(self, _: _Index, first: int, last: int) -> None:
        self._span_titles(first, last)
        if not self._chosen:
            self.choose_first()
        if self._top.isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(self._model.index(self._top.row(), 0)).top() - self._top_at)
            self._top = QPersistentModelIndex()

    def _after_reset(self) -> None:
        """The same request stays chosen where it is still there; else the newest is."""
        self.clearSpans()
        self._span_titles(0, self._model.rowCount() - 1)
        before = self._chosen
        self.choose(before)
        if not self.currentIndex().isValid():
            self.choose_first()
        if not self.currentIndex().isValid():
            self._tell("")

    def _span_titles(self, first: int, last: int) -> None:
        for place in range(first, last + 1):
            if self._model.is_title(place):
                self.setSpan(place, 0, 1, len(Column))

    def _current_changed(self, current: _Index, _: _Index) -> None:
        row = self._model.row_at(current) if current.isValid() else None
        if row is not None:
            self._tell(row.job.id)

    def _tell(self, request: str) -> None:
        if request != self._chosen:
            self._chosen = request
            self.chosen.emit(request)
