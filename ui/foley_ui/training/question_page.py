"""One question of a blind comparison: two sounds to play, three answers, all by keys if one likes."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import FlatButton, Hint, set_look
from foley_ui.training.sitting import Question

CHOICES = ("a", "b", "none")
BUTTON_WIDTH = 120


class QuestionPage(QWidget):
    """Signals `play` with 0 or 1, `answered` with a, b or none, `back` and `later`."""

    play = Signal(int)
    answered = Signal(str)
    back = Signal()
    later = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sounds: tuple[Path, ...] = ()
        self.label = QLabel("", self)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self._count = QLabel("", self)
        self._count.setProperty("look", "small")
        self.plays = (QPushButton(self.tr("Play A"), self), QPushButton(self.tr("Play B"), self))
        self.answers = (
            QPushButton(self.tr("A is better"), self),
            QPushButton(self.tr("B is better"), self),
            QPushButton(self.tr("No difference"), self),
        )
        self._back = FlatButton(self.tr("Back"), self)
        self.later_button = FlatButton(self.tr("Go on later"), self)
        self._lay_out()
        self._connect()

    def show_question(self, question: Question) -> None:
        """Ask it; an earlier answer is marked."""
        self._sounds = question.sounds
        self.label.setText(self.tr("It should be: {label}").format(label=question.label) if question.label else "")
        self._count.setText(
            self.tr("{number} of {all}, {answered} answered").format(
                number=question.number + 1, all=question.of, answered=question.answered
            )
        )
        for choice, button in zip(CHOICES, self.answers, strict=True):
            set_look(button, "look", "primary" if choice == question.said else "")
            button.setEnabled(True)
        self._back.setEnabled(question.number > 0)
        self.show_sounding(None)

    def show_sounding(self, path: Path | None) -> None:
        """Mark the one that sounds."""
        for button, own in zip(self.plays, self._sounds, strict=True):
            button.setIcon(self._theme.icon("volume" if path == own else "play", Role.ACCENT))

    def wait(self) -> None:
        """While an answer is stored."""
        for button in self.answers:
            button.setEnabled(False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        head = QHBoxLayout()
        head.addWidget(self.label, 1)
        head.addWidget(self._count)
        column.addLayout(head)
        for buttons in (self.plays, self.answers):
            row = QHBoxLayout()
            row.setSpacing(SPACE)
            for button in buttons:
                button.setMinimumWidth(BUTTON_WIDTH)
                row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        foot = QHBoxLayout()
        foot.addWidget(Hint(self.tr("Keys: A, B play · 1, 2 this one is better · 0 no difference · U back"), self), 1)
        foot.addSpacing(SPACE_L)
        foot.addWidget(self._back)
        foot.addWidget(self.later_button)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back)
        self.later_button.clicked.connect(self.later)
        keys: list[tuple[str, Callable[[], object]]] = [("U", self.back.emit)]
        for key, place, button in zip("AB", (0, 1), self.plays, strict=True):
            act = partial(self.play.emit, place)
            button.clicked.connect(act)
            keys.append((key, act))
        for key, choice, button in zip("120", CHOICES, self.answers, strict=True):
            answer = partial(self.answered.emit, choice)
            button.clicked.connect(answer)
            keys.append((key, answer))
        for key, do in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
