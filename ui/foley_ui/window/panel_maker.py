"""Makes panels without keeping anybody waiting: their modules in a worker, their widgets a few steps a turn.

A panel that says so (`building`, see `foley_ui.turns`) is built in steps; it is handed over when it is whole.
"""

from collections.abc import Callable
from importlib import import_module
from sys import modules

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from foley_ui.context import Context
from foley_ui.turns import Steps, Turns
from foley_ui.window.entries import Entry


class PanelMaker(QObject):
    """Each panel is made once; `made` is called with its entry and the panel."""

    def __init__(self, context: Context, made: Callable[[Entry, QWidget], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._made = made
        self._begun: set[str] = set()

    def begin(self, entry: Entry) -> None:
        """Make it, if that has not begun; what needs no steps is there when this returns."""
        if entry.name in self._begun:
            return
        self._begun.add(entry.name)
        if entry.module and entry.module not in modules:
            load(self._context, (entry.module,), owner=self, done=lambda: self._build(entry))
        else:
            self._build(entry)

    def _build(self, entry: Entry) -> None:
        panel = entry.make(self._context)
        steps: Steps | None = getattr(panel, "building", None)
        if steps is None:
            self._made(entry, panel)
        else:
            Turns(self).begin(steps, lambda: self._made(entry, panel))


def load(context: Context, names: tuple[str, ...], *, owner: QObject, done: Callable[[], None] | None = None) -> None:
    """Load modules in a worker."""

    def task(_: object) -> None:
        for name in names:
            import_module(name)

    context.work.run(task, owner=owner, done=lambda _: done() if done is not None else None)
