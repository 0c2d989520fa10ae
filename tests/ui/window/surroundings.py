"""All that the window and the tray live in, real, over a daemon with the quick engine; and panels that count."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from foley_bridge.engine.launch import Launch
from foley_bridge.folders import user_folders
from foley_ui.context import Context
from foley_ui.keeping import FILE, Keeping
from foley_ui.link.bridge import Bridge
from foley_ui.link.crossing import Crossing
from foley_ui.link.host import Host
from foley_ui.link.work import Work
from foley_ui.notices import Level, Notices
from foley_ui.settings.store import SettingsStore
from foley_ui.sound.player import Player
from foley_ui.theme.theme import Mode, Theme
from foley_ui.window.entries import Entry, all_entries
from foley_ui.window.main_window import MainWindow
from foley_ui.window.standing import Standing
from tests.bridge.engine.quick_worker import quick_command

WAIT_MS = 20_000


@contextmanager
def surroundings(home: Path, app: QApplication, *, mode: Mode = Mode.LIGHT) -> Iterator[Context]:
    """A context of real parts; the daemon is not started: `context.bridge.start()` does."""
    folders = user_folders(home)
    crossing, notices = Crossing(), Notices()

    def complain(sentence: str) -> None:
        notices.tell(sentence, level=Level.WARN)

    work = Work(crossing, complain)
    context = Context(
        bridge=Bridge(Host(folders, launch=Launch(command=quick_command(), nice=0)), crossing, complain),
        work=work,
        player=Player(work, notices),
        notices=notices,
        keeping=Keeping(folders.state / FILE, work, complain),
        settings=SettingsStore(folders.settings_file, work),
        theme=Theme(app, mode),
        folders=folders,
    )
    try:
        yield context
    finally:
        context.player.close()
        context.bridge.close()
        work.close()
        context.keeping.close()
        crossing.close()
        context.theme.deleteLater()
        forget_deleted()


class PlainPanel(QWidget):
    """A panel that counts how often it was shown and hidden, and keeps what it was given."""

    wants = Signal(str, object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.told: list[str] = []
        self.taken: list[object] = []
        self.line = QLineEdit(self)
        self.line.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(name))
        column.addWidget(self.line)
        column.addStretch()

    def shown(self) -> None:
        self.told.append("shown")

    def hidden(self) -> None:
        self.told.append("hidden")

    def take(self, thing: object) -> None:
        self.taken.append(thing)


def plain_entries(made: list[str] | None = None) -> tuple[Entry, ...]:
    """The real entries with plain panels; `made` gets the name of each that is made."""

    def maker(name: str) -> Entry:
        def make(_: Context, parent: QWidget) -> QWidget:
            if made is not None:
                made.append(name)
            return PlainPanel(name, parent)

        entry = next(one for one in all_entries() if one.name == name)
        return Entry(entry.name, entry.icon, entry.label, make, apart=entry.apart)

    return tuple(maker(entry.name) for entry in all_entries())


@contextmanager
def windowed(context: Context, *, tray: bool = False, made: list[str] | None = None) -> Iterator[MainWindow]:
    """A window with plain panels, not shown yet."""
    standing = Standing(context)
    window = MainWindow(context, plain_entries(made), standing, has_tray=lambda: tray)
    try:
        yield window
    finally:
        window.hide()
        window.deleteLater()
        standing.deleteLater()
        forget_deleted()


def forget_deleted() -> None:
    """Let go now of what is to be deleted: otherwise every later theme dresses it too."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
