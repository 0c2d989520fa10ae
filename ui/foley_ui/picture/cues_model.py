"""The rows of a sheet as a model: each with its verdict, later with what was made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from foley_bridge.cues.keeping import Made
from foley_bridge.cues.sheet import Looked
from foley_bridge.takes import HeardTake
from foley_ui.picture.cue_run import CueEnd, CueStep
from foley_ui.picture.sheet import Sheet
from foley_ui.picture.words import clock, number, spoken, translate
from foley_ui.sounds.listed import LISTED_ROLE, Listed
from foley_ui.takes.words import percent, score_text, stage_word
from foley_ui.theme.theme import Role, Theme

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class Column(IntEnum):
    """From the left."""

    TIME = 0
    LENGTH = 1
    TRACK = 2
    PROMPT = 3
    TAKES = 4
    WAVE = 5
    SCORE = 6
    STATE = 7


_RIGHT = frozenset({Column.TIME, Column.LENGTH, Column.TAKES, Column.SCORE})


@dataclass(frozen=True)
class _Now:
    """What is known of a row beside the sheet."""

    made: Made | None = None
    shown: int = 0  # which of its takes
    fresh: bool = False  # made in this run


class CuesModel(QAbstractTableModel):
    """`running` says that rows which are not made wait for their turn."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[Looked, ...] = ()
        self._now: dict[int, _Now] = {}  # by the row of the sheet
        self._place: dict[int, int] = {}
        self._step: CueStep | None = None
        self._running = False
        theme.changed.connect(self._recolour)

    @property
    def rows(self) -> tuple[Looked, ...]:
        """All of them."""
        return self._rows

    def set_sheet(self, sheet: Sheet | None) -> None:
        """Show another sheet, or another look at the same."""
        rows, made = (sheet.rows, sheet.made) if sheet is not None else ((), {})
        if [one.row for one in rows] == [one.row for one in self._rows] and rows:
            self._rows = rows
            self._now = _nows(made, self._now)
            self._tell(0, len(rows) - 1)
            return
        self.beginResetModel()
        self._rows, self._now = rows, _nows(made, {})
        self._place = {one.row: place for place, one in enumerate(rows)}
        self.endResetModel()

    def set_running(self, *, running: bool) -> None:
        """Whether the sheet is being made."""
        self._running, self._step = running, None
        if running:  # what an earlier run of this window made was made before
            self._now = {row: replace(now, fresh=False) for row, now in self._now.items()}
        self._tell(0, len(self._rows) - 1)

    def show_step(self, step: CueStep) -> int:
        """The cue at work got on; the place of its row."""
        before, self._step = self._step, step
        for row in {step.row, *([before.row] if before is not None else [])}:
            self._tell_row(row)
        return self._place.get(step.row, -1)

    def show_end(self, end: CueEnd) -> None:
        """A cue is made, or failed."""
        self._now[end.row] = _Now(end.made, fresh=True)
        if self._step is not None and self._step.row == end.row:
            self._step = None
        self._tell_row(end.row)

    def trouble(self, place: int) -> str:
        """The whole sentence of a row that cannot be made, or was not; "" for any other."""
        if not 0 <= place < len(self._rows):
            return ""
        said, role = self._state(place)
        return said if role is Role.BAD else ""

    def next_take(self, place: int) -> None:
        """Another of a row's takes is the one that is heard."""
        now = self._at(place)
        if now.made is not None and now.made.takes:
            row = self._rows[place].row
            self._now[row] = replace(now, shown=(now.shown + 1) % len(now.made.takes))
            self._tell_row(row)

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        """As many as the sheet has."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        """See Column."""
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """What is made can be dragged."""
        flags = super().flags(index) | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self._take(index.row()) is not None else flags

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
            Column.TIME: translate("Picture", "Time"),
            Column.LENGTH: translate("Picture", "Length"),
            Column.TRACK: translate("Picture", "Track"),
            Column.PROMPT: translate("Picture", "Cue"),
            Column.TAKES: translate("Picture", "Takes"),
            Column.WAVE: translate("Picture", "Sound"),
            Column.SCORE: translate("Picture", "Score"),
            Column.STATE: translate("Picture", "State"),
        }[column]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, colours, and the sound of the row."""
        place, column = index.row(), Column(index.column())
        if role == LISTED_ROLE:
            take = self._take(place)
            return None if take is None else Listed(take.file)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(place, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.colour(self._colour(place, column))
        if role == Qt.ItemDataRole.ToolTipRole and column in (Column.PROMPT, Column.STATE):
            return self._text(place, column)
        return None

    def _text(self, place: int, column: Column) -> str:
        looked, cue = self._rows[place], self._rows[place].cue
        if column is Column.TIME:
            return clock(cue.place_s) if cue is not None else looked.said.get("time", "")
        if column is Column.LENGTH:
            return f"{number(cue.seconds, 2)} s" if cue is not None else looked.said.get("length", "")
        if column is Column.TRACK:
            return cue.track if cue is not None else looked.said.get("track", "")
        if column is Column.PROMPT:
            said = cue.prompt if cue is not None else looked.said.get("prompt", "")
            return f"{cue.name} · {said}" if cue is not None and cue.name else said
        if column is Column.TAKES:
            return self._takes(place)
        if column is Column.SCORE:
            take = self._take(place)
            return "" if take is None or take.score is None else score_text(take.score)
        return self._state(place)[0] if column is Column.STATE else ""

    def _takes(self, place: int) -> str:
        now, cue = self._at(place), self._rows[place].cue
        if now.made is not None and now.made.takes:
            return f"{now.shown + 1}/{len(now.made.takes)}"
        return str(cue.count) if cue is not None else ""

    def _state(self, place: int) -> tuple[str, Role]:
        looked, now = self._rows[place], self._at(place)
        if looked.cue is None:
            return translate("Picture", "{part}: {fault}").format(
                part=looked.part, fault=spoken(looked.fault)
            ), Role.BAD
        if self._step is not None and self._step.row == looked.row:
            return f"{stage_word(self._step.stage)} · {percent(self._step.fraction)}", Role.ACCENT
        if now.made is not None and now.made.takes:
            under = not self._passed(now)
            said = translate("Picture", "made") if now.fresh else translate("Picture", "made before")
            return (
                (translate("Picture", "{said}, under the threshold").format(said=said), Role.WARN)
                if under
                else (said, Role.GOOD)
            )
        if now.made is not None and not (self._running and not now.fresh):
            return now.made.text, Role.BAD
        if self._running:
            return translate("Picture", "waits"), Role.FAINT
        return translate("Picture", "can be made"), Role.FAINT

    def _passed(self, now: _Now) -> bool:
        return now.made is not None and now.made.takes[now.shown].passed

    def _colour(self, place: int, column: Column) -> Role:
        if column is Column.STATE:
            return self._state(place)[1]
        return Role.TEXT if column in (Column.PROMPT, Column.SCORE, Column.TIME) else Role.FAINT

    def _take(self, place: int) -> HeardTake | None:
        made = self._at(place).made
        return made.takes[self._at(place).shown] if made is not None and made.takes else None

    def _at(self, place: int) -> _Now:
        return self._now.get(self._rows[place].row, _NOTHING) if 0 <= place < len(self._rows) else _NOTHING

    def _tell_row(self, row: int) -> None:
        place = self._place.get(row, -1)
        if place >= 0:
            self._tell(place, place)

    def _tell(self, first: int, last: int) -> None:
        if last >= first >= 0:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))

    def _recolour(self) -> None:
        self._tell(0, len(self._rows) - 1)


_NOTHING = _Now()


def _nows(made: Mapping[int, Made], before: Mapping[int, _Now]) -> dict[int, _Now]:
    """What was chosen of a row stays where its takes are the same."""
    return {row: before[row] if row in before and before[row].made == one else _Now(one) for row, one in made.items()}


def _side(column: Column) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
