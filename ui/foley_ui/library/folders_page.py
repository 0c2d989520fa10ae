"""The page of the added folders: what is in them, what comes and goes, and what cannot be heard."""

from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from foley_bridge.library.told import LibraryTold
from foley_ui.context import Context
from foley_ui.library.folders_model import HEARD, PATH, STATE, FoldersModel, RefusedModel
from foley_ui.library.words import count_words
from foley_ui.opening import open_path, reveal_path
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Hint, SubHeading
from foley_ui.training.sentence_box import SentenceBox
from foley_ui.turns import Steps

ROW_HEIGHT = 28
NUMBER_PX, STATE_PX, REASON_SHARE = 112, 230, 0.45
REFUSED_TOLD = 200  # the daemon names no more


class FoldersPage(QWidget):
    """Built in steps. Says what is wanted; the panel asks the daemon."""

    add_wanted = Signal()
    remove_wanted = Signal(str)
    scan_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.building = self._build()

    def _build(self) -> Steps:
        self.folders = FoldersModel(self._context.theme, self)
        self.refused = RefusedModel(self)
        self.add = QPushButton(self.tr("Add a folder…"), self)
        self.scan = QPushButton(self.tr("Look again"), self)
        self.scan.setToolTip(self.tr("Look through all folders now; it happens by itself every few minutes"))
        self.remove = QPushButton(self.tr("Remove"), self)
        self.remove.setToolTip(self.tr("Search this folder no more; its files stay as they are (Del)"))
        self.open = QPushButton(self.tr("Open"), self)
        yield
        self.problem = SentenceBox(self)
        self.table = _Rows(self.folders, self.tr("Added folders"), self)
        yield
        self._refused_title = SubHeading("", self)
        self.refused_table = _Rows(self.refused, self.tr("Files that cannot be heard"), self)
        self._about = Hint(
            self.tr(
                "Nothing is ever written into these folders, and no file is copied. New and changed files are heard by "
                "themselves, while nothing is made."
            ),
            self,
        )
        yield
        self._size_columns()
        self._lay_out()
        self._connect()
        self._stand()

    def show_told(self, told: LibraryTold) -> None:
        """The library is like this now."""
        self.folders.set_folders(told.folders)
        self.refused.set_refused(told.refused)
        self.problem.say(told.problem, "warn")
        shown = len(told.refused)
        title = self.tr("Cannot be heard: {count}").format(count=count_words(told.refusals))
        more = self.tr("the first {count} are shown").format(count=shown)
        self._refused_title.setText(f"{title} · {more}" if shown >= REFUSED_TOLD else title)
        for widget in (self._refused_title, self.refused_table):
            widget.setVisible(bool(shown))
        if told.folders and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.folders.index(0, PATH))
        self._stand()

    @property
    def chosen(self) -> str:
        """The folder of the current row; "" for none."""
        row = self.table.currentIndex().row()
        return self.folders.folders[row].path if 0 <= row < len(self.folders.folders) else ""

    def _remove(self) -> None:
        if self.chosen:
            self.remove_wanted.emit(self.chosen)

    def _open(self) -> None:
        if self.chosen:
            open_path(self._context, Path(self.chosen))

    def _reveal(self) -> None:
        row = self.refused_table.currentIndex().row()
        if 0 <= row < len(self.refused.refused):
            reveal_path(self._context, Path(self.refused.refused[row][0]), owner=self)

    def _stand(self) -> None:
        for button in (self.remove, self.open):
            button.setEnabled(bool(self.chosen))
        self.scan.setEnabled(bool(self.folders.folders))

    def _connect(self) -> None:
        self.add.clicked.connect(self.add_wanted)
        self.scan.clicked.connect(self.scan_wanted)
        self.remove.clicked.connect(self._remove)
        self.open.clicked.connect(self._open)
        self.table.deleted.connect(self._remove)
        self.table.doubleClicked.connect(lambda _: self._open())
        self.refused_table.doubleClicked.connect(lambda _: self._reveal())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._stand())

    def _size_columns(self) -> None:
        head = self.table.horizontalHeader()
        for column in range(STATE):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.table.setColumnWidth(column, NUMBER_PX)
        head.setSectionResizeMode(PATH, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Fixed)
        self.table.setColumnWidth(STATE, STATE_PX)
        self.table.setColumnWidth(HEARD, NUMBER_PX)
        refused = self.refused_table.horizontalHeader()
        refused.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        for button in (self.add, self.scan):
            line.addWidget(button)
        line.addStretch(1)
        for button in (self.open, self.remove):
            line.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_L, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(line)
        column.addWidget(self.problem)
        column.addWidget(self.table, 2)
        column.addWidget(self._refused_title)
        column.addWidget(self.refused_table, 3)
        column.addWidget(self._about)


class _Rows(QTableView):
    """A quiet table of rows; Delete is told."""

    deleted = Signal()

    def __init__(self, model: QAbstractTableModel, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setProperty("look", "rows")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setMinimumHeight(96)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes away what is chosen."""
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        else:
            super().keyPressEvent(event)
