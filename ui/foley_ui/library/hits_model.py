"""What was found, as a model: at most some dozens of rows."""

from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from foley_bridge.library.records import Hit
from foley_ui.library.words import clock, hit_title, part_words, translate
from foley_ui.sounds.listed import LISTED_ROLE, Listed
from foley_ui.takes.words import score_text
from foley_ui.theme.theme import Role, Theme

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class Column(IntEnum):
    """From the left."""

    RANK = 0
    WAVE = 1
    NAME = 2
    PART = 3
    LENGTH = 4
    FOLDER = 5
    SCORE = 6


_RIGHT = frozenset({Column.RANK, Column.LENGTH, Column.SCORE})


class HitsModel(QAbstractTableModel):
    """`set_hits` replaces all."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hits: tuple[Hit, ...] = ()
        theme.changed.connect(self._recolour)

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Best first."""
        return self._hits

    def set_hits(self, hits: tuple[Hit, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        """The one in a row."""
        return self._hits[row] if 0 <= row < len(self._hits) else None

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """As many as were found."""
        return 0 if parent.isValid() else len(self._hits)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """See Column."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Rows can be chosen and dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the columns are called."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = Column(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.WAVE: translate("Library", "Sound"),
            Column.NAME: translate("Library", "Recording"),
            Column.PART: translate("Library", "Part"),
            Column.LENGTH: translate("Library", "Length"),
            Column.FOLDER: translate("Library", "Folder"),
            Column.SCORE: translate("Library", "Score"),
        }.get(column, "")

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, colours, and the sound of the row."""
        hit, column = self._hits[index.row()], Column(index.column())
        if role == LISTED_ROLE:
            return Listed(Path(hit.path), hit.start_s, hit.seconds, hit.length_s, hit.there)
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(hit, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            plain = column in (Column.NAME, Column.SCORE) and hit.there
            return self._theme.colour(Role.TEXT if plain else Role.FAINT)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            away = translate("Library", "{path} (its drive is away)")
            return hit.path if hit.there else away.format(path=hit.path)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == Column.WAVE:
            return translate("Library", "Recording {rank}: {name}").format(rank=hit.rank, name=hit_title(hit))
        return None

    def _recolour(self) -> None:
        if self._hits:
            last = self.index(len(self._hits) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.ForegroundRole])


def _text(hit: Hit, column: Column) -> str:
    if column is Column.RANK:
        return str(hit.rank)
    if column is Column.NAME:
        return hit_title(hit)
    if column is Column.PART:
        return part_words(hit)
    if column is Column.LENGTH:
        return clock(hit.length_s)
    if column is Column.FOLDER:
        return Path(hit.path).parent.name
    return score_text(hit.score) if column is Column.SCORE else ""


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
