"""Whether there is a tray that shows our icon, which Qt's own `isVisible` does not tell."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

SETTLE_MS = 3_000  # an icon has its place within this, or there is no tray
QUICK_MS = 100
ANSWER_MS = 200  # a panel that hangs must not make us hang
WATCHER = "org.kde.StatusNotifierWatcher"
SLOW_MS = 1_500  # a panel that starts again is found within this


class TrayPresence(QObject):
    """Looks again and again: panels come, go and start anew. `settled` once it is known at the start."""

    changed = Signal(bool)
    settled = Signal(bool)

    def __init__(
        self,
        icon: QSystemTrayIcon,
        parent: QObject | None = None,
        *,
        settle_ms: int = SETTLE_MS,
        slow_ms: int = SLOW_MS,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._slow_ms = slow_ms
        self._looks_left = max(1, settle_ms // QUICK_MS)
        self.there = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    @property
    def known(self) -> bool:
        """Whether the first search is over."""
        return self._looks_left <= 0

    def start(self) -> None:
        """Begin to look; the icon has to be shown before."""
        self._timer.start(QUICK_MS)
        self._look()

    def _look(self) -> None:
        was_known, there = self.known, self._is_there()
        self._looks_left = 0 if there else self._looks_left - 1
        changed, self.there = there != self.there, there
        if self.known:
            self._timer.setInterval(self._slow_ms)
        if changed:
            self.changed.emit(there)
        if self.known and not was_known:
            self.settled.emit(there)

    def _is_there(self) -> bool:
        return QSystemTrayIcon.isSystemTrayAvailable() and (
            has_place(self._icon.geometry()) or is_shown_elsewhere(has_status_notifier_host)
        )


def has_place(geometry: QRect) -> bool:
    """Whether an icon has its place on a screen."""
    return geometry.isValid() and geometry.width() > 1 and geometry.height() > 1


def is_shown_elsewhere(has_host: Callable[[], bool]) -> bool:
    """Whether the icon is drawn by another program, which tells no geometry: a status notifier host, on D-Bus."""
    return sys.platform.startswith("linux") and has_host()


def has_status_notifier_host() -> bool:
    """Whether some panel of this session shows status notifiers (KDE's, GNOME's extension, many others)."""
    from PySide6.QtDBus import QDBus, QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    question = QDBusMessage.createMethodCall(
        WATCHER, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties", "Get"
    )
    question.setAutoStartService(False)
    question.setArguments([WATCHER, "IsStatusNotifierHostRegistered"])
    answer = bus.call(question, QDBus.CallMode.Block, ANSWER_MS)
    if answer.type() != QDBusMessage.MessageType.ReplyMessage:
        return False
    return any(_plain(value) is True for value in answer.arguments())


def _plain(value: object) -> object:
    """What a D-Bus variant holds."""
    from PySide6.QtDBus import QDBusVariant

    return value.variant() if isinstance(value, QDBusVariant) else value
