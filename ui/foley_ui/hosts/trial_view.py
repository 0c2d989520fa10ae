"""The button that tries the connection, and what it found."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.hosts.section import Sentence
from foley_ui.hosts.trial import Trial, run_trial
from foley_ui.hosts.words import findings
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.resting import rest, wake
from foley_ui.theme.widgets import Hint, PrimaryButton

MOST_FINDINGS = 5


class TrialView(QWidget):
    """Real messages there and back, in a worker."""

    found = Signal()  # all of it is said

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.button = PrimaryButton(self.tr("Test the connection"), self)
        self.button.setAccessibleName(self.tr("Test the connection to the daemon"))
        self._doing = Hint("", self)
        self.sentences = [Sentence(context.theme, self) for _ in range(MOST_FINDINGS)]
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.button)
        row.addWidget(self._doing, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(row)
        for sentence in self.sentences:
            column.addWidget(sentence)
        self.button.clicked.connect(self.run)

    @property
    def said(self) -> tuple[str, ...]:
        """What is shown."""
        return tuple(one.text for one in self.sentences if one.text)

    def run(self) -> None:
        """Try every way; what was found before is taken away."""
        if not self.button.isEnabled():
            return
        rest(self.button)
        self._doing.setText(self.tr("Messages are on their way…"))
        for sentence in self.sentences:
            sentence.tell("", "")
        folders, settings = self._context.folders, self._context.settings.current
        self._context.work.run(lambda _: run_trial(folders, settings), owner=self, done=self._found)

    def _found(self, trial: Trial) -> None:
        self._doing.setText("")
        for sentence, finding in zip(self.sentences, findings(trial), strict=False):
            sentence.tell(finding.tone, finding.sentence)
        wake(self.button)
        QTimer.singleShot(0, self, self.found.emit)  # when the sentences have their places
