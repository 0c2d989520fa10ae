"""A window of another program that files are dropped on; it writes the paths that it was given."""

import json
import sys
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

PLACE = (900, 560, 340, 200)  # beside the tray application's window


class Target(QLabel):
    """Takes files, as a DAW's timeline does."""

    def __init__(self, said: Path) -> None:
        super().__init__("drop files here")
        self._said = said
        self.setAcceptDrops(True)
        self.setWindowTitle("another program")
        self.setGeometry(*PLACE)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Write down what came."""
        paths = [url.toLocalFile() for url in event.mimeData().urls()]
        temporary = self._said.with_suffix(".tmp")
        temporary.write_text(json.dumps(paths), encoding="utf-8")
        temporary.replace(self._said)
        event.acceptProposedAction()


if __name__ == "__main__":
    app = QApplication(sys.argv)
    target = Target(Path(sys.argv[1]))
    target.show()
    sys.exit(app.exec())
