"""A small window over a take: how far away from it the next sounds may be, and how many there should be."""

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QSpinBox, QVBoxLayout, QWidget

from foley_ui.takes.words import percent
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.widgets import Hint, PrimaryButton, SubHeading

AMOUNT, COUNT = 50, 4  # per cent; sounds


class MoreLike(QFrame):
    """Enter asks, Esc closes it; it remembers what was chosen last."""

    asked = Signal(float, int)  # amount from 0 to 1, count

    def __init__(self, count_most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "notice")
        self.setAccessibleName(self.tr("More like this"))
        self._amount = QSlider(Qt.Orientation.Horizontal, self)
        self._amount.setRange(1, 100)
        self._shown = QLabel(self)
        self._amount.valueChanged.connect(lambda value: self._shown.setText(percent(value / 100)))
        self._amount.setValue(AMOUNT)
        self._amount.setAccessibleName(self.tr("How different, in per cent"))
        self._count = QSpinBox(self)
        self._count.setRange(1, count_most)
        self._count.setValue(min(COUNT, count_most))
        self._count.setAccessibleName(self.tr("How many sounds"))
        self._ask = PrimaryButton(self.tr("Ask for them"), self)
        self._ask.clicked.connect(self._send)
        self._lay_out()

    def open_at(self, place: QPoint) -> None:
        """Show it there, within the screen."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        left = min(place.x(), screen.right() - self.width())
        top = place.y() if place.y() + self.height() <= screen.bottom() else place.y() - self.height()
        self.move(max(screen.left(), left), max(screen.top(), top))
        self.show()
        self._amount.setFocus()

    def event(self, event: QEvent) -> bool:
        """Esc is this window's: to a shortcut of the panel under it, it would be a key of that panel."""
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter asks."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._send()
        else:
            super().keyPressEvent(event)

    def _send(self) -> None:
        self.close()
        self.asked.emit(self._amount.value() / 100, self._count.value())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        column.setSpacing(SPACE)
        title = QHBoxLayout()
        title.addWidget(SubHeading(self.tr("More like this"), self))
        title.addStretch(1)
        title.addWidget(self._shown)
        column.addLayout(title)
        column.addWidget(self._amount)
        ends = QHBoxLayout()
        ends.addWidget(Hint(self.tr("hardly different"), self))
        ends.addStretch(1)
        far = Hint(self.tr("quite different"), self)
        far.setAlignment(Qt.AlignmentFlag.AlignRight)
        ends.addWidget(far)
        column.addLayout(ends)
        line = QHBoxLayout()
        line.addWidget(QLabel(self.tr("Sounds"), self))
        line.addWidget(self._count)
        line.addStretch(1)
        line.addWidget(self._ask)
        column.addLayout(line)
