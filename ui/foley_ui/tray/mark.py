"""The program's mark as the tray shows it: a picture for each state, told apart by shape and not by colour alone.

Idle is a tile with bars of sound; making is a ring that fills, around the bars; training is a tile with stairs that go
down, as a loss does; trouble is a triangle with an exclamation mark.
"""

from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

SIDES = (16, 22, 24, 32, 44, 48, 64, 128, 256)  # device pixels
RING_STEPS = 20  # pictures of the ring: more are not told apart at 16 pixels
# Both are seen on light and on dark panels: the contrast to white and to #202020 is at least 3.
TILE = QColor("#1693b8")
TROUBLE = QColor("#cf6a12")
INK = QColor("#ffffff")
_BARS = (0.36, 0.72, 0.48)  # heights, of the tile
_STAIRS = (0.68, 0.5, 0.32, 0.16)


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
    width = _bar_width(side)
    _bars(painter, side, gap=max(2, round(side * 0.62 - 3 * width) // 2), colour=INK)


def _making(painter: QPainter, side: int, step: int) -> None:
    width = max(2, round(side / 8))
    ring = QRectF(0, 0, side, side).adjusted(width / 2, width / 2, -width / 2, -width / 2)
    faded = QColor(TILE)
    faded.setAlpha(90)
    painter.setPen(QPen(faded, width))
    painter.drawEllipse(ring)
    painter.setPen(QPen(TILE, width, c=Qt.PenCapStyle.FlatCap))
    painter.drawArc(ring, 90 * 16, -round(360 * 16 * step / RING_STEPS))
    _bars(painter, side, gap=max(1, _bar_width(side) // 2), colour=TILE, tall=0.66)


def _training(painter: QPainter, side: int, _: int) -> None:
    _tile(painter, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(INK)
    width = round(side * 0.17)
    left, foot = (side - len(_STAIRS) * width) // 2, side - round(side * 0.19)
    for place, share in enumerate(_STAIRS):
        height = round(side * share * 0.92)
        painter.drawRect(QRect(left + place * width, foot - height, width, height))


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
    width, left = _bar_width(side), (side - _bar_width(side)) // 2
    painter.drawRect(QRect(left, round(side * 0.34), width, round(side * 0.3)))
    painter.drawRect(QRect(left, round(side * 0.72), width, max(2, round(side * 0.11))))


def _tile(painter: QPainter, side: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(TILE)
    painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.22, side * 0.22)


def _bar_width(side: int) -> int:
    """An even number, so that a bar in the middle of an even side has sharp edges."""
    return 2 * max(1, round(side / 16))


def _bars(painter: QPainter, side: int, *, gap: int, colour: QColor, tall: float = 1.0) -> None:
    """Three bars on whole pixels, around the middle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    width = _bar_width(side)
    left = (side - len(_BARS) * width - (len(_BARS) - 1) * gap) // 2
    round_by = 0 if side < 32 else width / 2
    for place, share in enumerate(_BARS):
        height = 2 * round(side * share * tall / 2)
        bar = QRectF(left + place * (width + gap), (side - height) / 2, width, height)
        painter.drawRoundedRect(bar, round_by, round_by)
