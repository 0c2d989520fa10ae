"""The table of recordings: thousands of rows without a stall, sorted and filtered here, captions editable in place."""

from collections.abc import Callable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from foley_ui.numbers import fixed
from foley_ui.theme.roles import Role
from foley_ui.theme.theme import Theme
from foley_ui.training.rows import RecordingRow
from foley_ui.training.verdicts import advice, source_words, split_words, verdict

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


class Column(IntEnum):
    """In their order."""

    NAME = 0
    SECONDS = 1
    CAPTION = 2
    SOURCE = 3
    CATEGORY = 4
    SPLIT = 5
    VERDICT = 6


EDITABLE = (Column.CAPTION, Column.CATEGORY)


class RecordingsModel(QAbstractTableModel):
    """Signals `typed` where a cell was edited; the page keeps it, and gives the rows back as the check has them."""

    typed = Signal(object, int, str)  # RecordingRow, Column, text

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._all: tuple[RecordingRow, ...] = ()
        self._shown: tuple[RecordingRow, ...] = ()
        self._only_problems = False
        self._words = ""
        self._order: tuple[int, Qt.SortOrder] = (int(Column.NAME), Qt.SortOrder.AscendingOrder)

    @property
    def rows(self) -> tuple[RecordingRow, ...]:
        """All of them, whatever is shown."""
        return self._all

    def set_rows(self, rows: tuple[RecordingRow, ...]) -> None:
        """Show others; where only contents changed, selection and place stay."""
        before, self._all = self._shown, rows
        shown = self._filtered()
        if [(row.path, row.start_s, row.end_s) for row in shown] == [
            (row.path, row.start_s, row.end_s) for row in before
        ]:
            self._shown = shown
            if shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, len(Column) - 1))
            return
        self._reset(shown)

    def set_filter(self, *, only_problems: bool | None = None, words: str | None = None) -> None:
        """Show only what has a problem, only what these words are in."""
        self._only_problems = self._only_problems if only_problems is None else only_problems
        self._words = self._words if words is None else words.casefold().strip()
        self._reset(self._filtered())

    def row(self, place: int) -> RecordingRow:
        """The row that is shown there."""
        return self._shown[place]

    def rowCount(self, parent: Index = ROOT) -> int:
        """Those that are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Of the table."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Captions and categories can be typed."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() in EDITABLE else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles above, nothing at the side."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == Column.SECONDS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Recording"),
            self.tr("Seconds"),
            self.tr("Caption"),
            self.tr("From"),
            self.tr("Category"),
            self.tr("For"),
            self.tr("Check"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        row = self._shown[index.row()]
        column = Column(index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return _TEXTS[column](row)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tooltip(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == Column.SECONDS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What was typed is told; the row shows it as soon as it is kept."""
        text = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or index.column() not in EDITABLE or text == self.data(index):
            return False
        self.typed.emit(self._shown[index.row()], index.column(), text)
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column; rows that are alike stay in the order of their names."""
        self._order = (column, order)
        self._reset(self._filtered())

    def _filtered(self) -> tuple[RecordingRow, ...]:
        found = [
            row
            for row in self._all
            if not (self._only_problems and row.usable)
            and (not self._words or self._words in f"{row.name}\n{row.caption}\n{row.category}".casefold())
        ]
        column, order = self._order
        if column == Column.SECONDS:
            found.sort(key=lambda row: row.seconds or 0.0)
        else:
            text = _TEXTS[Column(column)]
            found.sort(key=lambda row: text(row).casefold())
        if order == Qt.SortOrder.DescendingOrder:
            found.reverse()
        return tuple(found)

    def _reset(self, shown: tuple[RecordingRow, ...]) -> None:
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()

    def _colour(self, row: RecordingRow, column: Column) -> QColor | None:
        if column == Column.VERDICT:
            return self._theme.colour(Role.FAINT if row.usable else Role.WARN)
        if not row.usable and column in (Column.NAME, Column.SECONDS):
            return self._theme.colour(Role.FAINT)
        return self._theme.colour(Role.FAINT) if column in (Column.SOURCE, Column.SPLIT) else None


def _tooltip(row: RecordingRow, column: Column) -> str:
    if column == Column.NAME:
        return str(row.path)
    if column == Column.VERDICT and not row.usable:
        return f"{verdict(row)}\n{advice(row)}".strip()
    return row.caption if column == Column.CAPTION else ""


_TEXTS: dict[Column, Callable[[RecordingRow], str]] = {
    Column.NAME: lambda row: row.name,
    Column.SECONDS: lambda row: "" if row.seconds is None else fixed(row.seconds, 2),
    Column.CAPTION: lambda row: row.caption,
    Column.SOURCE: lambda row: source_words(row.source),
    Column.CATEGORY: lambda row: row.category,
    Column.SPLIT: lambda row: split_words(row.split),
    Column.VERDICT: lambda row: verdict(row) if row.usable else f"{verdict(row)} {advice(row)}".strip(),
}
