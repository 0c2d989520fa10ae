"""A field for numbers that are no whole ones."""

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox

MARKS = (".", ",")


class DecimalBox(QDoubleSpinBox):
    """Takes point and comma alike for the decimal mark: where the other one parts thousands, 2.5 would become 25."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The other mark is this language's."""
        mark = self.locale().decimalPoint()
        if event.text() in MARKS and event.text() != mark:
            event = QKeyEvent(event.type(), event.key(), event.modifiers(), mark)
        super().keyPressEvent(event)
