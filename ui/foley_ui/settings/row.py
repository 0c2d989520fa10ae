"""One setting in the panel: its words, its editor, what is wrong with it, and the way to its default."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from foley_bridge.setting_rules import Kind, Value
from foley_ui.language import SYSTEM, languages
from foley_ui.link.work import Work
from foley_ui.settings.draft import Draft, about, default, rule
from foley_ui.settings.editors import (
    ChoiceEditor,
    Editor,
    NumberEditor,
    SliderEditor,
    SuggestingEditor,
    SwitchEditor,
    TextEditor,
)
from foley_ui.settings.places import FolderEditor, OutputEditor, PackEditor
from foley_ui.settings.words import Key, choice_of, in_other_words, label_of, translated, unit_of
from foley_ui.theme.metrics import SPACE, SPACE_L, SPACE_S
from foley_ui.theme.theme import Theme
from foley_ui.theme.widgets import Badge, FlatButton, Hint

SIDE_BY_SIDE_PX = 600  # below it the editor stands under the words
EDITOR_PX = 310


@dataclass(frozen=True)
class Surroundings:
    """What some editors look around with."""

    work: Work
    theme: Theme


class SettingRow(QWidget):
    """Shows one setting of a draft; `edited` comes with each key pressed in it."""

    edited = Signal(object)  # Key

    def __init__(self, key: Key, draft: Draft, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._draft = draft
        self.editor = editor_of(key, around, self)
        self._badge = Badge(self.tr("Changed"), "accent", self)
        self._readout = Hint("", self)
        self._wrong = Complaint(self)
        self.back = FlatButton(self.tr("Default"), self)
        self._lay_out()
        self._name()
        keeps_room = self.back.sizePolicy()
        keeps_room.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(keeps_room)
        self.editor.edited.connect(self._take)
        self.back.clicked.connect(self.to_default)
        self.refresh()

    def refresh(self) -> None:
        """Show what the draft holds."""
        self.editor.show_value(self._draft.value(self.key))
        self._judge()

    def to_default(self) -> None:
        """Put the default into the draft."""
        self._take(default(self.key))
        self.editor.show_value(default(self.key))
        self.editor.input.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        side_by_side = event.size().width() >= SIDE_BY_SIDE_PX
        direction = QBoxLayout.Direction.LeftToRight if side_by_side else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() != direction:
            self._columns.setDirection(direction)
            self._columns.setSpacing(SPACE_L if side_by_side else SPACE_S)
        self._right.setFixedWidth(EDITOR_PX) if side_by_side else self._right.setMaximumWidth(16_777_215)
        super().resizeEvent(event)

    def _take(self, value: Value) -> None:
        self._draft.put(self.key, value)
        self._judge()
        self.edited.emit(self.key)

    def _judge(self) -> None:
        """Say whether it is changed, whether it can be taken, and what a large number is in other words."""
        draft, key = self._draft, self.key
        takes = draft.takes(key)
        self._badge.setVisible(draft.is_changed(key))
        self.back.setVisible(not draft.is_default(key))
        self.editor.set_wrong(wrong=not takes)
        self._wrong.setText("" if takes else self.tr("It must be {rule}.").format(rule=translated(rule(key).says)))
        self._wrong.setVisible(not takes)
        said = _readout(key, draft.value(key)) if takes else ""
        self._readout.setText(said)
        self._readout.setVisible(bool(said))

    def _name(self) -> None:
        label = label_of(self.key)
        self.editor.set_names(label, about(self.key))
        self.back.setAccessibleName(self.tr("{setting}: back to the default").format(setting=label))
        self.back.setToolTip(self.tr("Default: {value}").format(value=shown(self.key, default(self.key))))

    def _lay_out(self) -> None:
        label = QLabel(label_of(self.key), self)
        label.setWordWrap(True)
        label.setBuddy(self.editor)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addStrut(self._badge.sizeHint().height())  # nothing moves when the badge comes
        head.addWidget(label, 1)
        head.addWidget(self._badge)
        words = QVBoxLayout()
        words.setSpacing(SPACE_S)
        words.addLayout(head)
        words.addWidget(Hint(about(self.key), self))
        words.addStretch(1)
        self._right = QWidget(self)
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(SPACE_S)
        for widget in (self.editor, self._wrong, self._readout):
            right.addWidget(widget)
        right.addStretch(1)
        back = QVBoxLayout()
        back.addWidget(self.back)
        back.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(SPACE)
        both.addWidget(self._right)
        both.addLayout(back)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._columns.setContentsMargins(SPACE_L, SPACE, SPACE, SPACE)
        self._columns.setSpacing(SPACE_L)
        self._columns.addLayout(words, 1)
        self._columns.addLayout(both)


class Complaint(Hint):
    """What is wrong, in the colour of that."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setProperty("tone", "bad")
        self.hide()


def editor_of(key: Key, around: Surroundings, parent: QWidget) -> Editor:
    """The editor that fits a setting's rule."""
    one = rule(key)
    meant = translated(one.nothing_means) if one.nothing_means else ""
    words = (SYSTEM, *languages()) if key == ("tray", "language") else one.words
    number = SliderEditor if key[1].endswith("_percent") else NumberEditor
    makers: dict[Kind, Callable[[], Editor]] = {
        Kind.SWITCH: lambda: SwitchEditor(parent),
        Kind.CHOICE: lambda: ChoiceEditor(tuple((word, choice_of(key, word)) for word in one.words), parent),
        Kind.NUMBER: lambda: number(one, unit_of(key), parent),
        Kind.PORT: lambda: NumberEditor(one, "", parent),
        Kind.TEXT: lambda: SuggestingEditor(words, parent) if words else TextEditor(parent),
        Kind.FOLDER: lambda: FolderEditor(label_of(key), parent),
        Kind.PACK: lambda: PackEditor(label_of(key), parent),
        Kind.OUTPUT: lambda: OutputEditor(around.work, around.theme, capital(meant), parent),
    }
    return makers[one.kind]()


def shown(key: Key, value: Value) -> str:
    """A value as a person reads it."""
    one = rule(key)
    if one.kind is Kind.SWITCH:
        return translated("On") if value else translated("Off")
    if one.kind is Kind.CHOICE:
        return choice_of(key, str(value))
    if value in ("", 0) and one.nothing_means:
        return translated(one.nothing_means)
    return f"{value} {unit_of(key)}".rstrip()


def capital(text: str) -> str:
    """A text that begins a line."""
    return text[:1].upper() + text[1:]


def _readout(key: Key, value: Value) -> str:
    one = rule(key)
    if one.kind in (Kind.NUMBER, Kind.PORT, Kind.FOLDER) and not value and one.nothing_means:
        return capital(translated(one.nothing_means))
    return in_other_words(key, value)
