"""Keeps the session's entry as the settings say: whoever changes them, the panel, the menu or an editor."""

from PySide6.QtCore import QObject

from foley_bridge.settings import Settings
from foley_ui.autostart import Autostart
from foley_ui.context import Context


class SessionStart(QObject):
    """Acts when the setting changes, so that an entry that a person removed elsewhere stays removed."""

    def __init__(self, context: Context, autostart: Autostart, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._autostart = autostart
        self._on = context.settings.current.tray.start_with_session
        context.settings.changed.connect(self._follow)

    def _follow(self, settings: Settings) -> None:
        on = settings.tray.start_with_session
        if on != self._on:
            self._on = on
            switch = self._autostart.switch_on if on else self._autostart.switch_off
            self._context.work.run(lambda _: switch(), owner=self)
