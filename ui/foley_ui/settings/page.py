"""The groups of settings below one another, with a list beside them that leads to each, and what a search leaves."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from foley_ui.settings.draft import Draft, found
from foley_ui.settings.row import SettingRow, Surroundings
from foley_ui.settings.words import Group, Key, groups
from foley_ui.theme.metrics import CONTROL_HEIGHT, SPACE, SPACE_L, SPACE_S
from foley_ui.theme.widgets import Card, Divider, EmptyState, Hint, SubHeading

_PAGE_MOST_PX = 860  # longer lines are hard to read


class GroupCard(QWidget):
    """One group: its title and its settings on a card."""

    def __init__(self, group: Group, rows: dict[Key, SettingRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = group
        self.title = SubHeading(group.title, self)
        self._rows = rows
        self._dividers: dict[Key, Divider] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(SPACE_S)
        column.addWidget(self.title)
        column.addWidget(Hint(group.about, self))
        column.addSpacing(SPACE_S)
        column.addWidget(self._card())

    def leave(self, keys: tuple[Key, ...]) -> None:
        """Show only these settings."""
        self.setVisible(bool(keys))
        for key in self.group.keys:
            self._rows[key].setVisible(key in keys)
            if key in self._dividers:
                self._dividers[key].setVisible(key in keys and key != keys[0])

    def _card(self) -> Card:
        card = Card(self)
        column = QVBoxLayout(card)
        column.setContentsMargins(0, SPACE_S, 0, SPACE_S)
        column.setSpacing(0)
        for at, key in enumerate(self.group.keys):
            if at:
                self._dividers[key] = Divider(card)
                column.addWidget(self._dividers[key])
            column.addWidget(self._rows[key])
        return card


class SettingsPage(QWidget):
    """Everything between the search and the bar that saves."""

    edited = Signal(object)  # Key

    def __init__(self, draft: Draft, around: Surroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = {key: SettingRow(key, draft, around) for group in groups() for key in group.keys}
        self._cards = [GroupCard(group, self.rows) for group in groups()]
        self.list = QListWidget(self)
        self._scroll = QScrollArea(self)
        self._nothing = EmptyState("search", self.tr("No setting holds these words."), None, self)
        self._going = False
        self._fill_list()
        self._lay_out()
        for row in self.rows.values():
            row.edited.connect(self.edited)
        self.list.currentRowChanged.connect(self._go_to)
        self._scroll.verticalScrollBar().valueChanged.connect(self._mark)
        self.search("")

    def refresh(self) -> None:
        """Show what the draft holds."""
        for row in self.rows.values():
            row.refresh()

    def search(self, words: str) -> None:
        """Leave what holds every word."""
        left = found(words)
        for at, card in enumerate(self._cards):
            card.leave(left.get(card.group.name, ()))
            self.list.item(at).setHidden(card.group.name not in left)
        self._nothing.setVisible(not left)
        self._scroll.setVisible(bool(left))

    def show_group(self, name: str) -> None:
        """Go to a group by its name."""
        for at, card in enumerate(self._cards):
            if card.group.name == name:
                self.list.setCurrentRow(at)
                self._go_to(at)

    def show_setting(self, key: Key) -> None:
        """Bring a setting into view and give it the keyboard."""
        self._scroll.ensureWidgetVisible(self.rows[key], 0, SPACE_L)
        self.rows[key].editor.input.setFocus()

    def set_narrow(self, *, narrow: bool) -> None:
        """Whether the list is left out."""
        self.list.setVisible(not narrow)

    def _go_to(self, at: int) -> None:
        if at >= 0:
            self._going = True  # the mark stays where the person put it
            self._scroll.verticalScrollBar().setValue(self._cards[at].y())
            self._going = False

    def _mark(self, top: int) -> None:
        """Mark in the list what stands at the top."""
        if self._going:
            return
        bar = self._scroll.verticalScrollBar()
        shown = [at for at, card in enumerate(self._cards) if not card.isHidden()]
        above = [at for at in shown if self._cards[at].y() <= top + SPACE_L]
        at = shown[-1] if top == bar.maximum() and shown else (above or shown or [0])[-1]
        with QSignalBlocker(self.list):
            self.list.setCurrentRow(at)

    def _fill_list(self) -> None:
        self.list.setAccessibleName(self.tr("Groups of settings"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListWidget { background: transparent; border-color: transparent; }")
        for card in self._cards:
            item = QListWidgetItem(card.group.title)
            item.setSizeHint(QSize(self.list.fontMetrics().horizontalAdvance(item.text()) + 2 * SPACE, CONTROL_HEIGHT))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        wide = self.list.sizeHintForColumn(0) + 2 * SPACE_L
        self.list.setFixedWidth(wide)

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(_PAGE_MOST_PX)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE_L)
        for card in self._cards:
            column.addWidget(card)
        column.addStretch(1)
        self._scroll.setWidget(inner)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(SPACE_L)
        both.addWidget(self.list)
        both.addWidget(self._scroll, 1)
        both.addWidget(self._nothing, 1)
