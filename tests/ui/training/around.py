"""A training panel in a test: real parts around it, a real daemon behind it whose engine counts steps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_bridge.engine.launch import Launch
from foley_bridge.folders import user_folders
from foley_ui.context import Context
from foley_ui.keeping import FILE, Keeping
from foley_ui.link.bridge import Bridge
from foley_ui.link.crossing import Crossing
from foley_ui.link.host import Host
from foley_ui.link.work import Work
from foley_ui.notices import Level, Notice, Notices
from foley_ui.settings.store import SettingsStore
from foley_ui.sound.player import Player
from foley_ui.theme.theme import Theme
from tests.bridge.engine.quick_worker import quick_command

WAIT_MS = 90_000  # a process that loads torch, on a machine that is busy with other things


@dataclass(frozen=True)
class Around:
    """The context, and every notice that was told."""

    context: Context
    notices: list[Notice]

    def sentences(self) -> list[str]:
        """What was told."""
        return [one.sentence for one in self.notices]


@contextmanager
def around(home: Path, *, launch: Launch | None = None, mode: str = "light", daemon: bool = True) -> Iterator[Around]:
    """Everything for a panel over a home of its own; the daemon is this process's own."""
    app = cast(QApplication, QApplication.instance())
    crossing, notices, folders = Crossing(), Notices(), user_folders(home)
    told: list[Notice] = []
    notices.told.connect(told.append)

    def complain(sentence: str) -> None:
        notices.tell(sentence, level=Level.BAD)

    work = Work(crossing, complain)
    bridge = Bridge(Host(folders, launch=launch or Launch(command=quick_command(), nice=0)), crossing, complain)
    theme = Theme(app)  # its own: one that an earlier test left may be about to be deleted
    theme.set_mode(mode)
    player = Player(work, notices)
    context = Context(
        bridge=bridge,
        work=work,
        player=player,
        notices=notices,
        keeping=Keeping(folders.state / FILE, work, complain),
        settings=SettingsStore(folders.settings_file, work),
        theme=theme,
        folders=folders,
    )
    if daemon:
        bridge.start()
    try:
        yield Around(context, told)
    finally:
        player.close()
        bridge.close()
        work.close()
        crossing.close()


def until(qtbot: QtBot, true: Callable[[], bool]) -> None:
    """Wait in Qt's loop."""
    qtbot.waitUntil(true, timeout=WAIT_MS)
