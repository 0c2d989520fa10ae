"""The routes as a model: a line for each category, and what is wrong with one."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from foley_bridge.routes.keeping import RouteTold
from foley_ui.numbers import fixed
from foley_ui.packs.words import translate
from foley_ui.theme.theme import Role, Theme

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class Column(IntEnum):
    """From the left."""

    CATEGORY = 0
    PACK = 1
    ADAPTER = 2
    GUIDANCE = 3
    THRESHOLD = 4
    STATE = 5


_RIGHT = frozenset({Column.GUIDANCE, Column.THRESHOLD})


class RoutesModel(QAbstractTableModel):
    """`names` calls categories and adapters as people do."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.told: tuple[RouteTold, ...] = ()
        self._categories: Mapping[str, str] = {}
        self._adapters: Mapping[str, str] = {}  # by file

    def set_routes(self, told: tuple[RouteTold, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self.told = told
        self.endResetModel()

    def set_names(self, categories: Mapping[str, str], adapters: Mapping[str, str]) -> None:
        """Call them so from now on."""
        self._categories, self._adapters = categories, adapters
        if self.told:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.told) - 1, Column.STATE))

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """One a route."""
        return 0 if parent.isValid() else len(self.told)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """See Column."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the columns are called."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(Column(section))
        names = {
            Column.CATEGORY: translate("Packs", "Category"),
            Column.PACK: translate("Packs", "Pack"),
            Column.ADAPTER: translate("Packs", "Adapter"),
            Column.GUIDANCE: translate("Packs", "Guidance"),
            Column.THRESHOLD: translate("Packs", "Threshold"),
            Column.STATE: translate("Packs", "State"),
        }
        return names[Column(section)] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and colours."""
        told, column = self.told[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(told, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return {Column.STATE: told.trouble, Column.ADAPTER: told.route.adapter}.get(column) or None
        if role == Qt.ItemDataRole.ForegroundRole and column is Column.STATE:
            return self._theme.colour(Role.BAD if told.trouble else Role.GOOD)
        return None

    def _text(self, told: RouteTold, column: Column) -> str:
        route = told.route
        if column is Column.CATEGORY:
            name = self._categories.get(route.category, "")
            return f"{route.category} · {name}" if name else route.category
        if column is Column.PACK:
            return route.pack.replace("\\", "/").rstrip("/").rpartition("/")[2]
        if column is Column.ADAPTER:
            return self._adapters.get(route.adapter, route.adapter)
        if column is Column.STATE:
            return translate("Packs", "cannot be used") if told.trouble else translate("Packs", "in effect")
        value = route.guidance if column is Column.GUIDANCE else route.threshold
        return "" if value is None else fixed(value, 2)


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
