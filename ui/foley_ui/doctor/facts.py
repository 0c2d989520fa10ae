"""What the checks must know of the windows; gathered in Qt's thread, read in any."""

from dataclasses import dataclass
from typing import Self

from PySide6.QtWidgets import QSystemTrayIcon

from foley_bridge.folders import Folders
from foley_bridge.settings import Settings
from foley_ui.context import Context


@dataclass(frozen=True)
class Facts:
    """As they are at the moment."""

    folders: Folders
    settings: Settings
    has_tray: bool  # whether the desktop shows icons

    @classmethod
    def of(cls, context: Context) -> Self:
        """From the program's parts."""
        return cls(context.folders, context.settings.current, QSystemTrayIcon.isSystemTrayAvailable())
