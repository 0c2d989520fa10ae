"""The place of a sound that is still to come; the first of them says how far the request is."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from foley_ui.takes.following import Progress
from foley_ui.takes.words import progress_words
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import RADIUS, SPACE, SPACE_S
from foley_ui.theme.theme import Role, Theme

HEIGHT = 52
LEFT = 56  # where the pictures of the takes begin


class PendingCard(QWidget):
    """A dashed place with a word; as long as nothing is known, without a bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._word = ElidedLabel(parent=self, look="hint")
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._bar.hide()
        self.setFixedHeight(HEIGHT)
        column = QVBoxLayout(self)
        column.setContentsMargins(LEFT, SPACE, LEFT, SPACE)
        column.setSpacing(SPACE_S)
        column.addStretch(1)
        column.addWidget(self._word)
        column.addWidget(self._bar)
        column.addStretch(1)

    def say(self, text: str) -> None:
        """Say what it waits for."""
        self._word.set_whole(text)
        self._bar.hide()

    def show_progress(self, progress: Progress) -> None:
        """Say how far the request is."""
        self._word.set_whole(progress_words(progress))
        self._bar.setValue(round(1000 * progress.fraction))
        self._bar.show()

    def paintEvent(self, _: QPaintEvent) -> None:
        """An empty place."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colour(Role.LINE), 1.0, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
