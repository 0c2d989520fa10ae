"""How takes are heard, as buttons: loop, compare, equally loud, play the best when it is there."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from foley_ui.takes.actions import TakeActions
from foley_ui.takes.audition import Audition
from foley_ui.theme.metrics import CONTROL_HEIGHT, ICON, SPACE_S
from foley_ui.theme.theme import Theme


class Switches(QWidget):
    """They show what is set, whoever set it."""

    def __init__(self, theme: Theme, audition: Audition, actions: TakeActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._audition = audition
        self._actions = actions
        self._arrival = QAction(self.tr("Play the best when it is done"), self)
        self._arrival.setCheckable(True)
        self._arrival.setToolTip(self._arrival.text())
        self._arrival.triggered.connect(lambda: audition.set_on_arrival(on=not audition.on_arrival))
        theme.dress(self._arrival, "play")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        for action in (self._arrival, actions["loop"], actions["compare"], actions["matched"]):
            row.addWidget(self._button(action))
        audition.switched.connect(self._show)
        self._show()

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAccessibleName(action.text())
        button.setIconSize(QSize(ICON, ICON))
        button.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _show(self) -> None:
        self._arrival.setChecked(self._audition.on_arrival)
        self._actions["loop"].setChecked(self._audition.loop)
        self._actions["matched"].setChecked(self._audition.matched)
