"""The button that begins a training."""

from PySide6.QtGui import QMouseEvent

from foley_ui.theme.widgets import PrimaryButton


class StartButton(PrimaryButton):
    """Lies where the button to this page lay: the second click of a double click there must not start hours of work."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nothing."""
        event.accept()
