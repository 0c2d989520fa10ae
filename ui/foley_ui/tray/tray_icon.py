"""The icon in the tray: its picture follows what is going on, its clicks open the window or stop the sound."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from foley_ui.autostart import Autostart
from foley_ui.context import Context
from foley_ui.tray.deeds import Deeds
from foley_ui.tray.mark import Look, mark_icon, ring_step
from foley_ui.tray.menu import TrayMenu
from foley_ui.tray.messages import TrayMessages
from foley_ui.tray.presence import TrayPresence
from foley_ui.window.main_window import MainWindow
from foley_ui.window.standing import Now, Standing
from foley_ui.window.strip_words import tooltip


class TrayIcon(QObject):
    """Shown at once by `show`; `presence` says whether a tray has taken it."""

    quit_wanted = Signal()

    def __init__(
        self, context: Context, standing: Standing, autostart: Autostart, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._window: MainWindow | None = None
        self._pictured = ("", 0)
        self.icon = QSystemTrayIcon(self)
        self.presence = TrayPresence(self.icon, self)
        self._deeds = Deeds(context, standing, autostart, self)
        self._menu = TrayMenu(context, standing, self._deeds, self)
        self._messages: TrayMessages | None = None
        self._connect(standing)
        self._show_now(standing.now)
        self.icon.setContextMenu(self._menu.menu)

    def show(self) -> None:
        """Put it into the tray, and begin to look whether there is one."""
        self.icon.show()
        self.presence.start()

    def attach(self, window: MainWindow) -> None:
        """The window that clicks open, and without which notices become messages of the desktop."""
        self._window = window
        self._messages = TrayMessages(
            self.icon,
            self._context.notices,
            is_seen=lambda: window.isVisible() and not window.isMinimized(),
            otherwise=window.raise_up,
            parent=self,
        )

    def close(self) -> None:
        """Take it out of the tray."""
        self.icon.hide()

    def _connect(self, standing: Standing) -> None:
        standing.changed.connect(self._show_now)
        self.icon.activated.connect(self._clicked)
        self._menu.open_wanted.connect(self._open)
        self._menu.quit_wanted.connect(self.quit_wanted)

    def _show_now(self, now: Now) -> None:
        look, step = picture_of(now)
        if (look, step) != self._pictured:
            self._pictured = (look, step)
            self.icon.setIcon(mark_icon(look, step))
        if (words := tooltip(now)) != self.icon.toolTip():
            self.icon.setToolTip(words)

    def _clicked(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.MiddleClick:
            self._context.player.stop()
        elif reason == QSystemTrayIcon.ActivationReason.Trigger and self._window is not None:
            self._window.toggle()

    def _open(self, panel: str) -> None:
        if self._window is not None:
            self._window.raise_up()
            self._window.open(panel)


def picture_of(now: Now) -> tuple[Look, int]:
    """Which picture stands for how things are, and how far its ring is."""
    if now.trouble:
        return Look.TROUBLE, 0
    if now.is_making:
        return Look.MAKING, ring_step(now.status.fraction)
    if now.is_training:
        return Look.TRAINING, 0
    return Look.IDLE, 0
