"""A window of another program from which files are dragged, as from a file manager: drag_source PATH ..."""

import sys
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel

PLACE = (1130, 600, 140, 160)  # beside the tray application's window


class Source(QLabel):
    """Gives its files to whoever takes them."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__("drag files from here")
        self._paths = paths
        self.setWordWrap(True)
        self.setWindowTitle("a file manager")
        self.setGeometry(*PLACE)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A drag begins by moving."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            data = QMimeData()
            data.setUrls([QUrl.fromLocalFile(str(path)) for path in self._paths])
            drag = QDrag(self)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    source = Source([Path(one) for one in sys.argv[1:]])
    source.show()
    sys.exit(app.exec())
