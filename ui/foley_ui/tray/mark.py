"""The program's mark as the tray shows it: a picture for each state, told apart by shape and not by colour alone.

Idle is a tile with bars of sound; making is a ring that fills, around the bars; training is a tile with a curve that
falls; trouble is a triangle with an exclamation mark.
"""

from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

SIDES = (16, 22, 24, 32, 44, 48, 64, 128, 256)  # device pixels
RING_STEPS = 20  # pictures of the ring: more are not told apart at 16 pixels
# Both are seen on light and on dark panels: the contrast to white and to #202020 is at least 3.
TILE = QColor("#1185a8")
TROUBLE = QColor("#cf6a12")
INK = QColor("#ffffff")
_BARS = (0.34, 0.78, 0.5, 0.24)  # heights, of the tile


class Look(StrEnum):
    """What the icon says."""

    IDLE = "idle"
    MAKING = "making"
    TRAINING = "training"
    TROUBLE = "trouble"


def ring_step(fraction: float) -> int:
    """Which picture of the ring stands for a fraction; the first has a little of it, so that it is seen to begin."""
    return max(1, min(RING_STEPS, round(fraction * RING_STEPS)))


@lru_cache(maxsize=4 * RING_STEPS)
def mark_icon(look: Look, step: int = 0) -> QIcon:
    """The icon of a state, with the ring at `step` of 20 where it has one; drawn for each size by itself."""
    icon = QIcon()
    for side in SIDES:
        icon.addPixmap(mark(look, side, step))
    return icon


def mark(look: Look, side: int, step: int = 0) -> QPixmap:
    """The picture, `side` device pixels wide and high."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    {Look.IDLE: _idle, Look.MAKING: _making, Look.TRAINING: _training, Look.TROUBLE: _trouble}[look](
        painter, side, step
    )
    painter.end()
    return pixmap


def _idle(painter: QPainter, side: int, _: int) -> None:
    _tile(painter, side)
    _bars(painter, QRectF(0, 0, side, side), INK)


def _making(painter: QPainter, side: int, step: int) -> None:
    width = max(2.0, side / 9)
    ring = QRectF(0, 0, side, side).adjusted(width / 2, width / 2, -width / 2, -width / 2)
    faded = QColor(TILE)
    faded.setAlpha(90)
    painter.setPen(QPen(faded, width))
    painter.drawEllipse(ring)
    painter.setPen(QPen(TILE, width, c=Qt.PenCapStyle.FlatCap))
    painter.drawArc(ring, 90 * 16, -round(360 * 16 * step / RING_STEPS))
    inner = side * 0.64
    _bars(painter, QRectF((side - inner) / 2, (side - inner) / 2, inner, inner), TILE)


def _training(painter: QPainter, side: int, step: int) -> None:
    _tile(painter, side)
    path = QPainterPath(QPointF(0.22 * side, 0.24 * side))
    path.cubicTo(0.3 * side, 0.62 * side, 0.46 * side, 0.72 * side, 0.8 * side, 0.74 * side)
    painter.setPen(QPen(INK, max(1.6, side / 10), c=Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    if step:
        dot = max(1.4, side / 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(INK)
        painter.drawEllipse(path.pointAtPercent(step / RING_STEPS), dot, dot)


def _trouble(painter: QPainter, side: int, _: int) -> None:
    edge = side / 16
    triangle = QPainterPath(QPointF(side / 2, edge * 1.5))
    triangle.lineTo(side - edge, side - edge * 1.5)
    triangle.lineTo(edge, side - edge * 1.5)
    triangle.closeSubpath()
    painter.setPen(QPen(TROUBLE, edge * 2, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(TROUBLE)
    painter.drawPath(triangle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(INK)
    width = max(2.0, side / 8)
    painter.drawRect(QRectF((side - width) / 2, side * 0.36, width, side * 0.28))
    painter.drawRect(QRectF((side - width) / 2, side * 0.72, width, max(2.0, side / 9)))


def _tile(painter: QPainter, side: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(TILE)
    painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.22, side * 0.22)


def _bars(painter: QPainter, room: QRectF, colour: QColor) -> None:
    """Four bars, on whole pixels where they are small."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    width = max(1, round(room.width() * 0.115))
    gap = max(1, round(room.width() * 0.085))
    left = room.center().x() - (len(_BARS) * width + (len(_BARS) - 1) * gap) / 2
    for place, share in enumerate(_BARS):
        height = max(2, 2 * round(room.height() * share / 2))
        bar = QRectF(round(left + place * (width + gap)), room.center().y() - height / 2, width, height)
        painter.drawRoundedRect(bar, width / 2, width / 2)
