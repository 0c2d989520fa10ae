"""The table of a sheet's rows."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from foley_ui.context import Context
from foley_ui.picture.cues_model import Column, CuesModel
from foley_ui.sounds.actions import sound_specs
from foley_ui.sounds.table import SoundTable

_WIDTHS = {
    Column.TIME: 104,
    Column.LENGTH: 76,
    Column.TRACK: 92,
    Column.TAKES: 58,
    Column.WAVE: 150,
    Column.SCORE: 58,
    Column.STATE: 210,
}
_HIDDEN_BELOW = {Column.TRACK: 860, Column.SCORE: 800, Column.TAKES: 740, Column.LENGTH: 660, Column.WAVE: 560}  # px
STATE_SHARE = 0.26
FAULT_SHARE = 0.5  # of the width, while rows have faults: there is no sound to be seen yet


class CuesTable(SoundTable):
    """Rows of cues; T takes the next take of one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, sound_specs(similar=False, other_take=True), parent)
        self.cues = CuesModel(context.theme, self)
        self._faulty = False
        self.setModel(self.cues)
        self.setAccessibleName(self.tr("Cues of the sheet"))
        self.show_waves_in(Column.WAVE)
        head = self.horizontalHeader()
        head.setMinimumSectionSize(40)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(Column.PROMPT, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)

    def show_faults(self, *, faulty: bool) -> None:
        """Whether sentences need the room."""
        self._faulty = faulty
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What says least goes first."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        width = self.viewport().width()
        for column, least in _HIDDEN_BELOW.items():
            self.setColumnHidden(column, self.width() < least or (self._faulty and column in _NOT_YET))
        share = FAULT_SHARE if self._faulty else STATE_SHARE
        self.setColumnWidth(Column.STATE, max(120, round(width * share)))


_NOT_YET = frozenset({Column.WAVE, Column.SCORE, Column.TAKES})
