"""The training panel, in four steps: recordings, settings, running, result."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from foley_ui.context import Context


class TrainingPanel(QWidget):
    """Built with the window."""

    wants = Signal(str, object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context

    def shown(self) -> None:
        """The window shows it."""

    def hidden(self) -> None:
        """The window shows another."""

    def open_training(self, request: str) -> None:
        """Show a training by the id of its request."""
