"""What the tray's own settings change at once: theme, the player's output and volume, the start with the session."""

from PySide6.QtCore import QObject

from foley_bridge.folders import Folders
from foley_bridge.settings import Settings
from foley_ui.autostart import autostart
from foley_ui.context import Context
from foley_ui.notices import Level


class Effects(QObject):
    """Lives as long as the program.

    Only what changes is applied, and at the start the volume alone: theme and player are made with the settings, and
    an entry that the user removed elsewhere is not written again.
    """

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._held = context.settings.current
        self._set_volume(self._held)
        context.settings.changed.connect(self._apply)

    def _apply(self, now: Settings) -> None:
        before, self._held = self._held, now
        if now.tray.theme != before.tray.theme:
            self._context.theme.set_mode(now.tray.theme)
        if now.audition.device != before.audition.device:
            self._context.player.device = now.audition.device
        if now.audition.volume_percent != before.audition.volume_percent:
            self._set_volume(now)
        if now.tray.start_with_session != before.tray.start_with_session:
            self._set_autostart(on=now.tray.start_with_session)
        if now.tray.language != before.tray.language:
            said = self.tr("The language changes with the next start of Foley Bridge.")
            self._context.notices.tell(said, level=Level.NOTE)

    def _set_volume(self, now: Settings) -> None:
        self._context.player.volume = now.audition.volume_percent / 100

    def _set_autostart(self, *, on: bool) -> None:
        folders = self._context.folders
        self._context.work.run(lambda _: set_autostart(folders, on=on), owner=self)


def set_autostart(folders: Folders, *, on: bool) -> None:
    """Make or remove the entry. DestinationError where that cannot be."""
    entry = autostart(folders)
    if on:
        entry.switch_on()
    else:
        entry.switch_off()
