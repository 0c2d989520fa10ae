"""Pages of which only the one that is seen says how much room is needed."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget


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


def scrolling(stack: CurrentStack, parent: QWidget) -> QScrollArea:
    """The stack where it scrolls in a window that is too small for its page."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    holder = QWidget(area)  # a scroll area asks a layout of its own how high it would like to be
    inside = QVBoxLayout(holder)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.addWidget(stack)
    area.setWidget(holder)
    return area
