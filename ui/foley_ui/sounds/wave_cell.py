"""The cell of a table that shows a sound: its waveform, the part that is meant, and where the player is in it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from foley_ui.sound.playing import Playing
from foley_ui.sounds.listed import LISTED_ROLE, Listed
from foley_ui.sounds.thumbnails import Thumbnail, Thumbnails
from foley_ui.theme.metrics import SPACE_S
from foley_ui.theme.roles import Role

if TYPE_CHECKING:
    from foley_ui.context import Context

MARGIN = 5  # px above and below
VEIL = 0.72  # of the row's ground over what is not meant
_Index = QModelIndex | QPersistentModelIndex


class WaveCell(QStyledItemDelegate):
    """Paints from kept pictures; a row whose picture is on its way has a quiet line."""

    def __init__(self, context: "Context", view: QTableView) -> None:
        super().__init__(view)
        self._theme = context.theme
        self.thumbnails = Thumbnails(context, view)
        self._playing = Playing()
        context.player.changed.connect(self._hear)
        self.thumbnails.changed.connect(lambda _: view.viewport().update())
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The ground as of every cell, then the sound."""
        super().paint(painter, option, index)
        listed = index.data(LISTED_ROLE)
        if not isinstance(listed, Listed):
            return
        area = QRectF(option.rect).adjusted(SPACE_S, MARGIN, -SPACE_S, -MARGIN)
        if area.width() < 8 or area.height() < 8:
            return
        thumbnail = self.thumbnails.of(listed.path, area.toRect().size()) if listed.there else Thumbnail()
        painter.save()
        if thumbnail is None or thumbnail.rest is None or thumbnail.played is None:
            self._paint_waiting(painter, area, thumbnail)
        else:
            self._paint_sound(painter, area, listed, thumbnail)
        painter.restore()

    def _paint_waiting(self, painter: QPainter, area: QRectF, thumbnail: Thumbnail | None) -> None:
        if thumbnail is not None and thumbnail.trouble:
            painter.setPen(self._theme.colour(Role.FAINT))
            text = QFontMetricsF(painter.font()).elidedText(
                thumbnail.trouble, Qt.TextElideMode.ElideRight, area.width()
            )
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        else:
            painter.fillRect(QRectF(area.left(), area.center().y(), area.width(), 1), self._theme.colour(Role.LINE))

    def _paint_sound(self, painter: QPainter, area: QRectF, listed: Listed, thumbnail: Thumbnail) -> None:
        rest, played = thumbnail.rest, thumbnail.played
        if rest is None or played is None:
            return
        target = QRectF(area.toRect())
        mine = self._playing.path == listed.path and thumbnail.seconds > 0
        share = min(1.0, self._playing.position_s / thumbnail.seconds) if mine else 0.0
        painter.drawPixmap(target.toRect(), rest)
        section = listed.section
        if section is not None:
            veil = QColor(self._theme.colour(Role.SURFACE))
            veil.setAlphaF(VEIL)
            first, last = (target.left() + one * target.width() for one in section)
            painter.fillRect(QRectF(target.left(), target.top(), first - target.left(), target.height()), veil)
            painter.fillRect(QRectF(last, target.top(), target.right() - last, target.height()), veil)
            painter.fillRect(
                QRectF(first, target.bottom() - 1.5, last - first, 1.5), self._theme.colour(Role.WAVE_PLAYED)
            )
        if self._playing.sounding and mine:
            at = target.left() + share * target.width()
            painter.fillRect(QRectF(at, target.top(), 1.5, target.height()), self._theme.colour(Role.TEXT))

    def _hear(self, playing: Playing) -> None:
        if playing.sounding or self._playing.sounding:
            self._view.viewport().update()
        self._playing = playing
