"""The table of what was found: columns that give way to the sound where room is short."""

from itertools import islice
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from foley_bridge.library.records import Hit
from foley_ui.context import Context
from foley_ui.library.hits_model import Column, HitsModel
from foley_ui.sounds.actions import sound_specs
from foley_ui.sounds.listed import Listed
from foley_ui.sounds.table import SoundTable

_WIDTHS = {Column.RANK: 34, Column.PART: 128, Column.LENGTH: 76, Column.FOLDER: 130, Column.SCORE: 62}
_HIDDEN_BELOW = {Column.FOLDER: 760, Column.PART: 620, Column.LENGTH: 480}  # px
WAVE_SHARE = 0.5  # of what the others leave
COMPARED, COMPARED_MOST_S = 12, 20.0  # so many of the first, if they are short, are made equally loud beforehand


class HitsTable(SoundTable):
    """Rows of recordings."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, sound_specs(similar=True), parent)
        self.hits = HitsModel(context.theme, self)
        self.setModel(self.hits)
        self.setAccessibleName(self.tr("Recordings that were found"))
        self.show_waves_in(Column.WAVE)
        head = self.horizontalHeader()
        head.setMinimumSectionSize(min(_WIDTHS.values()))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)

    @property
    def hit(self) -> Hit | None:
        """That of the current row."""
        return self.hits.hit(self.currentIndex().row())

    def show_hits(self, hits: tuple[Hit, ...]) -> None:
        """Show these; the first is chosen."""
        self.hits.set_hits(hits)
        self.forget_pictures()
        short = (hit for hit in hits if hit.there and hit.length_s <= COMPARED_MOST_S)
        self.doings.audition.among([Listed(Path(hit.path)) for hit in islice(short, COMPARED)])
        if hits:
            self.setCurrentIndex(self.hits.index(0, Column.NAME))
        else:
            self.chosen.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sound and the name share what the others leave."""
        super().resizeEvent(event)
        for column, least in _HIDDEN_BELOW.items():
            self.setColumnHidden(column, self.width() < least)
        others = sum(width for column, width in _WIDTHS.items() if not self.isColumnHidden(column))
        self.setColumnWidth(Column.WAVE, max(80, round((self.viewport().width() - others) * WAVE_SHARE)))
