"""Files that are dropped onto a widget, as the window system tells of them; and small recordings to drop."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

RATE_HZ = 44_100
COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def recording(path: Path, seconds: float = 1.0, *, level: float = 0.4) -> Path:
    """A recording of knocks, every 0.4 seconds one."""
    times = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    soundfile.write(path, level * np.sin(2 * np.pi * 220 * times) * np.exp(-8 * (times % 0.4)), RATE_HZ, "PCM_24")
    return path


def drop(widget: QWidget, addresses: Sequence[Path | str]) -> bool:
    """Hold files over a widget and let go; whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) if isinstance(one, Path) else QUrl(one) for one in addresses])
    entered = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, NONE)
    QApplication.sendEvent(widget, entered)
    if not entered.isAccepted():
        return False
    QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), COPY, data, LEFT, NONE))
    return True
