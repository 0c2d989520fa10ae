"""Step 3: how a training gets on: stage and time left, losses, samples to listen to, what a person should know."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from foley_bridge.journal.records import State
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Card, Hint, SubHeading
from foley_ui.training.following import Following
from foley_ui.training.loss_plot import LossPlot
from foley_ui.training.remarks_list import RemarksList
from foley_ui.training.running_head import RunningHead
from foley_ui.training.sample_grid import SampleGrid
from foley_ui.training.sentence_box import SentenceBox
from foley_ui.training.training_state import TrainingState
from foley_ui.turns import Steps, take_all

SHOW_AFTER_MS = 100
TWO_COLUMNS_FROM = 640  # px
PAUSED_BY_ITSELF = "Paused. "  # as the daemon says that the disk is full
PLAIN_HANDLES = "QSplitter::handle { border: none; margin: 0; }"  # the cards have borders of their own


class RunningPage(QWidget):
    """Signals `result_wanted`."""

    result_wanted = Signal()

    def __init__(
        self, context: Context, following: Following, parent: QWidget | None = None, *, whole: bool = True
    ) -> None:
        super().__init__(parent)
        self._context, self._following = context, following
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        following = self._following
        yield from self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SHOW_AFTER_MS)
        self._soon.timeout.connect(self._show_story)
        self._pause.clicked.connect(self._pause_or_resume)
        self._cancel.clicked.connect(lambda: self._ask_cancel(on=True))
        self._keep_on.clicked.connect(lambda: self._ask_cancel(on=False))
        self._end_it.clicked.connect(self._end)
        self._result.clicked.connect(self.result_wanted)
        following.state_changed.connect(self._show_state)
        following.grew.connect(self._grew)
        following.stage_changed.connect(self._show_stage)
        if following.state is not None:
            self._show_state(following.state)
            self._grew()

    def _lay_out(self) -> Steps:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + 4)
        self._head = RunningHead(self)
        self._pause, self._cancel, self._result = self._head.pause, self._head.cancel, self._head.result
        column.addWidget(self._head)
        self._consent = self._build_consent()
        self._trouble = SentenceBox(self)
        column.addWidget(self._consent)
        column.addWidget(self._trouble)
        yield
        lower = QSplitter(Qt.Orientation.Vertical, self)
        lower.setChildrenCollapsible(False)
        lower.setStyleSheet(PLAIN_HANDLES)
        lower.addWidget(self._build_middle())
        yield
        lower.addWidget(self._build_samples())
        yield
        lower.setStretchFactor(0, 3)
        lower.setStretchFactor(1, 2)
        column.addWidget(lower, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Notes beside the losses where there is room, else below them."""
        wide = event.size().width() >= TWO_COLUMNS_FROM
        self._middle.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        super().resizeEvent(event)

    def _build_consent(self) -> SentenceBox:
        box = SentenceBox(self)
        self._keep_on = QPushButton(self.tr("Keep training"), box)
        self._end_it = QPushButton(self.tr("End it"), box)
        box.add(self._keep_on)
        box.add(self._end_it)
        return box

    def _build_middle(self) -> QWidget:
        self._middle = middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.setChildrenCollapsible(False)
        self._plot = LossPlot(self._context)
        self._remarks = RemarksList(self._context.theme)
        self._no_remarks = Hint(self.tr("Nothing yet: recordings that are not used, notes and measurements."))
        for title, *widgets in (
            (self.tr("Losses"), self._plot),
            (self.tr("Notes"), self._no_remarks, self._remarks),
        ):
            middle.addWidget(_carded(title, *widgets))
        middle.setStretchFactor(0, 3)
        middle.setStretchFactor(1, 2)
        return middle

    def _build_samples(self) -> QWidget:
        self._samples = SampleGrid(self._context)
        self._samples.setMinimumHeight(70)
        self._no_samples = Hint(self.tr("Samples appear here as they are made; without prompts there are none."))
        return _carded(self.tr("Hear it learn"), self._no_samples, self._samples)

    def _show_state(self, state: TrainingState | None) -> None:
        self._head.show_state(state)
        if state is None or state.state.final:
            self._ask_cancel(on=False)
        if state is not None:
            self._show_trouble(state)
            self._head.show_standing(state, self._following.story)

    def _show_trouble(self, state: TrainingState) -> None:
        """What it failed with, or why it paused by itself."""
        remarks = self._following.story.remarks
        last = remarks[-1].text if remarks else ""
        if state.state is State.FAILED:
            self._trouble.say(state.text, "bad")
        else:
            by_itself = state.state is State.PAUSED and last.startswith(PAUSED_BY_ITSELF)
            self._trouble.say(last if by_itself else "", "bad")

    def _show_stage(self, stage: str, fraction: float, left_s: float) -> None:
        state = self._following.state
        if state is not None and state.state is State.RUNNING:
            self._head.show_stage(stage, fraction, left_s, self._following.story)

    def _grew(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _show_story(self) -> None:
        story = self._following.story
        self._plot.set_curves(story.curves)
        self._samples.show_story(story)
        self._no_samples.setVisible(not story.samples)
        self._samples.setVisible(bool(story.samples))
        if self._remarks.show_remarks(story.remarks):
            self._soon.start()
        self._no_remarks.setVisible(not story.remarks)
        self._remarks.setVisible(bool(story.remarks))
        if self._following.state is not None:
            self._head.show_standing(self._following.state, story)
            self._show_trouble(self._following.state)

    def _pause_or_resume(self) -> None:
        state = self._following.state
        if state is not None:
            self._pause.setEnabled(False)  # until it has stopped after its step, or goes on
            address = "/foley/resume" if state.state is State.PAUSED else "/foley/pause"
            self._call(address, state.request)

    def _ask_cancel(self, *, on: bool) -> None:
        sentence = self.tr(
            "End this training? What it learnt so far stays in its folder, but no adapter is made and it cannot be "
            "gone on with. To go on later, pause it."
        )
        self._consent.say(sentence if on else "", "warn")
        if on:
            self._keep_on.setFocus()

    def _end(self) -> None:
        self._ask_cancel(on=False)
        if self._following.state is not None:
            self._head.say_ending()
            self._call("/foley/cancel", self._following.state.request)

    def _call(self, address: str, request: str) -> None:
        self._context.bridge.call(address, request, owner=self, failed=self._refused)

    def _refused(self, error: FoleyError) -> None:
        self._pause.setEnabled(True)
        self._cancel.setEnabled(True)
        self._context.notices.tell(str(error), level=Level.BAD)


def _carded(title: str, *widgets: QWidget) -> Card:
    card = Card()
    column = QVBoxLayout(card)
    column.setContentsMargins(SPACE_L, SPACE, SPACE_L, SPACE + 4)
    column.setSpacing(SPACE)
    column.addWidget(SubHeading(title, card))
    for widget in widgets:
        column.addWidget(widget, 0 if isinstance(widget, Hint) else 1)
    if any(isinstance(widget, Hint) for widget in widgets):
        column.addStretch(0)
    return card
