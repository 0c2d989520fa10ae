"""Opens the window for a fill, and brings together what it asks and what becomes of that."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from foley_ui.context import Context
from foley_ui.filling.window import FillWindow
from foley_ui.filling.wish import FillWish
from foley_ui.generate.asking import Asking, Refused


class Fillings(QObject):
    """One window for each recording; it goes when its request is accepted, and says why where it is refused."""

    def __init__(self, context: Context, asking: Asking, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._asking, self._parent = context, asking, parent
        self._windows: dict[str, FillWindow] = {}  # by the requests that they asked for
        asking.accepted.connect(self._accepted)
        asking.refused.connect(self._refused)

    def open(self, path: Path, prompt: str) -> FillWindow:
        """Show the window for a recording."""
        top = self._parent.window()
        there = next((one for one in top.findChildren(FillWindow) if one.path == path), None)
        window = there or FillWindow(self._context, path, prompt, top)
        if there is None:
            window.asked.connect(lambda wish: self._ask(window, wish))
        window.show()
        window.raise_()
        window.activateWindow()
        window.view.setFocus()
        return window

    def owns(self, request: str) -> bool:
        """Whether a request is one of an open window, which says itself what is wrong with it."""
        return self._window_of(request) is not None

    def _ask(self, window: FillWindow, wish: FillWish) -> None:
        self._windows[self._asking.fill(wish)] = window

    def _accepted(self, request: str) -> None:
        window = self._window_of(request)
        if window is not None:
            window.accept()

    def _refused(self, refused: Refused) -> None:
        window = self._window_of(refused.request)
        if window is not None:
            window.refuse(refused.sentence)

    def _window_of(self, request: str) -> FillWindow | None:
        window = self._windows.get(request)
        return window if window is not None and isValid(window) and window.isVisible() else None
