"""All trainings so far with where they stand: open one again, or begin a new one."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStackedLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from foley_ui.context import Context
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.theme import Role
from foley_ui.theme.widgets import EmptyState, Hint, PrimaryButton
from foley_ui.training.comparing import Change, compare
from foley_ui.training.training_state import TrainingState
from foley_ui.training.words import method_words, state_tone, state_words

REQUEST = Qt.ItemDataRole.UserRole
ROW_HEIGHT = 32
TONE_ROLES = {"good": Role.GOOD, "bad": Role.BAD, "warn": Role.WARN, "accent": Role.ACCENT}


class OverviewPage(QWidget):
    """Signals `opened` with the id of a training, and `new_wanted`."""

    opened = Signal(str)
    new_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._table = _Table(self)
        self._new = PrimaryButton(self.tr("New training"), self)
        empty = EmptyState(
            "training",
            self.tr("Teach a pack your own sounds, on this machine: nothing leaves it."),
            self.tr("New training"),
        )
        full = QWidget(self)
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._table, 1)
        foot = QHBoxLayout()
        foot.addWidget(Hint(self.tr("Enter or a double click opens a training."), full), 1)
        foot.addWidget(self._new)
        column.addLayout(foot)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(empty)
        self._stack.addWidget(full)
        self._table.opened.connect(self.opened)
        self._new.clicked.connect(self.new_wanted)
        empty.acted.connect(self.new_wanted)

    def show_trainings(self, trainings: Sequence[TrainingState]) -> None:
        """Newest first."""
        self._stack.setCurrentIndex(1 if trainings else 0)
        chosen = self._table.chosen()
        self._table.setRowCount(len(trainings))
        for place, one in enumerate(trainings):
            for column, item in enumerate(self._items(one)):
                self._table.setItem(place, column, item)
            if one.request == chosen:
                self._table.selectRow(place)
        if trainings and not self._table.chosen():
            self._table.selectRow(0)

    def _items(self, one: TrainingState) -> list[QTableWidgetItem]:
        when = datetime.fromtimestamp(one.created_s).astimezone()
        texts = (
            one.name,
            f"{when:%Y-%m-%d %H:%M}",
            f"{method_words(one.method)} · {one.pack.rpartition('/')[2]}",
            state_words(one.state, one.decision),
            self._change(one),
        )
        items = [QTableWidgetItem(text) for text in texts]
        for item, text in zip(items, texts, strict=True):
            item.setData(REQUEST, one.request)
            item.setToolTip(text)
        items[0].setToolTip(str(one.folder))
        role = TONE_ROLES.get(state_tone(one.state, one.decision))
        if role is not None:
            items[3].setForeground(self._context.theme.colour(role))
        if one.text:
            items[3].setToolTip(one.text)
        return items

    def _change(self, one: TrainingState) -> str:
        if one.ended is None:
            return ""
        words = {
            Change.BETTER: self.tr("nearer to your recordings"),
            Change.WORSE: self.tr("farther from your recordings"),
            Change.SAME: self.tr("about as near as before"),
        }
        return words.get(compare(one.ended, one.held_out)[0].change, "")


class _Table(QTableWidget):
    opened = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, 5, parent)
        titles = (self.tr("Name"), self.tr("Begun"), self.tr("What moved"), self.tr("State"), self.tr("Measured"))
        self.setHorizontalHeaderLabels(titles)
        self.setAccessibleName(self.tr("Trainings"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        for column, width in enumerate((200, 140, 200, 170)):
            header.resizeSection(column, width)
        self.itemDoubleClicked.connect(lambda item: self.opened.emit(item.data(REQUEST)))

    def chosen(self) -> str:
        """The id of the selected training."""
        item = self.currentItem()
        return str(item.data(REQUEST)) if item is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen():
            self.opened.emit(self.chosen())
        else:
            super().keyPressEvent(event)
