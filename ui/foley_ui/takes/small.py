"""Small parts of a take's card: a score as a bar, a word with a sign."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from foley_ui.theme.metrics import SPACE_S
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import set_look

BAR_HEIGHT = 6
SIGN = 14


class ScoreBar(QWidget):
    """A score from 0 to 1 as a bar, with a line at the threshold; its colour only repeats what the word says."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._score = 0.0
        self._threshold: float | None = None
        self._passed = True
        self.setFixedHeight(BAR_HEIGHT + 6)
        self.setMinimumWidth(40)

    def show_score(self, score: float, threshold: float | None, *, passed: bool) -> None:
        """Show another score."""
        self._score, self._threshold, self._passed = _share(score), threshold, passed
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """The bar on its ground, and the threshold across it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QRectF(0, 3, self.width(), BAR_HEIGHT)
        painter.setBrush(self._theme.colour(Role.RAISED))
        painter.drawRoundedRect(ground, 3, 3)
        painter.setBrush(self._theme.colour(Role.GOOD if self._passed else Role.WARN))
        painter.drawRoundedRect(QRectF(0, 3, self.width() * self._score, BAR_HEIGHT), 3, 3)
        if self._threshold is not None and self._threshold > 0:
            painter.fillRect(
                QRectF(self.width() * _share(self._threshold) - 1, 0, 2, self.height()), self._theme.colour(Role.TEXT)
            )


class SignedWord(QWidget):
    """A word with a sign before it, in a colour that means the same."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said = ("", "", Role.TEXT)
        self._sign = QLabel(self)
        self._word = QLabel(self)
        self._word.setProperty("look", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self._sign)
        row.addWidget(self._word, 1)
        theme.changed.connect(self._draw)

    @property
    def word(self) -> str:
        """What it says."""
        return self._said[1]

    def say(self, sign: str, word: str, role: Role) -> None:
        """Say something else."""
        if (sign, word, role) != self._said:
            self._said = (sign, word, role)
            self._draw()

    def _draw(self) -> None:
        sign, word, role = self._said
        self._word.setText(word)
        if sign:
            self._sign.setPixmap(self._theme.pixmap(sign, SIGN, role))
        set_look(self._word, "tone", str(role))


def _share(score: float) -> float:
    return min(1.0, max(0.0, score))
