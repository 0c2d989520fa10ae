"""All parts of the tray application put together, from the icon to the end."""

import gc
import logging
import sys
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from foley_bridge.folders import make_private, user_folders
from foley_models.errors import FoleyError
from foley_ui.app import Options
from foley_ui.autostart import autostart
from foley_ui.context import Context
from foley_ui.instance import Instance, Wish
from foley_ui.keeping import FILE as KEEPING_FILE
from foley_ui.keeping import Keeping
from foley_ui.language import Language
from foley_ui.link.bridge import Bridge
from foley_ui.link.crossing import Crossing
from foley_ui.link.host import Host
from foley_ui.link.work import Work, unforeseen
from foley_ui.notices import Level, Notices
from foley_ui.settings.effects import Effects
from foley_ui.settings.store import SettingsStore
from foley_ui.signals import told_to_end
from foley_ui.sound.player import Player
from foley_ui.theme.theme import Theme
from foley_ui.tray.mark import Look, mark_icon
from foley_ui.tray.tray_icon import TrayIcon
from foley_ui.window.leaving import Leaving
from foley_ui.window.standing import Standing

if TYPE_CHECKING:
    from foley_bridge.engine.launch import Launch
    from foley_ui.window.main_window import MainWindow

CANNOT_START = 1
PREPARE_MS = 2_000  # the library of sound is loaded once everything is there to be seen

_log = logging.getLogger("foley_bridge.ui")


class Program(QObject):
    """One run; a context manager, so that the daemon, the sound device and the lock are given back however it ends.

    `launch` is how the engine is started: the settings' way unless a test says otherwise.
    """

    def __init__(self, app: QApplication, options: Options, *, launch: "Launch | None" = None) -> None:
        super().__init__()
        self._app = app
        self._options = options
        self._folders = user_folders(options.home)
        self._instance: Instance | None = None
        self._window: MainWindow | None = None
        self._closed = False
        self._excepthook = sys.excepthook
        make_private(self._folders.state)
        self._notices = Notices(self)
        self._crossing = Crossing(self)
        self._work = Work(self._crossing, self._complain)
        self._settings = SettingsStore(self._folders.settings_file, self._work, self)
        held = self._settings.current
        self._language = Language(app, options.language or held.tray.language)
        self._theme = Theme(app, options.theme or held.tray.theme)
        self._keeping = Keeping(self._folders.state / KEEPING_FILE, self._work, self._complain, self)
        self._player = Player(self._work, self._notices, device=held.audition.device, parent=self)
        self._bridge = Bridge(Host(self._folders, launch=launch), self._crossing, self._complain, self)
        self.context = Context(
            bridge=self._bridge,
            work=self._work,
            player=self._player,
            notices=self._notices,
            keeping=self._keeping,
            settings=self._settings,
            theme=self._theme,
            folders=self._folders,
        )
        app.setWindowIcon(mark_icon(Look.IDLE))
        self._standing = Standing(self.context, self)
        self._leaving = Leaving(self.context, self._standing, self)
        self.tray = TrayIcon(self.context, self._standing, autostart(self._folders), self)
        self._effects = Effects(self.context, self)
        self._connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def window(self) -> "MainWindow":
        """The main window, made when it is first asked for."""
        if self._window is None:
            self._window = self._made_window()
        return self._window

    def run(self) -> int:
        """From here to the end of the program; its exit code."""
        try:
            claimed = Instance.claim(self._folders, self._wish(), self)
        except FoleyError as error:
            sys.stderr.write(f"foley-bridge-tray: {error}\n")
            return CANNOT_START
        if claimed is None:
            return 0
        self._instance = claimed
        claimed.raised.connect(self._do_wish)
        sys.excepthook = self._unforeseen
        with told_to_end(self._end):
            self.start()
            return self._app.exec()

    def start(self) -> None:
        """Show the icon; window and daemon come in the next turns of Qt, so that the icon is there first."""
        self.tray.show()
        QTimer.singleShot(0, self._bridge.start)
        QTimer.singleShot(0, self._first_look)
        QTimer.singleShot(PREPARE_MS, self._prepare)

    def close(self) -> None:
        """Give everything back; what is at work goes on at the next start. May be called twice."""
        if self._closed:
            return
        self._closed = True
        sys.excepthook = self._excepthook
        self._leaving.leave()
        if self._window is not None:
            self._window.keep()
            self._window.hide()
        self.tray.close()
        self._player.close()
        self._bridge.close()
        self._keeping.close()
        self._work.close()
        self._crossing.close()
        if self._window is not None:
            delete(self._window)  # now, while all that it stands on is there
        delete(self._theme)
        self._language.close()
        if self._instance is not None:
            self._instance.close()

    def _connect(self) -> None:
        self.tray.quit_wanted.connect(self._end)
        self.tray.presence.settled.connect(self._settled)

    def _end(self) -> None:
        self._app.exit(0)  # `quit` would ask the window first, which would rather hide in the tray

    def _made_window(self) -> "MainWindow":
        from foley_ui.window.entries import all_entries
        from foley_ui.window.main_window import MainWindow

        window = MainWindow(self.context, all_entries(), self._standing, has_tray=lambda: self.tray.presence.there)
        window.quit_wanted.connect(self._end)
        window.panel_made.connect(gc.freeze)  # a panel stays: nothing that the collector has to look through again
        self.tray.attach(window)
        return window

    def _prepare(self) -> None:
        """What is surely needed soon, loaded in a worker: then a panel is there at once when it is asked for."""
        from foley_ui.window.entries import all_entries
        from foley_ui.window.panel_maker import load

        self._player.prepare()
        load(self.context, all_entries(), owner=self)

    def _first_look(self) -> None:
        _ = self.window  # made now, so that clicks on the icon have something to open
        self._do_wish(self._wish())
        gc.freeze()  # looking through all that was loaded would take it 50 ms now and then

    def _settled(self, there: bool) -> None:  # noqa: FBT001  # Qt's signals give values by position
        if not self._closed and not there and not self.window.isVisible():
            self.window.raise_up()  # nobody could find an icon that no tray shows

    def _wish(self) -> Wish:
        asked = self._options
        return Wish.of_this_start(prompt=asked.prompt, panel=asked.panel, hidden=asked.hidden)

    def _do_wish(self, wish: Wish) -> None:
        if wish.hidden:
            return
        self.window.raise_up(wish.activation)
        if wish.prompt:
            from foley_ui.generate.preset import Preset

            usual = Preset.of_plain(self._keeping.generate)
            self.window.open("generate", replace(usual, prompt=wish.prompt, seed=None))
        elif wish.panel:
            self.window.open(wish.panel)

    def _complain(self, sentence: str) -> None:
        self._notices.tell(sentence, level=Level.BAD)

    def _unforeseen(self, kind: type[BaseException], error: BaseException, at: TracebackType | None) -> None:
        """What goes wrong in a slot: noted and told, and the program goes on."""
        if issubclass(kind, KeyboardInterrupt):
            self._end()
            return
        _log.error("a window failed", exc_info=(kind, error, at))
        self._complain(str(unforeseen(error)))
