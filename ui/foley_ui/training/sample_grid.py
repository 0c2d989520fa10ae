"""The sample prompts as they sounded on the way: a row a prompt, a column a step, the newest one marked."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from foley_bridge.training.told import Sampled
from foley_ui.context import Context
from foley_ui.sound.playing import Playing
from foley_ui.theme.roles import Role
from foley_ui.training.story import Story

CELL_WIDTH, ROW_HEIGHT, NAME_WIDTH = 76, 32, 220
PATH, LOOK = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class SampleGrid(QTableWidget):
    """Space, Enter or a click plays a cell; arrows go from sound to sound."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._shown: dict[tuple[int, int], Sampled] = {}
        self._playing: Path | None = None
        self.setAccessibleName(self.tr("Samples by prompt and step"))
        self.setAccessibleDescription(self.tr("Space plays a sample."))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setIconSize(QSize(16, 16))
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        for header, size in ((self.horizontalHeader(), CELL_WIDTH), (self.verticalHeader(), ROW_HEIGHT)):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultSectionSize(size)
            header.setHighlightSections(False)
        self.verticalHeader().setFixedWidth(NAME_WIDTH)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setItemDelegate(_Centred(self))
        self.verticalHeader().setStyleSheet("QHeaderView::section { border: none; }")
        self.setStyleSheet("QTableWidget { border: none; background: transparent; }")
        self.itemClicked.connect(self._toggle)
        context.player.changed.connect(self._heard)
        context.theme.changed.connect(self._draw)

    def show_story(self, story: Story) -> None:
        """Show what there is; nothing is done where nothing is new."""
        if story.samples == self._shown:
            return
        steps, prompts = story.sample_steps, story.prompts
        if not set(self._shown) <= set(story.samples):
            self.clear()  # another training's
        grown = len(steps) > self.columnCount()
        self._shown = dict(story.samples)
        self.setRowCount(len(prompts))
        self.setColumnCount(len(steps))
        rows = {number: row for row, number in enumerate(sorted(prompts))}
        columns = {step: column for column, step in enumerate(steps)}
        names = [QTableWidgetItem(prompts[number]) for number in sorted(prompts)]
        for row, name in enumerate(names):
            name.setToolTip(name.text())
            name.setText(self.fontMetrics().elidedText(name.text(), Qt.TextElideMode.ElideRight, NAME_WIDTH - 20))
            self.setVerticalHeaderItem(row, name)
        for column, step in enumerate(steps):
            self.setHorizontalHeaderItem(column, QTableWidgetItem(str(step)))
        for (step, number), sample in self._shown.items():
            row, column = rows[number], columns[step]
            known = self.item(row, column)
            if known is None or known.data(PATH) != sample.path:
                self.setItem(row, column, self._item(sample))
        self._draw()
        if grown:
            self.scrollTo(self.model().index(0, len(steps) - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter play."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._toggle(item)
        else:
            super().keyPressEvent(event)

    def _item(self, sample: Sampled) -> QTableWidgetItem:
        item = QTableWidgetItem()
        item.setData(PATH, sample.path)
        said = self.tr("{prompt}, after {step} steps").format(prompt=sample.prompt, step=sample.step)
        item.setToolTip(said)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        return item

    def _toggle(self, item: QTableWidgetItem) -> None:
        if item.data(PATH):
            self._context.player.toggle(Path(item.data(PATH)))

    def _heard(self, playing: Playing) -> None:
        sounding = playing.path if playing.sounding else None
        if sounding != self._playing:
            self._playing = sounding
            self._draw()

    def _draw(self) -> None:
        theme, newest = self._context.theme, self.columnCount() - 1
        for column in range(self.columnCount()):
            role = Role.ACCENT if column == newest else Role.FAINT
            header = self.horizontalHeaderItem(column)
            if header is not None:
                font = self.font()
                font.setBold(column == newest)
                header.setFont(font)
                header.setForeground(theme.colour(Role.ACCENT if column == newest else Role.FAINT))
            for row in range(self.rowCount()):
                item = self.item(row, column)
                if item is not None:
                    sounds = self._playing is not None and item.data(PATH) == str(self._playing)
                    look = ("stop" if sounds else "play", Role.ACCENT if sounds else role, theme.dark)
                    if item.data(LOOK) != repr(look):
                        item.setData(LOOK, repr(look))
                        item.setIcon(theme.icon(*look[:2]))


class _Centred(QStyledItemDelegate):
    """The drawing in the middle of its cell."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """An item without text has its drawing at the side otherwise."""
        super().initStyleOption(option, index)
        position: Any = QStyleOptionViewItem.Position.Top
        option.decorationPosition = position
        option.displayAlignment = Qt.AlignmentFlag.AlignCenter
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasDisplay
