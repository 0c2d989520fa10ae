"""A window with the recipe of one take: readable, and to be copied as JSON."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from foley_bridge.files.ucs import Catalogue
from foley_ui.takes.recipe_rows import RecipeRow, recipe_json, recipe_rows
from foley_ui.takes.take import Take
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Heading, Hint


class RecipeWindow(QDialog):
    """Stays beside the other windows until it is closed; not modal."""

    def __init__(self, take: Take, catalogue: Catalogue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.take = take
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Recipe of {name}").format(name=take.name))
        self._table = self._made_table(recipe_rows(take, catalogue))
        self._copy = QPushButton(self.tr("Copy as JSON"), self)
        self._copy.setAccessibleName(self.tr("Copy the recipe as JSON"))
        self._copy.clicked.connect(self.copy_json)
        close = QPushButton(self.tr("Close"), self)
        close.setAccessibleName(self.tr("Close the recipe"))
        close.clicked.connect(self.close)
        self._lay_out(close)
        QShortcut(QKeySequence.StandardKey.Copy, self, self._copy_line)
        self.resize(560, 620)

    def copy_json(self) -> None:
        """Put the whole recipe on the clipboard."""
        QGuiApplication.clipboard().setText(recipe_json(self.take))
        self._copy.setText(self.tr("Copied"))

    def _copy_line(self) -> None:
        item = self._table.currentItem()
        if item is not None:
            QGuiApplication.clipboard().setText(item.text(1) or item.text(0))

    def _made_table(self, rows: tuple[RecipeRow, ...]) -> QTreeWidget:
        table = QTreeWidget(self)
        table.setAccessibleName(self.tr("Recipe"))
        table.setHeaderHidden(True)
        table.setColumnCount(2)
        table.setRootIsDecorated(False)
        table.setIndentation(0)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        for row in rows:
            table.addTopLevelItem(self._item(row))
            table.setFirstColumnSpanned(table.topLevelItemCount() - 1, table.rootIndex(), row.is_title)
        table.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        table.header().setStretchLastSection(True)
        first = next((item for item in map(table.topLevelItem, range(len(rows))) if item and item.text(1)), None)
        if first is not None:  # not the title above it, which cannot be chosen
            table.setCurrentItem(first)
        return table

    def _item(self, row: RecipeRow) -> QTreeWidgetItem:
        item = QTreeWidgetItem([row.name, row.value])
        if row.is_title:
            font = self.font()
            font.setBold(True)
            item.setFont(0, font)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setToolTip(1, row.value)
        return item

    def _lay_out(self, close: QPushButton) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE)
        column.addWidget(Heading(self.tr("Recipe"), self))
        column.addWidget(Hint(self.tr("All that decides this sound. It lies inside the file, too."), self))
        column.addWidget(self._table, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column.addLayout(buttons)
