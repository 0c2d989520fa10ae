"""How long it trains: so many steps, or as many as fit into some minutes."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSpinBox, QWidget

from foley_bridge.protocol.training import LEAST_MINUTES, MOST_MINUTES
from foley_ui.theme.decimal_box import DecimalBox
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.training.choice import TrainChoice

USUAL_MINUTES = 10.0


class LengthBox(QWidget):
    """Signals `changed`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_steps = QRadioButton(self.tr("Steps"), self)
        self._by_minutes = QRadioButton(self.tr("Minutes"), self)
        self._steps, self._minutes = QSpinBox(self), DecimalBox(self)
        self._steps.setRange(1, 10_000_000)
        self._steps.setSingleStep(50)
        self._steps.setAccessibleName(self.tr("Steps to train"))
        self._minutes.setRange(LEAST_MINUTES, MOST_MINUTES)
        self._minutes.setDecimals(1)
        self._minutes.setValue(USUAL_MINUTES)
        self._minutes.setAccessibleName(self.tr("Minutes to train"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for widget in (self._by_steps, self._steps, self._by_minutes, self._minutes):
            row.addWidget(widget)
            if widget is self._steps:
                row.addSpacing(SPACE_L)
        row.addStretch(1)
        self.setTabOrder(self._by_steps, self._steps)
        self.setTabOrder(self._steps, self._by_minutes)
        self.setTabOrder(self._by_minutes, self._minutes)
        for field in (self._steps, self._minutes):
            field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            field.setMinimumWidth(110)
            field.valueChanged.connect(lambda _: self.changed.emit())
        self._by_steps.toggled.connect(self._choose)
        self.show_choice(TrainChoice())

    def read(self, choice: TrainChoice) -> TrainChoice:
        """The choice with what stands here."""
        minutes = None if self._by_steps.isChecked() else round(self._minutes.value(), 1)
        return replace(choice, steps=self._steps.value(), minutes=minutes)

    def show_choice(self, choice: TrainChoice) -> None:
        """Fill in what was chosen."""
        self._steps.setValue(choice.steps)
        self._minutes.setValue(choice.minutes or USUAL_MINUTES)
        (self._by_steps if choice.minutes is None else self._by_minutes).setChecked(True)
        self._choose()

    def _choose(self) -> None:
        self._steps.setEnabled(self._by_steps.isChecked())
        self._minutes.setEnabled(not self._by_steps.isChecked())
        self.changed.emit()
