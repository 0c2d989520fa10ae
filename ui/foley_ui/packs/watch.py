"""Keeps the panel's picture of the shelf up to date: asks the daemon, reads the disk in a worker, tells of changes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from foley_bridge.packs.download import Unfinished, unfinished_downloads
from foley_bridge.packs.facts import PackFacts
from foley_bridge.packs.shelf import InUse, read_shelf, remembered_in_use, told_in_use
from foley_bridge.protocol.answers import Answer
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.link.told import Told

EVERY_MS = 5000  # while it is looked at: a folder may come or go without anybody telling
_CHANGES = frozenset({"pack-changed", "decided", "trained"})


@dataclass(frozen=True)
class Shelf:
    """All that the panel shows; `away` is why the daemon could not be asked, "" where it could."""

    packs: tuple[PackFacts, ...] = ()
    unfinished: tuple[Unfinished, ...] = ()
    away: str = ""


class ShelfWatch(QObject):
    """Signals `changed` with a Shelf, only where something is another."""

    changed = Signal(object)  # Shelf
    failed = Signal(str)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._shelf: Shelf | None = None  # before the first look
        self._looking = self._again = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        context.bridge.told.connect(self._heard)
        context.bridge.reached.connect(self._reached)

    @property
    def shelf(self) -> Shelf:
        """As it was seen last."""
        return self._shelf or Shelf()

    def watch(self, *, on: bool) -> None:
        """Look now and every few seconds; or no more."""
        if on:
            self.look()
            self._timer.start()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Look once; asked for meanwhile, once more after it."""
        if self._looking:
            self._again = True
            return
        self._looking = True
        if self._context.bridge.trouble:
            self._unasked(FoleyError(self._context.bridge.trouble))
        else:
            bridge = self._context.bridge
            bridge.collect("/foley/packs", last="packs", owner=self, done=self._asked, failed=self._unasked)

    def _asked(self, answers: tuple[Answer, ...]) -> None:
        folders, in_use = self._context.folders, told_in_use(answers)
        self._read(lambda: Shelf(read_shelf(folders, in_use), unfinished_downloads(folders.packs)))

    def _unasked(self, error: FoleyError) -> None:
        """Without the daemon: what the disk and its journal say."""
        folders, default = self._context.folders, _expanded(self._context.settings.current.engine.pack)

        def read() -> Shelf:
            try:
                in_use = remembered_in_use(folders, default)
            except FoleyError:  # a journal that cannot be read is told elsewhere; the packs are there all the same
                in_use = InUse(default)
            return Shelf(read_shelf(folders, in_use), unfinished_downloads(folders.packs), away=str(error))

        self._read(read)

    def _read(self, read: Callable[[], Shelf]) -> None:
        self._context.work.run(lambda _: read(), owner=self, done=self._take, failed=self._give_up)

    def _take(self, shelf: Shelf) -> None:
        self._looking = False
        if shelf != self._shelf:
            self._shelf = shelf
            self.changed.emit(shelf)
        self._look_again()

    def _give_up(self, error: FoleyError) -> None:
        self._looking = False
        self.failed.emit(str(error))
        self._look_again()

    def _look_again(self) -> None:
        if self._again:
            self._again = False
            self.look()

    def _heard(self, told: Told) -> None:
        if told.kind in _CHANGES:
            self.look()

    def _reached(self, _reached: bool, _sentence: str) -> None:  # noqa: FBT001  # Qt's signal gives it by position
        self.look()


def _expanded(pack: str) -> str:
    """A pack's folder with the user's home in place of `~`, as the daemon reads it; a name as it is."""
    return str(Path(pack).expanduser()) if pack.startswith("~") else pack
