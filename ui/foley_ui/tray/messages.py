"""Notices as messages of the desktop while nobody can see the window."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from foley_ui.notices import Level, Notice, Notices

SHOWN_MS = 8_000
_ICONS = {
    Level.NOTE: QSystemTrayIcon.MessageIcon.Information,
    Level.GOOD: QSystemTrayIcon.MessageIcon.Information,
    Level.WARN: QSystemTrayIcon.MessageIcon.Warning,
    Level.BAD: QSystemTrayIcon.MessageIcon.Critical,
}


class TrayMessages(QObject):
    """`is_seen` says whether the window is there to look at; a click on a message does what its button would do."""

    def __init__(
        self,
        icon: QSystemTrayIcon,
        notices: Notices,
        *,
        is_seen: Callable[[], bool],
        otherwise: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._is_seen = is_seen
        self._otherwise = otherwise
        self._newest: Notice | None = None
        notices.told.connect(self._take)
        icon.messageClicked.connect(self._act)

    def _take(self, notice: Notice) -> None:
        if self._is_seen() or notice.times > 1 or not self._icon.supportsMessages():
            return
        self._newest = notice
        self._icon.showMessage(self.tr("Foley Bridge"), notice.sentence, _ICONS[notice.level], SHOWN_MS)

    def _act(self) -> None:
        notice, self._newest = self._newest, None
        if notice is not None and notice.action is not None:
            notice.action()
        else:
            self._otherwise()
