"""Pages of which only the one that is seen says how much room is needed."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget


class CurrentStack(QStackedWidget):
    """A QStackedWidget is never smaller than its largest page; this one never smaller than its current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        """Of the current page."""
        page = self.currentWidget()
        return QSize(0, 0) if page is None else page.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """Sentences that break into lines do not make a page scroll that could be lower."""
        return False

    def sizeHint(self) -> QSize:
        """Of the current page."""
        page = self.currentWidget()
        return QSize(0, 0) if page is None else page.sizeHint()
