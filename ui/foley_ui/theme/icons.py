"""Drawings tinted for the screen, crisp at each scale."""

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from foley_ui.theme.glyphs import GLYPHS

SIDES = (16, 18, 20, 24, 32, 36, 40, 48, 64, 80)  # device pixels: what is shown at 100 % and 200 %


def drawn_icon(name: str, colour: str, faded: str) -> QIcon:
    """An icon in one colour, and in `faded` where its widget is disabled. KeyError for a name that is not drawn."""
    icon = QIcon()
    for mode, tint in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, faded)):
        renderer = QSvgRenderer(QByteArray(GLYPHS[name].svg(tint)))
        for side in SIDES:
            icon.addPixmap(_drawn(renderer, side), mode)
    return icon


def drawn_pixmap(name: str, colour: str, side: int, scale: float = 1.0) -> QPixmap:
    """A picture of `side` logical pixels for a screen of that scale."""
    pixmap = _drawn(QSvgRenderer(QByteArray(GLYPHS[name].svg(colour))), round(side * scale))
    pixmap.setDevicePixelRatio(scale)
    return pixmap


def _drawn(renderer: QSvgRenderer, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
