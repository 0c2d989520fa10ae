"""A take to be seen: its waveform over its spectrogram, where the player is in it, and a click to go elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from foley_ui.context import Context


class TakeView(QWidget):
    """Waveform over spectrogram; `compact` is for rows of 28 to 48 px, without axis and numbers."""

    def __init__(self, context: "Context", parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self.path: Path | None = None

    def set_path(self, path: Path | None) -> None:
        """Show another sound, or none."""
        self.path = path
