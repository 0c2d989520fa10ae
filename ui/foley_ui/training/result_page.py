"""Step 4: what came of a training: measured, listened to blind, decided."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.licence_words import licence_words
from foley_ui.notices import Level
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Badge, Card, SubHeading
from foley_ui.training.blind_box import BlindBox
from foley_ui.training.decision_box import DecisionBox
from foley_ui.training.following import Following
from foley_ui.training.measure_table import MeasureTable
from foley_ui.training.training_state import TrainingState
from foley_ui.training.words import method_words, state_tone, state_words
from foley_ui.turns import Steps, take_all


class ResultPage(QWidget):
    """Shows the training that is followed, once it is complete."""

    def __init__(
        self, context: Context, following: Following, parent: QWidget | None = None, *, whole: bool = True
    ) -> None:
        super().__init__(parent)
        self._context, self._following = context, following
        self.building = self._build()
        if whole:
            take_all(self.building)

    def _build(self) -> Steps:
        context, following = self._context, self._following
        self._scroll = QScrollArea(self)
        inside = QWidget(self._scroll.viewport())
        self._name, self._badge = SubHeading("", inside), Badge("", "", inside)
        self._about = QLabel("", inside)
        self._about.setProperty("look", "small")
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._about.setWordWrap(True)
        yield
        self._table = MeasureTable(inside)
        yield
        self._blind = BlindBox(context, inside)
        yield
        self._decision = DecisionBox(inside)
        yield
        self._lay_out(inside)
        yield
        self._decision.decided.connect(self._decide)
        self._blind.heard.connect(lambda _: following.refresh())
        following.state_changed.connect(self._show_state)
        self._show_state(following.state)

    def hidden(self) -> None:
        """A sitting ends where nobody looks; its answers are stored."""
        self._blind.stop()

    def _lay_out(self, inside: QWidget) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._name)
        head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._about)
        for title, widget in (
            (self.tr("Before and after"), self._table),
            (self.tr("Listen blind"), self._blind),
        ):
            card = Card(inside)
            rows = QVBoxLayout(card)
            rows.setContentsMargins(SPACE_L, SPACE + 4, SPACE_L, SPACE_L)
            rows.setSpacing(SPACE)
            rows.addWidget(SubHeading(title, card))
            rows.addWidget(widget)
            column.addWidget(card)
        column.addSpacing(SPACE)
        column.addWidget(SubHeading(self.tr("Decide"), inside))
        column.addWidget(self._decision)
        column.addStretch(1)
        scroll = self._scroll
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _show_state(self, state: TrainingState | None) -> None:
        if state is None or state.ended is None:
            self._blind.stop()
            return
        self._name.setText(state.name)
        self._badge.setText(state_words(state.state, state.decision))
        self._badge.set_tone(state_tone(state.state, state.decision))
        about = self.tr(
            "{method} on {pack}, {steps} steps (the best was {best}), recordings: {used}. Licence: {licence}. {path}"
        )
        ended = state.ended
        used = str(ended.used)
        if state.held_out:
            used = self.tr("{used}, held out of them {count}").format(used=used, count=state.held_out)
        self._about.setText(
            about.format(
                method=method_words(state.method),
                pack=state.pack,
                steps=ended.steps,
                best=ended.best_step,
                used=used,
                licence=licence_words(ended.licence),
                path=state.adapter,
            )
        )
        self._table.show_state(state)
        self._blind.show_state(state)
        self._decision.show_state(state)

    def _decide(self, choice: str) -> None:
        state = self._following.state
        if state is None:
            return
        self._decision.wait()
        self._blind.stop()  # what it plays from may be moved
        self._context.bridge.call(
            "/foley/decide",
            state.request,
            choice,
            owner=self,
            done=lambda _: self._decided(choice, state),
            failed=self._refused,
        )

    def _decided(self, choice: str, state: TrainingState) -> None:
        said = {
            "accept": self.tr("{name} is in use with {pack} from now on."),
            "both": self.tr("{name} is kept and not in use."),
            "reject": self.tr("{name} was put aside."),
        }
        sentence = said[choice].format(name=state.name, pack=state.pack)
        self._context.notices.tell(sentence, level=Level.GOOD)
        self._following.refresh()

    def _refused(self, error: FoleyError) -> None:
        self._context.notices.tell(str(error), level=Level.BAD)
        self._following.refresh()
