"""Lets all widgets take up another palette without keeping anybody waiting: a few of them a turn, what is seen first.

Until all widgets of a window have the new colours, or those of a part that is hidden in it, it keeps the picture that
it shows. Then it is painted from top to bottom in strips: the way Qt paints a window that is free again, in one call, a
full panel takes longer than a frame.
"""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from foley_ui.turns import Steps, Turns

STRIP_PX = 64
_HELD, _INSIDE = Qt.WidgetAttribute.WA_ForceUpdatesDisabled, Qt.WidgetAttribute.WA_UpdatesDisabled


class Restyling(QObject):
    """One for the application."""

    def __init__(self, app: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._held: deque[QWidget] = deque()  # they keep their picture: windows, and what is hidden for itself in them
        self._turns = Turns(self)

    @property
    def busy(self) -> bool:
        """Whether some widgets have their old colours still."""
        return self._turns.busy

    def begin(self, redress: Callable[[], Steps]) -> None:
        """After the palette has changed; `redress` is what belongs to the widgets."""
        while self._held:
            _release(self._held.popleft())
        windows = [widget for widget in self._app.topLevelWidgets() if widget.parentWidget() is None]
        for window in sorted(windows, key=lambda window: not window.isVisible()):
            self._hold(window)
        self._turns.begin(self._steps(redress()))

    def _steps(self, redress: Steps) -> Steps:
        yield from redress
        while self._held:
            root = self._held[0]
            inside = [root]
            while inside:
                widget = inside.pop()
                if isValid(widget):
                    inside += self._children(widget)
                    _restyle(widget)
                yield
            yield from _paint_anew(root)
            self._held.popleft()

    def _children(self, widget: QWidget) -> list[QWidget]:
        """Those that belong to the same picture; the others get their turn when this one is whole."""
        seen: list[QWidget] = []
        for child in widget.children():
            if isinstance(child, QWidget) and (child.isHidden() or child.isWindow()):
                self._hold(child)
            elif isinstance(child, QWidget):
                seen.append(child)
        return seen

    def _hold(self, root: QWidget) -> None:
        root.setUpdatesEnabled(False)
        self._held.append(root)


def _restyle(widget: QWidget) -> None:
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def _paint_anew(root: QWidget) -> Steps:
    """Free what was held and paint it in strips; what nobody sees is painted when it is shown."""
    if not isValid(root) or not root.isVisible() or not _may_paint(root):
        _release(root)
        return
    # By the attributes alone: setUpdatesEnabled would ask for all of it to be painted at once.
    inside = [root]
    while inside:
        widget = inside.pop()
        if isValid(widget):
            widget.setAttribute(_INSIDE, on=False)
            inside += [one for one in widget.children() if isinstance(one, QWidget) and _is_held_with_its_parent(one)]
        yield
    for top in range(0, root.height() if isValid(root) else 0, STRIP_PX):
        if isValid(root):
            root.setAttribute(_HELD, on=False)
            root.repaint(0, top, root.width(), STRIP_PX)
        yield
    _release(root)


def _may_paint(root: QWidget) -> bool:
    """Whether nothing around it is held."""
    around = root.parentWidget()
    return root.isWindow() or around is None or around.updatesEnabled()


def _is_held_with_its_parent(widget: QWidget) -> bool:
    return not widget.isWindow() and not widget.testAttribute(_HELD)


def _release(root: QWidget) -> None:
    if isValid(root):
        root.setUpdatesEnabled(True)
        if root.isWindow():  # what was to be painted before it was held counts as asked for already
            QCoreApplication.postEvent(root, QEvent(QEvent.Type.UpdateRequest))
