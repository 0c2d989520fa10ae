"""Two small models: the added folders, and the files that cannot be heard."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from foley_bridge.library.records import FolderState
from foley_ui.library.words import count_words, folder_words, translate
from foley_ui.theme.theme import Role, Theme

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
PATH, FILES, HEARD, REFUSED, STATE = range(5)


class FoldersModel(QAbstractTableModel):
    """A row for each folder."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.folders: tuple[FolderState, ...] = ()

    def set_folders(self, folders: tuple[FolderState, ...]) -> None:
        """Show these; rows of the same folders stay chosen."""
        if [one.path for one in folders] == [one.path for one in self.folders]:
            self.folders = folders
            if folders:
                self.dataChanged.emit(self.index(0, 0), self.index(len(folders) - 1, STATE))
            return
        self.beginResetModel()
        self.folders = folders
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """One a folder."""
        return 0 if parent.isValid() else len(self.folders)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """Path, three numbers, and how it stands."""
        return 0 if parent.isValid() else STATE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the columns are called."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(section)
        names = (
            translate("Library", "Folder"),
            translate("Library", "Sound files"),
            translate("Library", "Can be found"),
            translate("Library", "Cannot be heard"),
            translate("Library", "State"),
        )
        return names[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and colours."""
        folder, column = self.folders[index.row()], index.column()
        state, colour = folder_words(folder)
        if role == Qt.ItemDataRole.DisplayRole:
            numbers = (folder.files, folder.heard, folder.refused)
            return (folder.path, *(count_words(one) for one in numbers), state)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return {PATH: folder.path, STATE: state}.get(column)
        if role == Qt.ItemDataRole.ForegroundRole and column == STATE:
            return self._theme.colour(colour)
        if role == Qt.ItemDataRole.ForegroundRole and column == REFUSED and folder.refused:
            return self._theme.colour(Role.WARN)
        return _side(column) if role == Qt.ItemDataRole.TextAlignmentRole else None


class RefusedModel(QAbstractTableModel):
    """A row for each file that cannot be heard: where it is, and why."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.refused: tuple[tuple[str, str], ...] = ()

    def set_refused(self, refused: tuple[tuple[str, str], ...]) -> None:
        """Show these."""
        if refused != self.refused:
            self.beginResetModel()
            self.refused = refused
            self.endResetModel()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """One a file."""
        return 0 if parent.isValid() else len(self.refused)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """File and reason."""
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the columns are called."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (translate("Library", "File"), translate("Library", "Why it cannot be heard"))[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The texts."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.refused[index.row()][index.column()]
        return None


def _side(column: int) -> Qt.AlignmentFlag:
    right = column in (FILES, HEARD, REFUSED)
    return (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter
