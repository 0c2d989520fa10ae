"""Captions and categories for several recordings at once."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from foley_models.limits import PROMPT_LIMIT_CHARACTERS
from foley_ui.theme.metrics import SPACE
from foley_ui.training.rows import RecordingRow


class CaptionBar(QWidget):
    """Signals `typed` with caption and category; None stands for what stays as it is."""

    typed = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = QLabel(self)
        self._caption = QLineEdit(self)
        self._category = QLineEdit(self)
        self._set = QPushButton(self.tr("Set"), self)
        self._caption.setPlaceholderText(self.tr("caption for all chosen"))
        self._caption.setAccessibleName(self.tr("Caption for all chosen recordings"))
        self._caption.setMaxLength(PROMPT_LIMIT_CHARACTERS)
        self._category.setPlaceholderText(self.tr("category"))
        self._category.setAccessibleName(self.tr("Category for all chosen recordings"))
        self._set.setAccessibleName(self.tr("Set caption and category of the chosen recordings"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._count)
        row.addWidget(self._caption, 3)
        row.addWidget(self._category, 1)
        row.addWidget(self._set)
        for line in (self._caption, self._category):
            line.textEdited.connect(self._enable)
            line.returnPressed.connect(self._commit)
        self._set.clicked.connect(self._commit)
        self.set_chosen(())

    def set_chosen(self, rows: Sequence[RecordingRow]) -> None:
        """Of these rows one speaks now; what they have in common stands in the lines."""
        self._count.setText(self.tr("{count} chosen").format(count=len(rows)))
        for line, values in (
            (self._caption, {row.caption for row in rows}),
            (self._category, {row.category for row in rows}),
        ):
            if not line.isModified() or not line.hasFocus():
                line.setText(values.pop() if len(values) == 1 else "")
                line.setModified(False)
        self.setEnabled(bool(rows))
        self._enable()

    def _enable(self) -> None:
        self._set.setEnabled(self.isEnabled() and (self._caption.isModified() or self._category.isModified()))

    def _commit(self) -> None:
        values = [
            " ".join(line.text().split()) if line.isModified() else None for line in (self._caption, self._category)
        ]
        if values != [None, None]:
            for line in (self._caption, self._category):
                line.setModified(False)
            self._enable()
            self.typed.emit(*values)
