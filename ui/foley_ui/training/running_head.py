"""The head of a running training: its name and state, how far it is, and what can be done with it."""

import math

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from foley_bridge.journal.records import State
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Badge, Card, FlatButton, SubHeading
from foley_ui.training.story import Story
from foley_ui.training.training_state import TrainingState
from foley_ui.training.words import duration, method_words, stage_words, state_tone, state_words

THOUSAND = 1000


class RunningHead(Card):
    """Its buttons are for the page to connect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = SubHeading("", self)
        self.badge = Badge("", "", self)
        self.pause = QPushButton(self.tr("Pause"), self)
        self.cancel = FlatButton(self.tr("Cancel…"), self)
        self.result = QPushButton(self.tr("See the result"), self)
        self.stage = QLabel("", self)
        self.stage.setTextFormat(Qt.TextFormat.PlainText)
        self._left = QLabel("", self)
        self._left.setProperty("look", "small")
        self._bar = QProgressBar(self)
        self._bar.setAccessibleName(self.tr("Progress of the training"))
        self._bar.setRange(0, THOUSAND)
        self._bar.setTextVisible(False)
        self._lay_out()
        self.show_state(None)

    def show_state(self, state: TrainingState | None) -> None:
        """What it is called and where it is; None where nobody knows it (any more)."""
        for widget in (self.badge, self._bar):
            widget.setVisible(state is not None)
        under_way = state is not None and not state.state.final
        self.pause.setVisible(under_way)
        self.cancel.setVisible(under_way)
        self.cancel.setEnabled(True)
        self.result.setVisible(state is not None and state.state is State.DONE)
        if state is None:
            self.name.setText(self.tr("This training is not known any more."))
            self.stage.setText("")
            return
        self.name.setText(state.name)
        self.badge.setText(state_words(state.state, state.decision))
        self.badge.set_tone(state_tone(state.state, state.decision))
        self.pause.setText(self.tr("Resume") if state.state is State.PAUSED else self.tr("Pause"))
        self.pause.setEnabled(True)

    def say_ending(self) -> None:
        """It was asked to end; a step that is being computed is finished first."""
        self.pause.setEnabled(False)
        self.cancel.setEnabled(False)
        self.stage.setText(self.tr("Ends after the step that it is at. What it learnt so far stays in its folder."))
        self._left.setText("")

    def show_standing(self, state: TrainingState, story: Story) -> None:
        """How far it is where it does not run."""
        if state.state is State.RUNNING:
            return
        how = f"{method_words(state.method)} · {state.pack}"
        if state.state is State.DONE:
            self._bar.setValue(THOUSAND)
            self.stage.setText(self.tr("Complete. {how}").format(how=how))
        else:
            self._bar.setValue(round(THOUSAND * story.step / story.steps) if story.steps else 0)
            told = self.tr("Step {step} of {steps}. {how}") if story.steps else self.tr("Not begun yet. {how}")
            self.stage.setText(told.format(step=story.step, steps=story.steps, how=how))
        self._left.setText("")

    def show_stage(self, stage: str, fraction: float, left_s: float, story: Story) -> None:
        """What it does now; `fraction` below 0 where that is not known, as while sounds are made in between."""
        if fraction >= 0:
            self._bar.setValue(round(THOUSAND * fraction))
        said = stage_words(stage)
        if stage == "train" and story.steps:
            said = self.tr("{stage}, step {step} of {steps}").format(stage=said, step=story.step, steps=story.steps)
        self.stage.setText(said)
        left = left_s if left_s >= 0 else story.left_s
        known = stage == "train" and math.isfinite(left) and left >= 0
        self._left.setText(self.tr("about {time} left").format(time=duration(left)) if known else "")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(self.name)
        top.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        for button in (self.pause, self.cancel, self.result):
            top.addWidget(button)
        bottom = QHBoxLayout()
        bottom.addWidget(self.stage, 1)
        bottom.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE + 4, SPACE_L, SPACE + 4)
        column.setSpacing(SPACE)
        column.addLayout(top)
        column.addWidget(self._bar)
        column.addLayout(bottom)
