"""Paints a take view: its pixmaps, and over them what moves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from foley_ui.sound.layout import Layout
from foley_ui.sound.time_axis import ticks
from foley_ui.sound.wording import loudness_text, peak_text, seconds_text
from foley_ui.theme.metrics import SMALL_TEXT, SPACE, SPACE_S
from foley_ui.theme.roles import Role

if TYPE_CHECKING:
    from foley_ui.sound.take_image import TakeImage
    from foley_ui.theme.theme import Theme

TICK_PX = 4
PLAYHEAD_WIDTH = 1.5
LABEL_RADIUS = 3
CENTRE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Marks:
    """What lies over the picture; None where it is not there."""

    position_s: float | None
    hover_s: float | None
    hover_x: float | None
    focused: bool
    font: QFont
    trouble: str = ""  # why there is no picture, where that is said here


def paint_take(painter: QPainter, layout: Layout, image: "TakeImage", marks: Marks, theme: "Theme") -> None:
    """Paint all of it."""
    font = QFont(marks.font)
    font.setPointSizeF(theme.points(SMALL_TEXT))
    painter.setFont(font)
    if image.picture is None or image.rest is None or image.played is None:
        _paint_waiting(painter, layout, marks.trouble, theme)
    else:
        _paint_sound(painter, layout, image, marks, theme)
    if marks.focused:
        painter.setPen(theme.colour(Role.ACCENT))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(0.5, layout.strip + 0.5, layout.width - 1, layout.picture_height - 1))


def _paint_waiting(painter: QPainter, layout: Layout, trouble: str, theme: "Theme") -> None:
    """A quiet line, or why there is no picture."""
    area = QRectF(0, layout.strip, layout.width, layout.picture_height)
    if trouble:
        painter.setPen(theme.colour(Role.FAINT))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(trouble, Qt.TextElideMode.ElideRight, layout.width - 2 * SPACE)
        painter.drawText(area.adjusted(SPACE, 0, -SPACE, 0), CENTRE, text)
    else:
        painter.fillRect(QRectF(0, round(area.center().y()), layout.width, 1), theme.colour(Role.LINE))


def _paint_sound(painter: QPainter, layout: Layout, image: "TakeImage", marks: Marks, theme: "Theme") -> None:
    picture, rest, played = image.picture, image.rest, image.played
    if picture is None or rest is None or played is None:
        return
    area = QRectF(0, layout.strip, layout.width, layout.picture_height)
    share = 0.0 if marks.position_s is None else min(marks.position_s / picture.seconds, 1.0)
    at = layout.x_of(share)
    _paint_part(painter, area, played, 0.0, at)
    _paint_part(painter, area, rest, at, layout.width)
    if marks.position_s is not None:
        painter.fillRect(_upright(at, area, PLAYHEAD_WIDTH, layout), theme.colour(Role.TEXT))
    if layout.strip:
        _paint_strip(painter, layout, image, marks, theme)
        _paint_axis(painter, layout, picture.seconds, theme)
    if marks.hover_x is not None and marks.hover_s is not None:
        _paint_hover(painter, area, marks.hover_x, seconds_text(marks.hover_s), theme)


def _paint_part(painter: QPainter, area: QRectF, pixmap: QPixmap, left: float, right: float) -> None:
    """The part of the picture between two places; a pixmap of another size is stretched until the new one is there."""
    if right <= left:
        return
    scale = pixmap.width() / area.width()
    target = QRectF(left, area.top(), right - left, area.height())
    painter.drawPixmap(target, pixmap, QRectF(left * scale, 0, (right - left) * scale, pixmap.height()))


def _upright(x: float, area: QRectF, width: float, layout: Layout) -> QRectF:
    """A line that stays inside."""
    left = min(max(x - width / 2, 0.0), layout.width - width)
    return QRectF(left, area.top(), width, area.height())


def _paint_strip(painter: QPainter, layout: Layout, image: "TakeImage", marks: Marks, theme: "Theme") -> None:
    """Position and length at the left, loudness and peak at the right."""
    picture = image.picture
    if picture is None:
        return
    line = QRectF(0, 0, layout.width, layout.strip - SPACE_S)
    length = seconds_text(picture.seconds)
    left = length if marks.position_s is None else f"{seconds_text(marks.position_s)} / {length}"
    right = "   ".join(part for part in (loudness_text(picture.lufs), peak_text(picture.peak_dbtp)) if part)
    painter.setPen(theme.colour(Role.FAINT))
    painter.drawText(line, CENTRE | Qt.AlignmentFlag.AlignLeft, left)
    painter.drawText(line, CENTRE | Qt.AlignmentFlag.AlignRight, right)


def _paint_axis(painter: QPainter, layout: Layout, seconds: float, theme: "Theme") -> None:
    metrics = QFontMetricsF(painter.font())
    line, faint = theme.colour(Role.LINE), theme.colour(Role.FAINT)
    top = float(layout.axis_top)
    painter.setPen(faint)
    for time_s, text in ticks(seconds, layout.width):
        x = layout.x_of(time_s / seconds)
        painter.fillRect(QRectF(min(x, layout.width - 1), top, 1, TICK_PX), line)
        width = metrics.horizontalAdvance(text)
        left = min(max(x - width / 2, 0.0), layout.width - width)
        painter.drawText(QPointF(left, top + TICK_PX + metrics.ascent()), text)


def _paint_hover(painter: QPainter, area: QRectF, x: float, text: str, theme: "Theme") -> None:
    """A thin line, and the time beside it."""
    faint = QColor(theme.colour(Role.TEXT))
    faint.setAlphaF(0.45)
    painter.fillRect(QRectF(round(x), area.top(), 1, area.height()), faint)
    metrics = QFontMetricsF(painter.font())
    width, height = metrics.horizontalAdvance(text) + 2 * SPACE_S, min(metrics.height() + 2, area.height())
    left = x + SPACE_S if x + SPACE_S + width <= area.right() else x - SPACE_S - width
    label = QRectF(max(left, 0.0), area.top(), width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(Role.RAISED))
    painter.drawRoundedRect(label, LABEL_RADIUS, LABEL_RADIUS)
    painter.setPen(theme.colour(Role.TEXT))
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, text)
