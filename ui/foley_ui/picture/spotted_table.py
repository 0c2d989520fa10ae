"""What came of it: all hits in place as one sound, and the takes that they are from."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from foley_bridge.spotting.job import Spotted
from foley_ui.context import Context
from foley_ui.picture.words import translate
from foley_ui.sounds.actions import sound_specs
from foley_ui.sounds.listed import LISTED_ROLE, Listed
from foley_ui.sounds.table import SoundTable
from foley_ui.takes.words import score_text

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
NAME, WAVE, SCORE = range(3)
SCORE_PX, WAVE_SHARE = 64, 0.55


@dataclass(frozen=True)
class _Row:
    name: str
    score: str
    listed: Listed


class SpottedModel(QAbstractTableModel):
    """A row for the stem, where there is one, then one for each take."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[_Row, ...] = ()

    def set_spotted(self, spotted: Spotted | None) -> None:
        """Show another result, or none."""
        self.beginResetModel()
        self._rows = tuple(_rows(spotted)) if spotted is not None else ()
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """One a sound."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """Name, sound, score."""
        return 0 if parent.isValid() else SCORE + 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Rows can be dragged out."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the columns are called."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (translate("Picture", "What came of it"), translate("Picture", "Sound"), translate("Picture", "Score"))[
            section
        ]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts, and the sound of the row."""
        row = self._rows[index.row()]
        if role == LISTED_ROLE:
            return row.listed
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.name, "", row.score)[index.column()]
        return str(row.listed.path) if role == Qt.ItemDataRole.ToolTipRole else None


class SpottedTable(SoundTable):
    """By the keys of takes."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, sound_specs(similar=False), parent)
        self.spotted = SpottedModel(self)
        self.setModel(self.spotted)
        self.setAccessibleName(self.tr("What came of it"))
        self.show_waves_in(WAVE)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.setColumnWidth(SCORE, SCORE_PX)
        self.setMinimumHeight(110)

    def show_spotted(self, spotted: Spotted | None) -> None:
        """Show another result; its first row is chosen."""
        self.forget_pictures()
        self.spotted.set_spotted(spotted)
        if self.spotted.rowCount():
            self.setCurrentIndex(self.spotted.index(0, NAME))
        else:
            self.chosen.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sound has most of it."""
        super().resizeEvent(event)
        self.setColumnWidth(WAVE, max(80, round((self.viewport().width() - SCORE_PX) * WAVE_SHARE)))


def _rows(spotted: Spotted) -> list[_Row]:
    rows = []
    if spotted.stem is not None:
        said = translate("Picture", "All hits in place ({count})").format(count=spotted.events)
        rows.append(_Row(said, "", Listed(spotted.stem)))
    for take in spotted.takes:
        score = "" if take.score is None else score_text(take.score)
        rows.append(_Row(translate("Picture", "Take {rank}").format(rank=take.rank), score, Listed(take.file)))
    return rows
