"""The blind comparison in the panel: play A, play B, say which is better; by keys alone if one likes."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from foley_ui.context import Context
from foley_ui.sound.playing import Playing
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.widgets import FlatButton, Hint
from foley_ui.training.question_page import QuestionPage
from foley_ui.training.sentence_box import SentenceBox
from foley_ui.training.sitting import Question, Sitting
from foley_ui.training.training_state import TrainingState

if TYPE_CHECKING:
    from foley_bridge.listening.before_after import Preference

KEPT_LISTENER = "training.listener"
START, PREPARING, ASKING = range(3)


class BlindBox(QWidget):
    """Signals `heard` with what all listeners said, once a sitting is complete."""

    heard = Signal(object)  # Preference

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._state: TrainingState | None = None
        self._question: Question | None = None
        self._sitting = Sitting(context, self)
        self._trouble = SentenceBox(self)
        self._asking = QuestionPage(context.theme, self)
        self._plays, self._answers, self._later = self._asking.plays, self._asking.answers, self._asking.later_button
        self._label = self._asking.label
        self._pages = (self._build_start(), self._build_preparing(), self._asking)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._trouble)
        for page in self._pages:
            column.addWidget(page)
        self._show_page(START)
        self._connect()

    def show_state(self, state: TrainingState) -> None:
        """Of this training's adapter."""
        if self._state is None or state.request != self._state.request:
            self.stop()
            self._trouble.say("")
        self._state = state
        if not self._sitting.open and not self._sitting.busy:
            self._show_preference(state.preference)

    def stop(self) -> None:
        """End the sitting; answers are stored."""
        self._sitting.leave()
        self._be_quiet()
        self._show_page(START)

    def _be_quiet(self) -> None:
        """What sounds is ours only while a question is asked."""
        if self._question is not None:
            self._question = None
            self._context.player.stop()

    def _show_page(self, number: int) -> None:
        for place, page in enumerate(self._pages):
            page.setVisible(place == number)

    def _build_start(self) -> QWidget:
        page = QWidget(self)
        self._said = Hint("", page)
        self._verdict = QLabel("", page)
        self._verdict.setWordWrap(True)
        self._listener = QLineEdit(page)
        self._listener.setAccessibleName(self.tr("Who listens"))
        self._listener.setMaxLength(80)
        self._listener.setText(str(self._context.keeping.choice(KEPT_LISTENER, _login())))
        self._begin = QPushButton(self.tr("Listen"), page)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(QLabel(self.tr("Listener"), page))
        row.addWidget(self._listener)
        row.addWidget(self._begin)
        row.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for widget in (self._verdict, self._said):
            column.addWidget(widget)
        column.addLayout(row)
        column.addStretch(1)
        return page

    def _build_preparing(self) -> QWidget:
        page = QWidget(self)
        self._making = QLabel("", page)
        self._bar = QProgressBar(page)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Sounds made"))
        self._give_up = FlatButton(self.tr("Stop"), page)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._making)
        column.addWidget(self._bar)
        column.addWidget(self._give_up, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return page

    def _connect(self) -> None:
        self._begin.clicked.connect(self._start)
        self._listener.returnPressed.connect(self._start)
        self._give_up.clicked.connect(self.stop)
        self._asking.later.connect(self.stop)
        self._asking.back.connect(self._sitting.back)
        self._asking.play.connect(self._play)
        self._asking.answered.connect(self._answer)
        self._sitting.preparing.connect(self._prepared)
        self._sitting.asked.connect(self._ask)
        self._sitting.finished.connect(self._finished)
        self._sitting.failed.connect(self._failed)
        self._context.player.changed.connect(self._sounds)

    def _start(self) -> None:
        listener = self._listener.text().strip()
        if self._state is None or not listener:
            self._trouble.say(self.tr("Say who listens: answers are kept by name."))
            return
        self._trouble.say("")
        self._context.keeping.choose(KEPT_LISTENER, listener)
        self._making.setText(self.tr("Loading the pack to make the sounds, with the adapter and without …"))
        self._bar.setRange(0, 0)
        self._show_page(PREPARING)
        device = self._context.settings.current.engine.device
        self._sitting.begin(self._state.adapter, listener, device=device)

    def _prepared(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._making.setText(self.tr("Making sounds: {done} of {total}").format(done=done, total=total))

    def _ask(self, question: Question) -> None:
        self._question = question
        self._asking.show_question(question)
        self._show_page(ASKING)
        self._context.player.among(question.sounds)
        self._play(0)

    def _play(self, place: int) -> None:
        if self._question is not None:
            self._sitting.plays += 1
            self._context.player.play(self._question.sounds[place])
            self._plays[place].setFocus()

    def _answer(self, choice: str) -> None:
        if self._question is not None:
            self._asking.wait()
            self._context.player.stop()
            self._sitting.answer(choice)

    def _sounds(self, playing: Playing) -> None:
        if self._question is not None:
            self._asking.show_sounding(playing.path if playing.sounding else None)

    def _finished(self, preference: "Preference") -> None:
        self._be_quiet()
        self._show_page(START)
        if self._state is not None and Path(preference.test).is_relative_to(self._state.folder):
            self._show_preference(preference)
        self.heard.emit(preference)

    def _failed(self, sentence: str) -> None:
        self._trouble.say(sentence, "bad")
        if not self._sitting.open:
            self._question = None
            self._show_page(START)

    def _show_preference(self, preference: "Preference | None") -> None:
        if preference is None:
            self._verdict.hide()
            self._said.setText(
                self.tr(
                    "Sounds of the held-out recordings' captions, with the adapter and without, equally loud, without "
                    "a word on which is which. It takes some four minutes; each answer is stored at once."
                )
            )
            self._begin.setText(self.tr("Listen"))
            return
        self._verdict.setText(preference.verdict())
        self._verdict.show()
        self._said.setText(preference.counts())
        self._begin.setText(self.tr("Listen again or as another"))


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
