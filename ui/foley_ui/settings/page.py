"""The groups of settings below one another, with a list beside them that leads to each, and what a search leaves."""

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QVBoxLayout, QWidget

from foley_ui.settings.draft import Draft, found
from foley_ui.settings.row import SettingRow, Surroundings
from foley_ui.settings.words import Group, Key, groups
from foley_ui.theme.metrics import CONTROL_HEIGHT, SPACE, SPACE_L, SPACE_S
from foley_ui.theme.widgets import Card, Divider, EmptyState, Hint, SubHeading
from foley_ui.turns import Steps, Turns, polished

_PAGE_MOST_PX = 860  # longer lines are hard to read
_CARDS_LEAST_PX = 480  # with less, the cards get the room of the list


class GroupCard(QWidget):
    """One group: its title and its settings on a card."""

    edited = Signal(object)  # Key

    def __init__(self, group: Group, draft: Draft, around: Surroundings, parent: QWidget) -> None:
        super().__init__(parent)
        self.group = group
        self.rows: dict[Key, SettingRow] = {}
        self._dividers: dict[Key, Divider] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, SPACE)
        column.setSpacing(SPACE_S)
        column.addWidget(SubHeading(group.title, self))
        column.addWidget(Hint(group.about, self))
        column.addSpacing(SPACE_S)
        self._draft, self._around = draft, around
        self._card = Card(self)
        self._column = QVBoxLayout(self._card)
        self._column.setContentsMargins(0, SPACE_S, 0, SPACE_S)
        self._column.setSpacing(0)
        column.addWidget(self._card)

    @property
    def is_complete(self) -> bool:
        """Whether every row is built."""
        return len(self.rows) == len(self.group.keys)

    def build_row(self) -> SettingRow:
        """Build the next row."""
        key = self.group.keys[len(self.rows)]
        if self.rows:
            self._dividers[key] = Divider(self._card)
            self._column.addWidget(self._dividers[key])
        row = self.rows[key] = SettingRow(key, self._draft, self._around, self._card)
        row.edited.connect(self.edited)
        self._column.addWidget(row)
        return row

    def leave(self, keys: tuple[Key, ...]) -> None:
        """Show only these settings."""
        self.setVisible(bool(keys))
        for key, row in self.rows.items():
            row.setVisible(key in keys)
            if key in self._dividers:
                self._dividers[key].setVisible(key in keys and key != keys[0])


