"""The lines that are shown, bounded, filtered by level and searched; a list model, so that views ask for few."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from foley_ui.log.lines import Level, LogLine
from foley_ui.log.tail import LINES_MOST

NOWHERE = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class LogModel(QAbstractListModel):
    """The newest lines last; the oldest leave where there are more than it keeps."""

    def __init__(self, parent: QObject | None = None, *, most: int = LINES_MOST) -> None:
        super().__init__(parent)
        self._most = most
        self._all: list[LogLine] = []
        self._shown: list[LogLine] = []
        self._least = Level.INFO
        self._words = ""
        self._hits: list[int] = []  # rows, ascending

    @property
    def kept(self) -> int:
        """How many lines are kept, shown or not."""
        return len(self._all)

    @property
    def hits(self) -> Sequence[int]:
        """The rows in which the search finds its words."""
        return self._hits

    @property
    def words(self) -> str:
        """What is searched, in the form in which lines are compared."""
        return self._words

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """How many lines are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The whole line, also for those who hear it; the delegate asks for `line`."""
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._shown[index.row()].raw
        return None

    def line(self, row: int) -> LogLine:
        """The line in a row."""
        return self._shown[row]

    def add(self, lines: Sequence[LogLine]) -> None:
        """Append lines; the oldest leave."""
        lines = lines[-self._most :]
        self._leave(len(self._all) + len(lines) - self._most)
        self._all.extend(lines)
        new = [line for line in lines if line.level >= self._least]
        if new:
            first = len(self._shown)
            self.beginInsertRows(NOWHERE, first, first + len(new) - 1)
            self._shown.extend(new)
            self.endInsertRows()
            self._hits.extend(row for row, line in enumerate(new, first) if self._holds(line))

    def begin_anew(self, lines: Sequence[LogLine]) -> None:
        """Show these in place of all."""
        self._all = list(lines[-self._most :])
        self._show()

    def set_least(self, level: Level) -> None:
        """Show lines of this level and above."""
        if level is not self._least:
            self._least = level
            self._show()

    def search(self, words: str) -> None:
        """Find the rows that hold these words, whatever their case; "" finds none. A view is to be painted anew."""
        self._words = words.casefold()
        self._find()

    def hit_after(self, row: int) -> int:
        """The next row that holds the words, around the end; -1 where none does."""
        return self._hits[bisect_right(self._hits, row) % len(self._hits)] if self._hits else -1

    def hit_before(self, row: int) -> int:
        """The row before that holds them."""
        return self._hits[bisect_left(self._hits, row) - 1] if self._hits else -1

    def place_of(self, row: int) -> int:
        """Which of the hits a row is, from 1; 0 where it is none."""
        at = bisect_left(self._hits, row)
        return at + 1 if at < len(self._hits) and self._hits[at] == row else 0

    def _leave(self, count: int) -> None:
        if count <= 0:
            return
        gone = sum(line.level >= self._least for line in self._all[:count])
        del self._all[:count]
        if gone:
            self.beginRemoveRows(NOWHERE, 0, gone - 1)
            del self._shown[:gone]
            self.endRemoveRows()
            self._hits = [row - gone for row in self._hits if row >= gone]

    def _show(self) -> None:
        self.beginResetModel()
        self._shown = [line for line in self._all if line.level >= self._least]
        self._find()
        self.endResetModel()

    def _find(self) -> None:
        self._hits = [row for row, line in enumerate(self._shown) if self._holds(line)]

    def _holds(self, line: LogLine) -> bool:
        return bool(self._words) and self._words in line.folded
