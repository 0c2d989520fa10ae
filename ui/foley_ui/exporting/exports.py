"""Opens the window for an export: one for each set of sounds."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from foley_ui.context import Context
from foley_ui.exporting.window import ExportWindow


class Exports(QObject):
    """The window stays until it is closed; what it needs beside Qt is imported when an export begins."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._parent = context, parent

    def open(self, takes: Sequence[Path], prompt: str) -> ExportWindow:
        """Show the window for these files."""
        top = self._parent.window()
        there = next((one for one in top.findChildren(ExportWindow) if one.takes == tuple(takes)), None)
        window = there or ExportWindow(self._context, tuple(takes), prompt, top)
        window.show()
        window.raise_()
        window.activateWindow()
        return window
