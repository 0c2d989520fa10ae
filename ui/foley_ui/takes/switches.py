"""How takes are heard: play the best when it is there; loop, compare, equally loud."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QToolButton, QWidget

from foley_ui.takes.actions import TakeActions
from foley_ui.takes.audition import Audition
from foley_ui.theme.metrics import CONTROL_HEIGHT, ICON, SPACE, SPACE_S


class Switches(QWidget):
    """They show what is set, whoever set it."""

    def __init__(self, audition: Audition, actions: TakeActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._audition = audition
        self._actions = actions
        self._arrival = QCheckBox(self.tr("Play the best"), self)
        self._arrival.setToolTip(self.tr("Play the best sound of a request as soon as it is done"))
        self._arrival.setAccessibleName(self._arrival.toolTip())
        self._arrival.clicked.connect(lambda: audition.set_on_arrival(on=not audition.on_arrival))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self._arrival)
        row.addSpacing(SPACE)
        buttons = [self._button(actions[name]) for name in ("loop", "compare", "matched")]
        for button in buttons:
            row.addWidget(button)
        self.stops: tuple[QWidget, ...] = (self._arrival, *buttons)  # what Tab reaches, in its order
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
