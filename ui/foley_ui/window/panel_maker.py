"""Makes panels without keeping anybody waiting: their modules in a worker, their widgets a few steps a turn.

A panel that says so (`building`, see `foley_ui.turns`) is built in steps, and every one takes up the style sheet widget
by widget; it is handed over when it is whole.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from foley_ui.context import Context
from foley_ui.turns import Steps, Turns, polished
from foley_ui.window.entries import Entry


class PanelMaker(QObject):
    """Each panel is made once; `made` is called with its entry and the panel."""

    def __init__(self, context: Context, made: Callable[[Entry, QWidget], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._made = made
        self._begun: set[str] = set()

    def begin(self, entry: Entry, place: QWidget) -> None:
        """Make it in its place, if that has not begun; one that has nothing to load is there when this returns."""
        if entry.name in self._begun:
            return
        self._begun.add(entry.name)
        if entry.load is None:
            self._made(entry, entry.make(self._context, place))
        else:
            load(self._context, (entry,), owner=self, done=lambda: self._build(entry, place))

    def _build(self, entry: Entry, place: QWidget) -> None:
        Turns(self).begin(self.steps(entry, place))

    def steps(self, entry: Entry, place: QWidget) -> Steps:
        """All that has to be done in Qt's thread, once its modules are loaded."""
        panel = entry.make(self._context, place)
        yield
        yield from getattr(panel, "building", ())
        yield from polished(panel)
        room, layout = place.parentWidget(), panel.layout()
        if room is not None and layout is not None:
            panel.resize(room.size())
            layout.activate()  # what it asks its widgets now it knows when it is shown
        yield
        self._made(entry, panel)


def load(context: Context, entries: Iterable[Entry], *, owner: QObject, done: Callable[[], None] | None = None) -> None:
    """Load what panels need in a worker; what is loaded already takes it no time."""

    def task(_: object) -> None:
        for entry in entries:
            if entry.load is not None:
                entry.load()

    context.work.run(task, owner=owner, done=lambda _: done() if done is not None else None)
