"""What surrounds a panel in the running program: bridge to a real daemon, workers, player, theme, all in one folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from foley_bridge.engine.launch import Launch
from foley_bridge.folders import Folders, user_folders
from foley_ui.context import Context
from foley_ui.keeping import FILE, Keeping
from foley_ui.link.bridge import Bridge
from foley_ui.link.crossing import Crossing
from foley_ui.link.host import Host
from foley_ui.link.work import Work
from foley_ui.notices import Notice, Notices
from foley_ui.settings.store import SettingsStore
from foley_ui.sound.player import Player
from foley_ui.theme.theme import Theme
from tests.bridge.engine.quick_worker import quick_command

WAIT_MS = 20_000


class SilentPlayer(Player):
    """Notes what it is asked for and makes no sound."""

    def __init__(self, work: Work, notices: Notices) -> None:
        super().__init__(work, notices)
        self.asked: list[tuple[str, Path]] = []
        self.prepared = False

    def prepare(self) -> None:
        self.prepared = True

    def play(self, path: Path, *, start_s: float = 0.0) -> None:
        self.asked.append(("play" if start_s == 0 else "play from", path))

    def toggle(self, path: Path) -> None:
        self.asked.append(("toggle", path))

    def switch(self, path: Path) -> None:
        self.asked.append(("switch", path))

    def stop(self) -> None:
        self.asked.append(("stop", Path()))


@dataclass
class Around:
    """The parts, and the sentences that were told."""

    context: Context
    player: SilentPlayer
    told: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @property
    def bridge(self) -> Bridge:
        return self.context.bridge


@contextmanager
def shown(widget: QWidget, width: int = 900, height: int = 700) -> Iterator[None]:
    """Show a widget, and delete it before what it was made of goes."""
    widget.resize(width, height)
    widget.show()
    try:
        yield
    finally:
        widget.close()
        widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def quick_folders(home: Path) -> Folders:
    """The same that `served` takes, so that a bridge joins its daemon."""
    return user_folders(home / "own")


def app() -> QApplication:
    return cast(QApplication, QApplication.instance())


@contextmanager
def around(
    home: Path, *, start: bool = True, mode: str = "light", command: tuple[str, ...] | None = None
) -> Iterator[Around]:
    """Everything for a panel; with `start` a daemon with the quick engine is hosted, or joined where one runs."""
    folders = quick_folders(home)
    crossing, told = Crossing(), list[str]()
    notices = Notices()
    work = Work(crossing, told.append)
    bridge = Bridge(Host(folders, launch=Launch(command=command or quick_command(), nice=0)), crossing, told.append)
    player = SilentPlayer(work, notices)
    keeping = Keeping(folders.state / FILE, work, told.append)
    store = SettingsStore(folders.settings_file, work)
    context = Context(bridge, work, player, notices, keeping, store, Theme(app(), mode), folders)
    made = Around(context, player, told)
    notices.told.connect(made.notices.append)
    if start:
        bridge.start()
    try:
        yield made
    finally:
        keeping.close()
        bridge.close()
        work.close()
        crossing.close()
        for one in (context.theme, keeping, bridge, notices, player):
            cast(QObject, one).deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
