"""What became of a request that is not simply done: the sentence, what to do about it, and where."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from foley_bridge.journal.records import Job, State
from foley_ui.takes.words import remedy
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import Hint, set_look

SIGN = 20
BREAK_HERE = "\u200b"  # a space without width
_SIGNS = {"bad": ("warn", Role.BAD), "warn": ("info", Role.WARN), "": ("info", Role.FAINT)}


class Outcome(QFrame):
    """Hidden where there is nothing to say."""

    panel_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = ""
        self._panel = ""
        self._said = ""
        self.setProperty("look", "notice")
        self._sign = QLabel(self)
        self._sentence = QLabel(self)
        self._sentence.setWordWrap(True)
        self._advice = Hint(parent=self)
        self._button = QPushButton(self)
        self._button.clicked.connect(lambda: self.panel_wanted.emit(self._panel))
        self._lay_out()
        theme.changed.connect(self._draw)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._said

    @property
    def stop(self) -> QWidget:
        """What Tab reaches in it."""
        return self._button

    def show_job(self, job: Job) -> None:
        """Say what became of a request."""
        if job.state in (State.FAILED, State.CANCELLED):
            self.say(job.code, job.text, tone="bad" if job.state is State.FAILED else "")
        elif job.state is State.DONE and job.text:
            self._say(job.text, "", tone="warn" if not job.delivered else "")
            self._button.hide()
        else:
            self.hide()

    def say(self, code: str, sentence: str, *, tone: str = "bad") -> None:
        """Say a failure by its code and the daemon's sentence."""
        known = remedy(code)
        self._panel = known.panel
        self._button.setText(known.button)
        self._button.setVisible(bool(known.panel))
        self._say(sentence, known.advice, tone=tone)

    def _say(self, sentence: str, advice: str, *, tone: str) -> None:
        self._said = sentence
        self._sentence.setText(_breakable(sentence))
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        self._tone = tone
        set_look(self, "tone", tone)
        self.setAccessibleName(sentence)
        self._draw()
        self.show()

    def _draw(self) -> None:
        self._sign.setPixmap(self._theme.pixmap(_SIGNS[self._tone][0], SIGN, _SIGNS[self._tone][1]))

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        column.addWidget(self._sentence)
        column.addWidget(self._advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self._sign)
        row.addLayout(column, 1)
        row.addWidget(self._button)


def _breakable(sentence: str) -> str:
    """With places where a long path may be broken into lines: without them it would widen the window."""
    return "".join(f"{mark}{BREAK_HERE}" if mark in "/\\_-" else mark for mark in sentence)
