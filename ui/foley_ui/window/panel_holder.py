"""Gives a panel the whole room, or the least that it needs and bars to move it: nothing is cut off in small windows."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class PanelHolder(QScrollArea):
    """QScrollArea's own resizing asks for the size that a panel would like, this one for the least it can do with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.panel: QWidget | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def hold(self, panel: QWidget) -> None:
        """Show it here from now on; one that was made as a child of the viewport is not styled again for that."""
        panel.resize(self.maximumViewportSize())  # else the area asks it how large it would like to be
        self.panel = panel
        self.setWidget(panel)
        panel.show()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The panel follows."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A panel whose content changes may need more or less."""
        taken = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return taken

    def _fit(self) -> None:
        if self.panel is None:
            return
        least = self.panel.minimumSizeHint().expandedTo(self.panel.minimumSize())
        room = self.maximumViewportSize()
        width, height = room.width(), room.height()
        if least.width() > width:
            height -= self.horizontalScrollBar().sizeHint().height()
        if least.height() > height:
            width -= self.verticalScrollBar().sizeHint().width()
        self.panel.resize(max(width, least.width()), max(height, least.height()))
