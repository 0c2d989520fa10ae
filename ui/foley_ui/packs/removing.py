"""A pack on its way out: what goes is said, another takes its place where it was in use, then it goes to the trash."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from foley_bridge.packs.facts import PackFacts
from foley_bridge.packs.remove import Removal
from foley_models.errors import DestinationError, FoleyError
from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.packs.deeds import Deeds
from foley_ui.packs.dialogs import Question, removal_question
from foley_ui.packs.words import translate


class Removing(QObject):
    """`finished` when something was removed or was not. `question` is the one that is open."""

    finished = Signal()

    def __init__(self, context: Context, deeds: Deeds, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._deeds, self._window = context, deeds, window
        self.question: Question | None = None

    def ask(self, pack: PackFacts) -> None:
        """Ask whether a pack shall go."""
        self._deeds.plan_removal(pack, done=lambda removal: self._ask(removal, for_good=False), failed=self._fail)

    def _ask(self, removal: Removal, *, for_good: bool) -> None:
        self.question = removal_question(removal, self._window, for_good=for_good)
        self.question.agreed.connect(lambda: self._leave(removal, for_good=for_good))

    def _leave(self, removal: Removal, *, for_good: bool) -> None:
        """Let another pack be used first; only then is it safe to take this one away."""
        if not removal.in_use:
            self._remove(removal, for_good=for_good)
            return
        self._context.bridge.call(
            "/foley/use",
            removal.instead,
            owner=self,
            done=lambda _: self._remove(removal, for_good=for_good),
            failed=self._fail,
        )

    def _remove(self, removal: Removal, *, for_good: bool) -> None:
        name = removal.place.name
        said = translate("Packs", "{name} is removed.") if for_good else translate("Packs", "{name} is in the trash.")

        def done() -> None:
            self._context.notices.tell(said.format(name=name), level=Level.GOOD)
            self.finished.emit()

        def failed(error: FoleyError) -> None:
            if for_good or not isinstance(error, DestinationError):
                self._fail(error)
                return
            action = (translate("Packs", "Delete for good…"), lambda: self._ask(removal, for_good=True))
            self._context.notices.tell(str(error), level=Level.WARN, action=action)
            self.finished.emit()

        self._deeds.remove(removal, for_good=for_good, done=done, failed=failed)

    def _fail(self, error: FoleyError) -> None:
        self._context.notices.tell(str(error), level=Level.BAD)
        self.finished.emit()
