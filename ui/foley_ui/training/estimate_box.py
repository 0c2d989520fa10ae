"""How long it will take and whether it fits, before it starts: asked of another process, which loads the pack."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from foley_bridge.training.estimate import TrainingEstimate
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.work import Task
from foley_ui.numbers import short
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Card, Hint, SubHeading
from foley_ui.training.choice import Expected, TrainChoice, expected_of
from foley_ui.training.sentence_box import SentenceBox
from foley_ui.training.words import duration, memory

ASK_AFTER_MS = 500  # a number that is being typed is not asked about


class EstimateBox(Card):
    """Signals `changed` where it knows more or less than before."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._known: dict[tuple[str, str, bool, int], TrainingEstimate] = {}
        self._choice, self._clips, self._pack = TrainChoice(), 0, ""
        self._task: Task | None = None
        self._asked: tuple[str, str, bool, int] | None = None
        self._title = SubHeading(self.tr("What it will take"), self)
        self._said = Hint("", self)
        self._warning = SentenceBox(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE, SPACE_L, SPACE + 4)
        column.setSpacing(SPACE)
        for widget in (self._title, self._said, self._warning):
            column.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER_MS)
        self._timer.timeout.connect(self._ask)

    @property
    def expected(self) -> Expected | None:
        """What is known of this choice; None while it is not."""
        known = self._known.get(self._key())
        return expected_of(known, self._choice, self._clips) if known else None

    def show_for(self, choice: TrainChoice, *, clips: int, pack: str) -> None:
        """Say what this takes, as soon as it is known."""
        self._choice, self._clips, self._pack = choice, clips, pack
        if self.expected is not None:
            self._timer.stop()
            self._show()
        elif self._asked != self._key():
            self._warning.say("")
            self._said.setText(self.tr("Measuring this machine …"))
            self._timer.start()
        self.changed.emit()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = self._asked = None

    def _key(self) -> tuple[str, str, bool, int]:
        return (self._pack, *self._choice.weighs)

    def _ask(self) -> None:
        self.stop()
        if not self._pack:
            self._said.setText(self.tr("The daemon does not answer yet: it knows which pack is in use."))
            self._timer.start()
            return
        try:
            settings = self._choice.settings()
        except FoleyError as error:
            self._fail(error)
            return
        self._asked = key = self._key()
        pack, device = self._pack, self._context.settings.current.engine.device
        packs = self._context.folders.packs

        def ask(task: Task) -> TrainingEstimate:
            from foley_bridge.packs.places import find_place
            from foley_bridge.training.asking import ask_estimate

            folder = str(find_place(pack, packs).folder)
            return ask_estimate(
                folder, settings, clips=1, minutes=None, device=device, cancelled=lambda: task.cancelled
            )

        def done(found: TrainingEstimate) -> None:
            self._known[key] = found
            self._task = self._asked = None
            self._show()
            self.changed.emit()

        self._task = self._context.work.run(ask, owner=self, done=done, failed=self._fail)

    def _fail(self, error: FoleyError) -> None:
        self._task = self._asked = None
        self._said.setText(self.tr("It cannot be said what this will take."))
        self._warning.say(str(error), "bad")
        self.changed.emit()

    def _show(self) -> None:
        found = self.expected
        if found is None:
            return
        said = self.tr("About {time} in all: {steps} steps of {step} s each, recordings encoded first. {memory}.")
        free = (
            self.tr("{memory} of memory, {free} are free").format(
                memory=memory(found.memory_bytes), free=memory(found.free_bytes)
            )
            if found.free_bytes is not None
            else self.tr("{memory} of memory").format(memory=memory(found.memory_bytes))
        )
        self._said.setText(
            said.format(time=duration(found.seconds), steps=found.steps, step=short(found.step_s, 2), memory=free)
        )
        self._warning.say("" if found.fits else self._too_much(), "warn")

    def _too_much(self) -> str:
        return self.tr(
            "That is more memory than is free: it will compute in smaller parts and take longer, or fail. "
            "Choose a smaller batch or the tuning layer, or close other programs."
        )
