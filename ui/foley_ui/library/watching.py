"""What the library is just now: asked for while somebody looks and while it listens; folders come and go."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from foley_bridge.client import Client
from foley_bridge.library.told import LibraryTold
from foley_models.errors import FoleyError
from foley_ui.link.bridge import Bridge
from foley_ui.link.told import Told

POLL_MS = 1000
_NEWS = frozenset({"library-changed", "pack-changed"})


class LibraryWatch(QObject):
    """`changed` with the newest state; `failed` with a sentence about a folder that was not added or removed."""

    changed = Signal(object)  # LibraryTold
    failed = Signal(str)
    unknown = Signal(str)  # why nothing can be told of it, "" as soon as it can

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.told: LibraryTold | None = None  # the newest that was told
        self._looking = False
        self._again = False
        self._watching = False
        self._poll = QTimer(self)
        self._poll.setSingleShot(True)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(lambda: self.look())
        bridge.told.connect(self._heard)
        bridge.reached.connect(self._reached)

    def watch(self, *, on: bool) -> None:
        """Somebody looks at it, or nobody does any more."""
        self._watching = on
        if on:
            self.look()
        else:
            self._poll.stop()

    def look(self) -> None:
        """Ask how it stands, once more afterwards where it is being asked already."""
        if self._looking:
            self._again = True
            return
        self._looking, self._again = True, False
        self._bridge.visit(_state, owner=self, done=self._take, failed=self._give_up)

    def add(self, folders: tuple[Path, ...]) -> None:
        """Search these folders from now on."""
        said = tuple(str(folder.resolve()) for folder in folders)

        def do(client: Client) -> None:
            for folder in said:
                client.library("add", folder=folder)

        self._change(do)

    def remove(self, folder: str) -> None:
        """Search a folder no more; its files stay as they are."""
        self._change(lambda client: client.library("remove", folder=folder))

    def scan(self) -> None:
        """Look through all folders now."""
        self._change(lambda client: client.library("scan"))

    def _change(self, do: Callable[[Client], object]) -> None:
        def failed(error: FoleyError) -> None:
            self.failed.emit(str(error))
            self.look()

        self._bridge.visit(do, owner=self, done=lambda _: self.look(), failed=failed)

    def _take(self, told: LibraryTold) -> None:
        self._looking = False
        self.unknown.emit("")
        if told != self.told:
            self.told = told
            self.changed.emit(told)
        if self._again:
            self.look()
        elif self._watching and not told.settled:
            self._poll.start()

    def _give_up(self, error: FoleyError) -> None:
        """Its index cannot be opened, or the daemon is not there: it is asked again when that is back."""
        self._looking = False
        self.unknown.emit(str(error))

    def _heard(self, told: Told) -> None:
        if self._watching and told.kind in _NEWS:
            self.look()

    def _reached(self, reached: bool, _: str) -> None:  # noqa: FBT001  # Qt's signal gives it by position
        if reached and self._watching:
            self.look()


def _state(client: Client) -> LibraryTold:
    """With the files that cannot be heard, which the daemon tells with everything else."""
    return client.library("refused")
