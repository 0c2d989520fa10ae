"""What a person is told about work that was under way when they quit: it goes on at the next start."""

from PySide6.QtCore import QObject

from foley_ui.context import Context
from foley_ui.window.standing import Now, Standing

LEFT_CHOICE = "window.left_at_work"


class Leaving(QObject):
    """Made at the start; `leave` at the end. The journal itself needs neither."""

    def __init__(self, context: Context, standing: Standing, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._standing = standing
        if context.keeping.choice(LEFT_CHOICE, default=False):
            standing.changed.connect(self._look)
            self._look(standing.now)

    def leave(self) -> None:
        """Remember whether something is at work; before `Keeping` is closed."""
        self._context.keeping.choose(LEFT_CHOICE, self._standing.now.status.at_work)

    def _look(self, now: Now) -> None:
        if now.reached and now.status.at_work:
            self._standing.changed.disconnect(self._look)
            self._context.keeping.choose(LEFT_CHOICE, value=False)
            self._context.notices.tell(self.tr("What was under way when you quit goes on now."))
