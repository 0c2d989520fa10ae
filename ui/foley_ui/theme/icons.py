"""Drawings tinted for the screen: Qt draws each size when it is first shown, crisp at each scale, and keeps it."""

from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from foley_ui.theme.glyphs import GLYPHS
from foley_ui.theme.memory_files import MemoryFile, register_files

_SHOWN = (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected)


def drawn_icon(name: str, colour: str, faded: str) -> QIcon:
    """An icon in one colour, and in `faded` where its widget is disabled. KeyError for a name that is not drawn."""
    if name not in GLYPHS:
        raise KeyError(name)
    icon = QIcon()
    for mode in _SHOWN:
        icon.addFile(f":/{_folder(colour)}/{name}.svg", QSize(), mode)
    icon.addFile(f":/{_folder(faded)}/{name}.svg", QSize(), QIcon.Mode.Disabled)
    return icon


def drawn_pixmap(name: str, colour: str, side: int, scale: float = 1.0) -> QPixmap:
    """A picture of `side` logical pixels for a screen of that scale."""
    pixmap = QPixmap(round(side * scale), round(side * scale))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(GLYPHS[name].svg(colour))).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@cache
def _folder(colour: str) -> str:
    """Where all drawings in one colour lie in memory."""
    folder = f"foley_icons_{colour.removeprefix('#')}"
    register_files(folder, tuple(MemoryFile(f"{name}.svg", glyph.svg(colour)) for name, glyph in GLYPHS.items()))
    return folder
