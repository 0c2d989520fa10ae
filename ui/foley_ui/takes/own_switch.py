"""The switch for the studio's own recordings on the list of sounds."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from foley_ui.takes.beside import Beside
from foley_ui.theme.metrics import CONTROL_HEIGHT, ICON
from foley_ui.theme.theme import Theme


class OwnSwitch(QToolButton):
    """Shows what is set, whoever set it."""

    def __init__(self, theme: Theme, beside: Beside, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._beside = beside
        self.setCheckable(True)
        self.setIconSize(QSize(ICON, ICON))
        self.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Recordings of your library on the same list"))
        self.setAccessibleName(self.toolTip())
        self.clicked.connect(lambda on: beside.set_shown(on=on))
        beside.changed.connect(self._show)
        theme.dress(self, "library")
        self._show()

    def _show(self) -> None:
        self.setChecked(self._beside.shown)
