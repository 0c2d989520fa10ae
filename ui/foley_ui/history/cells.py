"""What the lines of history show: texts, signs and colours, column by column."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QDate, QDateTime, QLocale, QObject, Qt
from PySide6.QtGui import QGuiApplication

from foley_bridge.journal.records import Kind, State
from foley_bridge.journal.rows import Row
from foley_ui.generate.asking import is_own
from foley_ui.takes.words import percent, seconds_text, state_word
from foley_ui.theme.theme import Role, Theme

_SIGNS: Mapping[State, tuple[str, Role]] = {
    State.QUEUED: ("pause", Role.FAINT),
    State.PAUSED: ("pause", Role.WARN),
    State.RUNNING: ("play", Role.ACCENT),
    State.DONE: ("check", Role.GOOD),
    State.FAILED: ("warn", Role.BAD),
    State.CANCELLED: ("cancel", Role.FAINT),
}


class Column(IntEnum):
    """The columns, from the left."""

    TIME = 0
    PROMPT = 1
    HOST = 2
    LENGTH = 3
    SOUNDS = 4
    FAVOURITE = 5
    IMPORTED = 6
    STATE = 7


class Cells(QObject):
    """`favourites` are requests with a marked sound, `fraction` is how far the one at work is."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.favourites: frozenset[str] = frozenset()
        self.fraction = ("", 0.0)
        self._givers: Mapping[int, Callable[[Row, Column], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.DecorationRole: self._sign,
            Qt.ItemDataRole.ForegroundRole: self._colour,
            Qt.ItemDataRole.TextAlignmentRole: _alignment,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
        }

    def of_request(self, row: Row, column: Column, role: int) -> Any:
        """Of a request."""
        give = self._givers.get(role)
        return give(row, column) if give is not None else None

    def of_header(self, column: Column, role: int) -> Any:
        """What a column is called."""
        names = {
            Column.TIME: self.tr("Time"),
            Column.PROMPT: self.tr("Prompt"),
            Column.HOST: self.tr("Asked by"),
            Column.LENGTH: self.tr("Length"),
            Column.SOUNDS: self.tr("Sounds"),
            Column.STATE: self.tr("State"),
        }
        signs = {Column.FAVOURITE: ("star", self.tr("Favourites")), Column.IMPORTED: ("tray", self.tr("On a timeline"))}
        if role == Qt.ItemDataRole.DisplayRole:
            return names.get(column, "")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if column not in signs:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return self._theme.icon(signs[column][0], Role.FAINT)
        return signs[column][1] if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) else None

    def of_day(self, day: date, role: int) -> Any:
        """Of the title of a day."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._day_name(day)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.colour(Role.FAINT)
        if role == Qt.ItemDataRole.FontRole:
            font = QGuiApplication.font()
            font.setBold(True)
            return font
        return None

    def _day_name(self, day: date) -> str:
        today = date.today()
        if day == today:
            return self.tr("Today")
        if day == today - timedelta(days=1):
            return self.tr("Yesterday")
        return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)

    def _text(self, row: Row, column: Column) -> str:
        makes_sounds = row.job.kind is Kind.GENERATE
        if column is Column.TIME:
            asked_at = QDateTime.fromSecsSinceEpoch(int(row.job.created_s)).time()
            return QLocale().toString(asked_at, QLocale.FormatType.ShortFormat)
        if column is Column.PROMPT:
            return row.prompt if makes_sounds else self._work(row.job.kind).format(name=row.prompt)
        if column is Column.HOST:
            return self._host(row)
        if column is Column.LENGTH:
            return seconds_text(row.seconds) if makes_sounds else ""
        if column is Column.SOUNDS:
            return str(row.made) if makes_sounds else ""
        return self._state(row) if column is Column.STATE else ""

    def _work(self, kind: Kind) -> str:
        """What a request that makes no sounds of its own is called."""
        return {
            Kind.CUES: self.tr("Cue sheet: {name}"),
            Kind.EXPORT: self.tr("Export: {name}"),
            Kind.SPOT: self.tr("Hits: {name}"),
        }.get(kind, self.tr("Training: {name}"))

    def _host(self, row: Row) -> str:
        if is_own(row.job.id):
            return self.tr("this window")
        return row.client or self.tr("unnamed")

    def _state(self, row: Row) -> str:
        running, fraction = self.fraction
        return percent(fraction) if row.job.id == running and not row.job.state.final else state_word(row.job.state)[0]

    def _sign(self, row: Row, column: Column) -> Any:
        theme = self._theme
        if column is Column.STATE:
            return theme.icon(*_SIGNS[row.job.state])
        if column is Column.FAVOURITE and row.job.id in self.favourites:
            return theme.icon("star_on", Role.ACCENT)
        if column is Column.IMPORTED and row.imported:
            return theme.icon("tray", Role.GOOD)
        return None

    def _colour(self, row: Row, column: Column) -> Any:
        theme = self._theme
        if column is Column.STATE:
            return theme.colour(_SIGNS[row.job.state][1])
        return theme.colour(Role.TEXT if column is Column.PROMPT else Role.FAINT)

    def _tip(self, row: Row, column: Column) -> str | None:
        tips = {
            Column.PROMPT: row.prompt,
            Column.STATE: row.job.text,
            Column.IMPORTED: self.tr("On a timeline: {number}").format(number=row.imported) if row.imported else "",
        }
        return tips.get(column) or None

    def _spoken(self, row: Row, column: Column) -> str | None:
        if column is Column.FAVOURITE:
            return self.tr("has a favourite") if row.job.id in self.favourites else None
        return self._tip(row, column) if column is Column.IMPORTED else None


def _alignment(_: Row, column: Column) -> Qt.AlignmentFlag:
    return _side(column)


def _side(column: Column) -> Qt.AlignmentFlag:
    right = column in (Column.LENGTH, Column.SOUNDS)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
