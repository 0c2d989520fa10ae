"""The chosen sound, large: waveform over spectrogram, where it lies, and the tools for it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.sound.take_view import TakeView
from foley_ui.sounds.listed import Listed
from foley_ui.sounds.table import SoundTable
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import CONTROL_HEIGHT, ICON, SPACE, SPACE_S

VIEW_HEIGHT = 124
TOOLS = ("play", "compare", "loop", "matched", "reveal")


class SoundDetail(QWidget):
    """Follows a table; hidden while nothing is chosen there."""

    def __init__(
        self, context: Context, table: SoundTable, more: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._table = table
        self.view = TakeView(context, self)
        self.view.setFixedHeight(VIEW_HEIGHT)
        self._path = ElidedLabel(parent=self, mode=Qt.TextElideMode.ElideMiddle, look="small")
        self.tools = tuple(self._tool(table.actions_of_sounds[name]) for name in (*TOOLS[:-1], *more, TOOLS[-1]))
        line = QHBoxLayout()
        line.setSpacing(SPACE_S)
        line.addWidget(self._path, 1)
        line.addSpacing(SPACE)
        for tool in self.tools:
            line.addWidget(tool)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.view)
        column.addLayout(line)
        table.doings.audition.switched.connect(self._show_switches)
        self._show_switches()
        self.hide()

    def show_sound(self, listed: Listed | None) -> None:
        """Show another one, or none."""
        self.setVisible(listed is not None)
        path: Path | None = listed.path if listed is not None and listed.there else None
        if self.view.path != path:
            self.view.set_path(path)
        self._path.set_whole(str(listed.path) if listed is not None else "")

    def _tool(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        button.setIconSize(QSize(ICON, ICON))
        button.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _show_switches(self) -> None:
        audition, actions = self._table.doings.audition, self._table.actions_of_sounds
        actions["loop"].setChecked(audition.loop)
        actions["matched"].setChecked(audition.matched)
