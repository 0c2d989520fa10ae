"""The requests of all hosts as a model: read page by page in workers, kept up to date by the daemon's events."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.rows import Row
from foley_bridge.journal.searching import Search
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.history.cells import Cells, Column
from foley_ui.history.entries import Day, Entries
from foley_ui.link.told import Status, Told

PAGE = 100
FRESHEN_AFTER_MS = 100  # events come in rows
_NEWS = frozenset({"queued", "started", "finished", "failed", "imported", "paused", "resumed", "trained"})
_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class HistoryModel(QAbstractTableModel):
    """`filled` after each first page: whether anything was found."""

    filled = Signal(bool)

    def __init__(self, context: Context, reader: JournalReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._reader = reader
        self._entries = Entries()
        self._search = Search()
        self._only_favourites = False
        self._complete = True  # until the first search
        self._reading = False
        self._turn = 0  # of the search: what was read for an earlier one is dropped
        self._cells = Cells(context.theme, self)
        self._cells.favourites = _requests_of(context.keeping.favourites)
        self._stale: set[str] = set()
        self._freshen_soon = QTimer(self)
        self._freshen_soon.setSingleShot(True)
        self._freshen_soon.setInterval(FRESHEN_AFTER_MS)
        self._freshen_soon.timeout.connect(self._freshen)
        context.bridge.told.connect(self._heard)
        context.bridge.status_changed.connect(self._got_on)
        context.keeping.favourites_changed.connect(self._marked)
        context.theme.changed.connect(self._recolour)

    def find(self, search: Search, *, favourites: bool = False) -> None:
        """Show what a search wants; with `favourites` of it those with a marked sound."""
        self._turn += 1
        self._search, self._only_favourites = search, favourites
        self._reading = False
        self._complete = False
        self._read_page(first=True)

    def row_at(self, index: _Index) -> Row | None:
        """The request in a line; None for the title of a day."""
        entry = self._entries[index.row()] if index.isValid() else None
        return entry if isinstance(entry, Row) else None

    def is_title(self, place: int) -> bool:
        """Whether a line is the title of a day."""
        return isinstance(self._entries[place], Day)

    def index_of(self, request: str) -> QModelIndex:
        """The line of a request; invalid where it has none."""
        place = self._entries.place_of(request)
        return self.index(place, 0) if place >= 0 else QModelIndex()

    def remove(self, request: str) -> None:
        """Take a request out of the list."""
        first, last = self._entries.span_of(request)
        if last >= 0:
            self.beginRemoveRows(QModelIndex(), first, last)
            self._entries.remove(first, last)
            self.endRemoveRows()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """Lines that were read so far."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """See Column."""
        return 0 if parent.isValid() else len(Column)

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there are older ones."""
        return not parent.isValid() and not self._complete and not self._reading and len(self._entries) > 0

    def fetchMore(self, parent: _Index) -> None:
        """Read the next page; it comes later."""
        if self.canFetchMore(parent):
            self._read_page(first=False)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """The title of a day cannot be chosen."""
        if self.row_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the columns are called."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        return self._cells.of_header(Column(section), role)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, signs and colours."""
        entry = self._entries[index.row()]
        if isinstance(entry, Day):
            return self._cells.of_day(entry.day, role) if index.column() == 0 else None
        return self._cells.of_request(entry, Column(index.column()), role)

    def _read_page(self, *, first: bool) -> None:
        self._reading = True
        turn, search = self._turn, self._wanted()
        before = None if first else self._entries.oldest
        self._context.work.run(
            lambda _: self._reader.page(before=before, limit=PAGE, search=search),
            owner=self,
            done=lambda rows: self._took_page(turn, rows, first=first),
            failed=lambda error: self._failed(turn, error),
        )

    def _wanted(self) -> Search:
        """The search without what is hidden, and of favourites only those where that is wished."""
        keeping = self._context.keeping
        search = replace(self._search, without=frozenset(keeping.hidden))
        return replace(search, only=_requests_of(keeping.favourites)) if self._only_favourites else search

    def _took_page(self, turn: int, rows: tuple[Row, ...], *, first: bool) -> None:
        if turn != self._turn:
            return
        self._complete = len(rows) < PAGE
        if first:
            self.beginResetModel()
            self._entries.clear()
            self._entries.append(self._entries.lines_for(rows))
            self.endResetModel()
            self.filled.emit(bool(rows))
        elif rows:
            lines, count = self._entries.lines_for(rows), len(self._entries)
            self.beginInsertRows(QModelIndex(), count, count + len(lines) - 1)
            self._entries.append(lines)
            self.endInsertRows()
        self._reading = False  # last: a view asks for more as soon as it hears of some

    def _failed(self, turn: int, error: FoleyError) -> None:
        if turn == self._turn:
            self._reading, self._complete = False, True
            self._context.notices.tell(str(error))

    def _heard(self, told: Told) -> None:
        if told.kind in _NEWS and told.request:
            self._stale.add(told.request)
            self._freshen_soon.start()

    def _freshen(self) -> None:
        """Read the requests of which something was heard."""
        turn, search, stale = self._turn, self._wanted(), frozenset(self._stale)
        self._stale.clear()
        wanted = stale if search.only is None else stale & search.only
        if turn and wanted:
            self._context.work.run(
                lambda _: self._reader.page(limit=len(wanted), search=replace(search, only=wanted)),
                owner=self,
                done=lambda rows: self._took_news(turn, rows),
                failed=lambda _: None,  # read at the next event; the page that cannot be read says why
            )

    def _took_news(self, turn: int, rows: tuple[Row, ...]) -> None:
        if turn != self._turn:
            return
        for row in reversed(rows):  # the oldest first, so that each new one goes above all others
            place = self._entries.replace(row)
            if place >= 0:
                self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))
            elif self._entries.is_newest(row):
                at, lines = self._entries.lines_above(row)
                self.beginInsertRows(QModelIndex(), at, at + len(lines) - 1)
                self._entries.insert(at, lines)
                self.endInsertRows()
        self.filled.emit(len(self._entries) > 0)

    def _got_on(self, status: Status) -> None:
        before, self._cells.fraction = self._cells.fraction, (status.running, status.fraction)
        for request in {before[0], status.running} - {""}:
            self._say_changed(request)

    def _marked(self) -> None:
        before, self._cells.favourites = self._cells.favourites, _requests_of(self._context.keeping.favourites)
        for request in self._entries.with_ids(before ^ self._cells.favourites):
            self._say_changed(request)

    def _say_changed(self, request: str) -> None:
        place = self._entries.place_of(request)
        if place >= 0:
            self.dataChanged.emit(self.index(place, 0), self.index(place, len(Column) - 1))

    def _recolour(self) -> None:
        if len(self._entries):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._entries) - 1, len(Column) - 1))


def _requests_of(favourites: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one.rpartition("#")[0] for one in favourites)
