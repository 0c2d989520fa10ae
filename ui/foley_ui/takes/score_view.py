"""What a take's score says: the number, the bar over its threshold, and the verdict in a word."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from foley_ui.takes.small import ScoreBar, SignedWord
from foley_ui.takes.take import Take
from foley_ui.takes.words import score_text
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.theme import Role, Theme


class ScoreView(QWidget):
    """Without a score it says so, and no verdict."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score = QLabel(self)
        self._bar = ScoreBar(theme, self)
        self._verdict = SignedWord(theme, self)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._score)
        line.addWidget(self._bar, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(line)
        column.addWidget(self._verdict)

    @property
    def spoken(self) -> tuple[str, str]:
        """The score and the verdict as words."""
        return self._score.text(), self._verdict.word

    def show_take(self, take: Take) -> None:
        """Show a take's score."""
        self._score.setText(score_text(take.score) if take.scored else self.tr("no score"))
        if take.scored:
            self._bar.show_score(take.score, take.threshold, passed=take.passed)
        if take.passed:
            self._verdict.say("check", self.tr("passed"), Role.GOOD)
        else:
            self._verdict.say("warn", self.tr("under the threshold"), Role.WARN)
        self._bar.setVisible(take.scored)
        self._verdict.setVisible(take.scored)