class SettingsPage(QWidget):
    """Everything between the search and the bar that saves; it is built row by row, so that nobody waits for it.

    `alone` it goes through its `building` by itself.
    """

    edited = Signal(object)  # Key
    completed = Signal()

    def __init__(
        self, draft: Draft, around: Surroundings, parent: QWidget | None = None, *, alone: bool = True
    ) -> None:
        super().__init__(parent)
        self._draft, self._around = draft, around
        self._groups = groups()
        self._cards: list[GroupCard] = []
        self._wanted = ""
        self._going = False
        self._complete = False
        self._awaited = ""  # a group that is to be shown once it is built
        self.list = QListWidget(self)
        self._scroll = QScrollArea(self)
        self._inner = QWidget(self._scroll.viewport())
        self._column = QVBoxLayout(self._inner)
        self._nothing = EmptyState("search", self.tr("No setting holds these words."), None, self)
        self._fill_list()
        self._lay_out()
        self.list.currentRowChanged.connect(self._go_to)
        self._scroll.verticalScrollBar().valueChanged.connect(self._mark)
        self.building = self._build()
        if alone:
            Turns(self).begin(self.building)
        self.search("")

    @property
    def rows(self) -> dict[Key, SettingRow]:
        """Those that are built so far, in the order in which they are shown."""
        return {key: row for card in self._cards for key, row in card.rows.items()}

    @property
    def last_stop(self) -> QWidget:
        """Where the keyboard is before it leaves the page."""
        return list(self.rows.values())[-1].back

    @property
    def is_complete(self) -> bool:
        """Whether all of it is built."""
        return self._complete

    def _build(self) -> Steps:
        """One row a step, and the card for the next ones."""
        for place, group in enumerate(self._groups):
            card = GroupCard(group, self._draft, self._around, self._inner)
            card.edited.connect(self.edited)
            self._column.insertWidget(place, card)
            self._cards.append(card)
            while not card.is_complete:
                row = card.build_row()
                card.leave(found(self._wanted).get(group.name, ()))
                yield
                yield from polished(row)
                self._settle(row)
                yield
        self._inner.resize(min(_PAGE_MOST_PX, self._scroll.viewport().width()), self._inner.height())
        self._column.activate()
        yield
        self._show_all()
        yield

    def _settle(self, row: SettingRow) -> None:
        """Let it find its places now: all rows at once would be felt when they are first seen."""
        layout = row.layout()
        if layout is not None:
            width = min(_PAGE_MOST_PX, self._scroll.viewport().width())
            row.resize(width, max(row.minimumSizeHint().height(), row.heightForWidth(width)))
            layout.activate()

    def _show_all(self) -> None:
        self._complete = True
        self._inner.show()
        self._make_room()
        self.completed.emit()
        # One turn later, when the layout has given everything its place.
        QTimer.singleShot(0, self, lambda: self.show_group(self._awaited))

    def refresh(self) -> None:
        """Show what the draft holds."""
        for row in self.rows.values():
            row.refresh()

    def search(self, words: str) -> None:
        """Leave what holds every word."""
        self._wanted, left = words, found(words)
        for card in self._cards:
            card.leave(left.get(card.group.name, ()))
        for at, group in enumerate(self._groups):
            self.list.item(at).setHidden(group.name not in left)
        self._nothing.setVisible(not left)
        self._scroll.setVisible(bool(left))

    def show_group(self, name: str) -> None:
        """Go to a group by its name, as soon as it is built; a name that no group has leads nowhere."""
        names = [group.name for group in self._groups]
        if name not in names:
            return
        self._awaited = name if not self.is_complete else ""
        if not self._awaited:
            self._column.activate()
            self.list.setCurrentRow(names.index(name))
            self._go_to(names.index(name))

    def show_setting(self, key: Key) -> None:
        """Bring a setting into view and give it the keyboard."""
        self._scroll.ensureWidgetVisible(self.rows[key], 0, SPACE_L)
        self.rows[key].editor.input.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the list is left out."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        needed = max(_CARDS_LEAST_PX, self._inner.minimumSizeHint().width() + self._scroll.verticalScrollBar().width())
        self.list.setVisible(self.width() >= self.list.width() + SPACE_L + needed)

    def _go_to(self, at: int) -> None:
        if 0 <= at < len(self._cards):
            self._going = True  # the mark stays where the person put it
            self._scroll.verticalScrollBar().setValue(self._cards[at].y())
            self._going = False

    def _mark(self, top: int) -> None:
        """Mark in the list what stands at the top."""
        if self._going or not self._cards:
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
        for group in self._groups:
            item = QListWidgetItem(group.title)
            item.setSizeHint(QSize(self.list.fontMetrics().horizontalAdvance(item.text()) + 2 * SPACE, CONTROL_HEIGHT))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        wide = self.list.sizeHintForColumn(0) + 2 * SPACE_L
        self.list.setFixedWidth(wide)

    def _lay_out(self) -> None:
        self._inner.setMaximumWidth(_PAGE_MOST_PX)
        self._column.setContentsMargins(0, 0, SPACE, 0)
        self._column.setSpacing(SPACE_L)
        self._column.addStretch(1)
        self._scroll.setWidget(self._inner)
        self._inner.hide()  # laid out once, when all of it is there
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(SPACE_L)
        both.addWidget(self.list)
        both.addWidget(self._scroll, 1)
        both.addWidget(self._nothing, 1)
