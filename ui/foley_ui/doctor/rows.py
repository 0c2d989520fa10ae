"""One finding as a row, and the rows of one level under their heading."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from foley_bridge.doctor.finding import Finding, Level
from foley_ui.doctor.words import level_word, remedy_of, title_of
from foley_ui.theme.metrics import ICON, SPACE, SPACE_L, SPACE_S
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import Card, Divider, Hint, SubHeading

_PICTURES = {Level.OK: ("check", Role.GOOD), Level.NOTE: ("info", Role.WARN), Level.PROBLEM: ("warn", Role.BAD)}


class FindingRow(QWidget):
    """A picture of the level, what was found, what to do, and a button where that can be done from here."""

    acts = Signal(object)  # Remedy

    def __init__(self, finding: Finding, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding = finding
        self._theme = theme
        self.button: QPushButton | None = None
        self._picture = QLabel(self)
        self._picture.setAccessibleName(level_word(finding.level))
        theme.changed.connect(self._draw)
        self._lay_out()
        self._draw()

    def _draw(self) -> None:
        name, role = _PICTURES[self.finding.level]
        self._picture.setPixmap(self._theme.pixmap(name, ICON, role))

    def _lay_out(self) -> None:
        title = QLabel(title_of(self.finding.name), self)
        title.setWordWrap(True)
        heavier = title.font()
        heavier.setWeight(QFont.Weight.DemiBold)
        title.setFont(heavier)
        words = QVBoxLayout()
        words.setSpacing(SPACE_S)
        words.addWidget(title)
        words.addWidget(_selectable(self.finding.sentence, self))
        if self.finding.remedy:
            words.addWidget(_remedy(self.finding.remedy, self))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE, SPACE_L, SPACE)
        row.setSpacing(SPACE_L)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        remedy = remedy_of(self.finding)
        if remedy is not None:
            self.button = QPushButton(remedy.text, self)
            self.button.setAccessibleDescription(self.finding.sentence)
            self.button.clicked.connect(lambda: self.acts.emit(remedy))
            row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)


class LevelCard(QWidget):
    """The findings of one level; hidden while there is none."""

    acts = Signal(object)  # Remedy

    def __init__(self, level: Level, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = level
        self._theme = theme
        self._title = SubHeading(level_word(level), self)
        self._card: Card | None = None
        self.rows: list[FindingRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self._column.addWidget(self._title)
        self.clear()

    def clear(self) -> None:
        """Forget all."""
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
        self._card = Card(self)
        self._rows = QVBoxLayout(self._card)
        self._rows.setContentsMargins(0, SPACE_S, 0, SPACE_S)
        self._rows.setSpacing(0)
        self._column.addWidget(self._card)
        self.rows = []
        self.hide()

    def add(self, finding: Finding) -> None:
        """Show one more."""
        if self.rows:
            self._rows.addWidget(Divider(self._card))
        row = FindingRow(finding, self._theme, self._card)
        row.acts.connect(self.acts)
        self._rows.addWidget(row)
        self.rows.append(row)
        self._title.setText(f"{level_word(self._level)} ({len(self.rows)})")
        self.show()


def _selectable(text: str, parent: QWidget) -> Hint:
    hint = Hint(text, parent)
    hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return hint


def _remedy(text: str, parent: QWidget) -> QLabel:
    """What to do stands out against what was found."""
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
