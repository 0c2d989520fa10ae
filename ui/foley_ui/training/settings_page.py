"""Step 2: what is trained, for how long, under which licence; and what that will take."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from foley_bridge.protocol.training import PROMPTS_MOST
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_XL
from foley_ui.theme.resting import rest, wake
from foley_ui.theme.widgets import FlatButton, Hint, SubHeading
from foley_ui.training.advanced_box import AdvancedBox
from foley_ui.training.choice import TrainChoice
from foley_ui.training.estimate_box import EstimateBox
from foley_ui.training.length_box import LengthBox
from foley_ui.training.licence_box import LicenceBox
from foley_ui.training.looking import Split
from foley_ui.training.method_cards import MethodCards
from foley_ui.training.rows import RecordingRow
from foley_ui.training.sentence_box import SentenceBox
from foley_ui.training.start_button import StartButton
from foley_ui.turns import Steps, take_all

PROPOSED_PROMPTS = 3
PROMPT_LINES = 4
TWO_COLUMNS_FROM = 700  # px
KEPT_METHOD, KEPT_LATENT, KEPT_LICENCE = "training.method", "training.latent_clap", "training.licence"


class SettingsPage(QWidget):
    """Signals `split_changed` where another part is to be held out, `go_back`, and `start`."""

    split_changed = Signal(object)  # Split
    go_back = Signal()
    start = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None, *, whole: bool = True) -> None:
        super().__init__(parent)
        self._context = context
        self._clips, self._pack = 0, ""
        self._proposed: tuple[str, ...] = ()
        self.building = self._build()
        if whole:
            take_all(self.building)

    @property
    def choice(self) -> TrainChoice:
        """All that was chosen."""
        lines = (" ".join(line.split()) for line in self._prompts.toPlainText().splitlines())
        choice = TrainChoice(
            name=" ".join(self._name.text().split()),
            method=self._methods.method,
            latent_clap=self._latent.isChecked(),
            prompts=tuple(dict.fromkeys(line for line in lines if line)),
            licence=self._licence.licence,
        )
        return self._advanced.read(self._length.read(choice))

    def show_for(self, *, name: str, rows: Sequence[RecordingRow], pack: str) -> None:
        """Fill in what the recordings propose, where nobody wrote another thing."""
        self._clips, self._pack = sum(row.usable for row in rows), pack
        if not self._name.isModified():
            self._name.setText(name)
        proposed = proposed_prompts(rows)
        if not self._prompts.toPlainText().strip() or self.choice.prompts == self._proposed:
            self._prompts.setPlainText("\n".join(proposed))
            self._proposed = proposed
        self._changed()

    def say(self, sentence: str) -> None:
        """Why it did not start; "" for nothing."""
        self._problem.say(sentence, "bad")
        wake(self._start)

    def stop(self) -> None:
        """Ask nothing more of the machine while it is not seen."""
        self._estimate.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room for them."""
        wide = event.size().width() >= TWO_COLUMNS_FROM
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(direction)
        super().resizeEvent(event)

    def _build(self) -> Steps:
        scroll = QScrollArea(self)
        inside = QWidget(scroll.viewport())
        self._name = QLineEdit(inside)
        self._name.setAccessibleName(self.tr("Name of the adapter"))
        self._name.setMaxLength(120)
        self._name.setToolTip(self.tr("Its folder beside the recordings is called so, too"))
        self._methods = MethodCards(inside)
        yield
        self._latent = QCheckBox(self.tr("Latent CLAP loss"), inside)
        self._length = LengthBox(inside)
        self._prompts = QPlainTextEdit(inside)
        self._prompts.setAccessibleName(self.tr("Prompts to hear on the way, one a line"))
        self._prompts.setTabChangesFocus(True)
        self._prompts.setFixedHeight(self._prompts.fontMetrics().lineSpacing() * PROMPT_LINES + 2 * SPACE)
        yield
        self._advanced = AdvancedBox(self._context.theme, inside)
        yield
        self._licence = LicenceBox(inside)
        self._estimate = EstimateBox(self._context, inside)
        yield
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, inside)
        self._columns.setContentsMargins(0, 0, SPACE, SPACE)
        self._columns.setSpacing(SPACE_XL)
        self._columns.addLayout(self._build_left(inside), 3)
        yield
        self._columns.addLayout(self._build_right(inside), 2)
        yield
        inside.resize(0, 0)  # else the area asks all of it how large it would like to be, before it has a size
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self._problem = SentenceBox(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(scroll, 1)
        column.addWidget(self._problem)
        column.addLayout(self._build_foot())
        yield
        self._connect()
        self._restore()

    def _build_left(self, parent: QWidget) -> QVBoxLayout:
        latent_meaning = self.tr(
            "Compares what is learnt with your recordings by ear, not only number by number. A little slower a step."
        )
        prompts_meaning = self.tr(
            "Made again and again while it learns, from the same noise, so that you hear the change: up to {count}."
        ).format(count=PROMPTS_MOST)
        column = QVBoxLayout()
        column.setSpacing(SPACE)
        parts: tuple[tuple[QWidget, ...], ...] = (
            (SubHeading(self.tr("Name of the adapter"), parent), self._name),
            (SubHeading(self.tr("What moves"), parent), self._methods),
            (self._latent, Hint(latent_meaning, parent)),
            (SubHeading(self.tr("How long"), parent), self._length),
            (SubHeading(self.tr("Prompts to hear on the way"), parent), self._prompts, Hint(prompts_meaning, parent)),
            (self._advanced,),
        )
        for part in parts:
            for widget in part:
                column.addWidget(widget)
            column.addSpacing(SPACE)
        column.addStretch(1)
        return column

    def _build_right(self, parent: QWidget) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE)
        column.addWidget(SubHeading(self.tr("Licence of the adapter"), parent))
        column.addWidget(self._licence)
        column.addSpacing(SPACE_L)
        column.addWidget(self._estimate)
        column.addStretch(1)
        return column

    def _build_foot(self) -> QHBoxLayout:
        self._back = FlatButton(self.tr("Back to the recordings"), self)
        self._start = StartButton(self.tr("Start training"), self)
        row = QHBoxLayout()
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self._start)
        return row

    def _connect(self) -> None:
        self._methods.chosen.connect(lambda _: self._changed())
        self._latent.toggled.connect(lambda _: self._changed())
        self._length.changed.connect(self._changed)
        self._prompts.textChanged.connect(self._changed)
        self._advanced.changed.connect(self._changed)
        self._back.clicked.connect(self.go_back)
        self._start.clicked.connect(self._start_wanted)

    def _restore(self) -> None:
        keeping = self._context.keeping
        standard = TrainChoice()
        self._methods.set_method(str(keeping.choice(KEPT_METHOD, standard.method)))
        self._latent.setChecked(bool(keeping.choice(KEPT_LATENT, standard.latent_clap)))
        self._licence.set_licence(str(keeping.choice(KEPT_LICENCE, "")))

    def _changed(self) -> None:
        choice = self.choice
        try:
            choice.settings()
        except FoleyError as error:
            self._problem.say(str(error), "bad")
            self._start.setEnabled(False)
            return
        self._problem.say("")
        self._start.setEnabled(self._clips > 0)
        self.split_changed.emit(Split(choice.share, choice.seed))
        if self.isVisible():
            self._estimate.show_for(replace(choice, name="", licence=""), clips=self._clips, pack=self._pack)

    def _start_wanted(self) -> None:
        choice = self.choice
        for name, value in (
            (KEPT_METHOD, choice.method),
            (KEPT_LATENT, choice.latent_clap),
            (KEPT_LICENCE, choice.licence),
        ):
            self._context.keeping.choose(name, value)
        rest(self._start)
        self.start.emit()


def proposed_prompts(rows: Iterable[RecordingRow]) -> tuple[str, ...]:
    """The captions that most recordings share, held-out ones counted too."""
    counted = Counter(row.caption for row in rows if row.usable and row.caption)
    return tuple(caption for caption, _ in counted.most_common(PROPOSED_PROMPTS))
