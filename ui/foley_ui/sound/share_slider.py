"""A slider in per cent with its name above it and, beside that, what the place it is at means in plain words."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from foley_ui.takes.words import percent
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import SPACE, SPACE_S


class ShareSlider(QWidget):
    """`means` turns a share, 0 to 1, into a few words."""

    changed = Signal()

    def __init__(self, name: str, means: Callable[[float], str], *, least: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._means = name, means
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(least, 100)
        self.slider.setPageStep(10)
        label = QLabel(name, self)
        label.setProperty("look", "small")
        label.setBuddy(self.slider)
        self._said = ElidedLabel(parent=self, look="small")
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(label)
        line.addWidget(self._said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addLayout(line)
        column.addWidget(self.slider)
        self.slider.valueChanged.connect(self._slid)
        self._say()

    @property
    def share(self) -> float:
        """Where it is, 0 to 1."""
        return self.slider.value() / 100

    @property
    def words(self) -> str:
        """What it says."""
        return self._said.whole

    def set_share(self, share: float) -> None:
        """Put it somewhere else."""
        self.slider.setValue(round(100 * share))
        self._say()

    def _slid(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self._said.set_whole(f"{percent(self.share)} · {self._means(self.share)}")
        self.slider.setAccessibleName(f"{self._name}: {self._means(self.share)}")
