"""Editors of one setting's value, each fit for one kind of rule; what is typed is handed on as it is."""

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QSlider, QSpinBox, QWidget

from foley_bridge.setting_rules import Rule, Value
from foley_ui.theme.metrics import SPACE
from foley_ui.theme.widgets import set_look

_INT32_MOST = 2**31 - 1
_NUMBER_PX = 170
_COMBO_LETTERS = 8  # the least that a closed list shows; longer names are cut there and whole in its tooltip


class Editor(QWidget):
    """A value as a person edits it. `input` is what has the keyboard; `edited` comes with what they make of it."""

    edited = Signal(object)  # Value

    def __init__(self, edit: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.input = edit
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(SPACE)
        self.row.addWidget(edit, 1)
        self.setFocusProxy(edit)
        edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        edit.installEventFilter(CalmWheel(edit))

    def show_value(self, value: Value) -> None:
        """Show a value; `edited` is not emitted."""
        raise NotImplementedError

    def set_names(self, label: str, about: str) -> None:
        """What a person who hears the window is told."""
        self.input.setAccessibleName(label)
        self.input.setAccessibleDescription(about)

    def set_wrong(self, *, wrong: bool) -> None:
        """Whether what is typed cannot be taken."""
        if wrong != (self.input.property("wrong") == "true"):
            set_look(self.input, "wrong", "true" if wrong else "false")


class CalmWheel(QObject):
    """Leaves the wheel to the page unless the input has the keyboard: a page that scrolls must change nothing."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel pass on to what is behind."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


class SwitchEditor(Editor):
    """On or off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._box = QCheckBox(parent)
        super().__init__(self._box, parent)
        self._box.toggled.connect(self._toggled)

    def show_value(self, value: Value) -> None:
        """Tick it."""
        with QSignalBlocker(self._box):
            self._box.setChecked(bool(value))
        self._say()

    def _toggled(self, on: bool) -> None:  # noqa: FBT001  # Qt's signal
        self._say()
        self.edited.emit(on)

    def _say(self) -> None:
        self._box.setText(self.tr("On") if self._box.isChecked() else self.tr("Off"))


class NumberEditor(Editor):
    """A whole number; it takes any that is typed, so that the rule can say what is wrong, and steps within the rule."""

    def __init__(self, rule: Rule, unit: str, parent: QWidget | None = None) -> None:
        self._box = _Steps(rule, parent)
        super().__init__(self._box, parent)
        self._box.setSuffix(f" {unit}" if unit else "")
        self.row.addStretch(1)
        self._box.valueChanged.connect(self.edited.emit)

    def show_value(self, value: Value) -> None:
        """Show a number."""
        if self._box.value() != value:
            with QSignalBlocker(self._box):
                self._box.setValue(int(value))


class _Steps(QSpinBox):
    """A box whose arrows stay within a rule, and whose keyboard does not."""

    def __init__(self, rule: Rule, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._rule = rule
        self.setRange(-_INT32_MOST, _INT32_MOST)
        self.setGroupSeparatorShown(rule.most > 99_999)  # a port is a name, not an amount
        self.setFixedWidth(_NUMBER_PX)

    def stepBy(self, steps: int) -> None:
        wanted = self.value() + steps * self.singleStep()
        self.setValue(max(self._rule.least, min(self._rule.most, wanted)))


class SliderEditor(Editor):
    """A share that is found by ear rather than by number."""

    def __init__(self, rule: Rule, unit: str, parent: QWidget | None = None) -> None:
        self._slider = QSlider(Qt.Orientation.Horizontal, parent)
        super().__init__(self._slider, parent)
        self._unit = unit
        self._says = QLabel(self)
        self._says.setMinimumWidth(self._says.fontMetrics().horizontalAdvance(f"{rule.most} {unit} "))
        self._says.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._slider.setRange(rule.least, rule.most)
        self._slider.setPageStep(10)
        self.row.addWidget(self._says)
        self._slider.valueChanged.connect(self._moved)

    def show_value(self, value: Value) -> None:
        """Move it."""
        with QSignalBlocker(self._slider):
            self._slider.setValue(int(value))
        self._says.setText(f"{self._slider.value()} {self._unit}")

    def _moved(self, value: int) -> None:
        self._says.setText(f"{value} {self._unit}")
        self.edited.emit(value)


class TextEditor(Editor):
    """A text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.line = QLineEdit(parent)
        super().__init__(self.line, parent)
        self.line.textEdited.connect(self.edited.emit)

    def show_value(self, value: Value) -> None:
        """Show a text, the cursor where it was if it is the same."""
        if self.line.text() != value:
            self.line.setText(str(value))
        self.line.setToolTip(str(value))


class ChoiceEditor(Editor):
    """One of a few words, by what each is called."""

    def __init__(self, words: tuple[tuple[str, str], ...], parent: QWidget | None = None) -> None:
        self.box = combo(parent)
        super().__init__(self.box, parent)
        for word, called in words:
            self.box.addItem(called, word)
        self.box.currentIndexChanged.connect(self._chosen)

    def show_value(self, value: Value) -> None:
        """Choose a word."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self.box.findData(value))

    def _chosen(self, at: int) -> None:
        self.edited.emit(self.box.itemData(at))


class SuggestingEditor(Editor):
    """A text, with words to choose from."""

    def __init__(self, words: tuple[str, ...], parent: QWidget | None = None) -> None:
        self.box = combo(parent)
        super().__init__(self.box, parent)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setCompleter(None)  # type: ignore[arg-type]  # no completion: it would change what is typed
        self.box.addItems(list(words))
        self.box.editTextChanged.connect(self.edited.emit)

    def show_value(self, value: Value) -> None:
        """Show a text."""
        if self.box.currentText() != value:
            with QSignalBlocker(self.box):
                self.box.setEditText(str(value))
        self.box.setToolTip(str(value))

    def suggest(self, words: tuple[str, ...]) -> None:
        """Other words to choose from; what is typed stays."""
        typed = self.box.currentText()
        with QSignalBlocker(self.box):
            self.box.clear()
            self.box.addItems(list(words))
            self.box.setEditText(typed)


def combo(parent: QWidget | None) -> QComboBox:
    """A closed list that long names do not widen."""
    box = QComboBox(parent)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(_COMBO_LETTERS)
    return box
