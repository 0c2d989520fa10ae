"""The frame of a small window over what it belongs to: within the screen, and Esc closes it."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget


class PopupFrame(QFrame):
    """Its keys are its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "notice")

    def open_at(self, place: QPoint) -> None:
        """Show it there, within the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        left = min(place.x(), screen.right() - self.width())
        top = place.y() if place.y() + self.height() <= screen.bottom() else place.y() - self.height()
        self.move(max(screen.left(), left), max(screen.top(), top))
        self.show()

    def event(self, event: QEvent) -> bool:
        """Esc is this window's: to a shortcut of the panel under it, it would be a key of that panel."""
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)
