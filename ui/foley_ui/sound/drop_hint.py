"""What a place says while a sound file is held over it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from foley_ui.theme.metrics import RADIUS, SPACE
from foley_ui.theme.theme import Role, Theme

COVER = 0.92  # how much of what is behind it is covered


class DropHint(QWidget):
    """Covers its parent with a dashed frame and a sentence; the mouse and what it drags go through it."""

    def __init__(self, theme: Theme, sentence: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sentence = sentence
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(sentence)
        parent.installEventFilter(self)
        self.hide()

    def show_over(self, over: bool) -> None:  # noqa: FBT001  # a callback gives it by position
        """Whether a file is held over the parent."""
        self.setVisible(over)
        if over:
            self._cover()
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Covers the parent in its new size too."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._cover()
        return super().eventFilter(watched, event)

    def paintEvent(self, _: QPaintEvent) -> None:
        """A ground, a dashed frame, the sentence in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._theme.colour(Role.BACKGROUND)
        ground.setAlphaF(COVER)
        painter.fillRect(self.rect(), ground)
        painter.setPen(QPen(self._theme.colour(Role.ACCENT), 2.0, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.setPen(self._theme.colour(Role.TEXT))
        inner = QRectF(self.rect()).adjusted(SPACE, SPACE, -SPACE, -SPACE)
        painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._sentence)

    def _cover(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
