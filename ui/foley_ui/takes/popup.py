"""A small window over a take that asks for sounds: its keys are its own, Enter asks and Esc closes it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QSpinBox, QVBoxLayout, QWidget

from foley_ui.takes.popup_frame import PopupFrame
from foley_ui.takes.words import percent
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Hint, PrimaryButton, SubHeading


class AskPopup(PopupFrame):
    """Sliders in per cent, the number of sounds, and the button; it remembers what was chosen last."""

    def __init__(self, count: int, count_most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = SubHeading(parent=self)
        self.count = QSpinBox(self)
        self.count.setRange(1, count_most)
        self.count.setValue(min(count, count_most))
        self.count.setAccessibleName(self.tr("How many sounds"))
        self._ask = PrimaryButton(self.tr("Ask for them"), self)
        self._ask.clicked.connect(self._send)
        self._sliders: list[QSlider] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self._column.setSpacing(SPACE)
        self._column.addWidget(self._title)
        line = QHBoxLayout()
        line.addWidget(QLabel(self.tr("Sounds"), self))
        line.addWidget(self.count)
        line.addStretch(1)
        line.addWidget(self._ask)
        self._column.addLayout(line)

    def set_title(self, title: str) -> None:
        """What it is for."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def add_share(self, name: str, value: int, *, least: int, ends: tuple[str, str]) -> QSlider:
        """One more slider, up to 100 per cent, with what its two ends mean below it."""
        slider, shown, title = QSlider(Qt.Orientation.Horizontal, self), QLabel(self), QHBoxLayout()
        slider.setRange(least, 100)
        slider.valueChanged.connect(lambda now: shown.setText(percent(now / 100)))
        slider.setValue(value)
        shown.setText(percent(value / 100))
        slider.setAccessibleName(name)
        title.addWidget(QLabel(name, self))
        title.addStretch(1)
        title.addWidget(shown)
        meanings = QHBoxLayout()
        near, far = Hint(ends[0], self), Hint(ends[1], self)
        far.setAlignment(Qt.AlignmentFlag.AlignRight)
        meanings.addWidget(near)
        meanings.addStretch(1)
        meanings.addWidget(far)
        at = self._column.count() - 1
        self._column.insertLayout(at, title)
        self._column.insertWidget(at + 1, slider)
        self._column.insertLayout(at + 2, meanings)
        QWidget.setTabOrder(slider, self.count)
        self._sliders.append(slider)
        return slider

    def open_at(self, place: QPoint) -> None:
        """Show it there, within the screen, with the keyboard on its first slider."""
        super().open_at(place)
        self._sliders[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send()
        else:
            super().keyPressEvent(event)

    def ask(self) -> None:
        """Say what was chosen."""
        raise NotImplementedError

    def _send(self) -> None:
        self.close()
        self.ask()
