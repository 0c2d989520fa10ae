"""Takes dragged out of the window, as files: into a timeline, a folder, a chat."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDrag, QPixmap
from PySide6.QtWidgets import QWidget

from foley_ui.takes.mime import file_data
from foley_ui.takes.take import Take

PICTURE_WIDTH = 240


def made_drag(source: QWidget, takes: Sequence[Take], picture: QPixmap) -> QDrag | None:
    """A drag of the files that are there, None where none is. Only copying is offered, so that they stay."""
    return _drag_of(source, [one.path for one in takes if one.there], picture)


def drag_files(source: QWidget, paths: Sequence[Path]) -> bool:
    """Let the user drag files; whether they were dropped somewhere that took them. Returns after the drop."""
    drag = _drag_of(source, paths, QPixmap())
    return drag is not None and drag.exec(Qt.DropAction.CopyAction) is Qt.DropAction.CopyAction


def _drag_of(source: QWidget, paths: Sequence[Path], picture: QPixmap) -> QDrag | None:
    if not paths:
        return None
    drag = QDrag(source)
    drag.setMimeData(file_data(paths))
    if not picture.isNull():
        scale = picture.devicePixelRatio()
        width = round(min(PICTURE_WIDTH, picture.deviceIndependentSize().width()) * scale)
        shown = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        drag.setPixmap(shown)
        drag.setHotSpot(QPoint(12, round(shown.deviceIndependentSize().height() / 2)))
    return drag


def drag_out(source: QWidget, takes: Sequence[Take], picture: QPixmap) -> bool:
    """Let the user drag takes; whether they were dropped somewhere that took them. Returns after the drop."""
    drag = made_drag(source, takes, picture)
    return drag is not None and drag.exec(Qt.DropAction.CopyAction) is Qt.DropAction.CopyAction
