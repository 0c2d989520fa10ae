"""One advanced setting: its name, the way to give it, what it does, what is wrong with it, and the way back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.generate.fields import Field, Kind, NoNumberError, parsed, shown
from foley_ui.kept import Plain
from foley_ui.theme.metrics import SPACE_S
from foley_ui.theme.widgets import Hint, IconButton, set_look


class FieldEditor(QWidget):
    """`value` is None where the default is meant; what cannot be read is shown at once as `wrong`."""

    changed = Signal()

    def __init__(self, context: Context, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self._label = QLabel(field.label, self)
        self._about = Hint(field.about, self)
        self._wrong = ""
        self._reset = IconButton(context.theme, "cross", self.tr("Reset {name}").format(name=field.label), parent=self)
        self._reset.setToolTip(self.tr("Back to the default"))
        self._reset.clicked.connect(self.reset)
        self._line = QLineEdit(self)
        self._choice = QComboBox(self)
        self._switch = QCheckBox(self.tr("yes"), self)
        self._browse = IconButton(context.theme, "folder", self.tr("Choose a folder"), parent=self)
        self._browse.clicked.connect(self._choose_folder)
        self._prepare()
        self._lay_out()
        self._show_reset()

    @property
    def value(self) -> Plain | None:
        """What is given, None for the default. NoNumberError where it cannot be read."""
        if self.field.kind is Kind.CHOICE:
            return str(self._choice.currentData()) or None
        if self.field.kind is Kind.SWITCH:
            return True if self._switch.isChecked() else None
        return parsed(self.field, self._line.text())

    @property
    def wrong(self) -> str:
        """What is said to be wrong."""
        return self._wrong

    def set_value(self, value: Plain | None) -> None:
        """Show a value; None for the default."""
        if self.field.kind is Kind.CHOICE:
            self._choice.setCurrentIndex(max(0, self._choice.findData("" if value is None else value)))
        elif self.field.kind is Kind.SWITCH:
            self._switch.setChecked(bool(value))
        else:
            self._line.setText(shown(self.field, value))
        self.complain("")
        self._show_reset()

    def reset(self) -> None:
        """Back to the default."""
        self.set_value(None)
        self.changed.emit()

    def complain(self, sentence: str) -> None:
        """Say what is wrong in place of what it does; "" for nothing."""
        self._wrong = sentence
        self._about.setText(sentence or self.field.about)
        set_look(self._about, "tone", "bad" if sentence else "")
        for editor in (self._line, self._choice):
            set_look(editor, "wrong", "true" if sentence else "false")

    def focus(self) -> None:
        """Put the keyboard's focus into it."""
        self._editor().setFocus()

    def _editor(self) -> QWidget:
        return {Kind.CHOICE: self._choice, Kind.SWITCH: self._switch}.get(self.field.kind, self._line)

    def _edited(self) -> None:
        self._show_reset()
        try:
            _ = self.value
        except NoNumberError as error:
            self.complain(str(error))
        else:
            self.complain("")
        self.changed.emit()

    def _show_reset(self) -> None:
        try:
            given = self.value is not None
        except NoNumberError:
            given = True
        self._reset.setVisible(given)

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.field.label, self._line.text())
        if chosen:
            self._line.setText(chosen)

    def _prepare(self) -> None:
        for value, word in self.field.choices:
            self._choice.addItem(word, value)
        self._line.setPlaceholderText(self.field.default)
        self._line.textChanged.connect(self._edited)
        self._choice.currentIndexChanged.connect(self._edited)
        self._switch.toggled.connect(self._edited)
        for editor in (self._line, self._choice, self._switch):
            editor.setVisible(editor is self._editor())
            editor.setAccessibleName(self.field.label)
            editor.setAccessibleDescription(self.field.about)
        self._browse.setVisible(self.field.kind is Kind.FOLDER)
        self._label.setBuddy(self._editor())

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(SPACE_S)
        line.addWidget(self._editor(), 1)
        line.addWidget(self._browse)
        line.addWidget(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self._label)
        column.addLayout(line)
        column.addWidget(self._about)
        column.addStretch(1)
