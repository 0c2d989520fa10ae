"""Small parts of a take's card: a text that gives way in its middle, a score as a bar, a word with a sign."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from foley_ui.theme.metrics import SPACE_S
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import set_look

BAR_HEIGHT = 6
SIGN = 14


class ElidedLabel(QLabel):
    """One line that is as wide as there is room; the whole text is its tooltip and its accessible name."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        look: str = "",
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if look:
            self.setProperty("look", look)
        self.set_text(text)

    @property
    def whole(self) -> str:
        """All of the text."""
        return self._whole

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text != self._whole:
            self._whole = text
            self.setAccessibleName(text)
            self.setToolTip(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as fits now."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """It gives way to everything else."""
        return QSize(SPACE_S, super().minimumSizeHint().height())

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._whole, self._mode, self.width()))


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
