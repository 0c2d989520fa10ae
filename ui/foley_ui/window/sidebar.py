"""The side bar: one entry a panel, labels where there is room for them, icons alone where there is not."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import Divider
from foley_ui.window.entries import Entry
from foley_ui.window.keys import native, panel_key

WIDE = 172  # px
NARROW = 54
ICON_SIDE = 20
LEAST_HEIGHT = 28  # of an entry: in the lowest window they stand closer
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class SideBar(QWidget):
    """Exactly one entry is chosen."""

    chosen = Signal(str)  # the panel's name

    def __init__(self, theme: Theme, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        self._buttons: dict[str, EntryButton] = {}
        self.setProperty("look", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Panels"))
        for place, entry in enumerate(entries, start=1):
            self._add(entry, place)
        self._lay_out(entries)
        self.set_narrow(narrow=False)

    def choose(self, name: str) -> None:
        """Mark an entry as the one whose panel is shown; tells nobody."""
        self._buttons[name].setChecked(True)
        for other, button in self._buttons.items():  # one stop of the tab key: the arrows go on from there
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if other == name else Qt.FocusPolicy.NoFocus)

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons alone, or icons and labels."""
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self._buttons.values():
            button.setToolButtonStyle(style)
        self.setFixedWidth(NARROW if narrow else max(WIDE, self._widest()))

    def button(self, name: str) -> QToolButton:
        """The button of a panel."""
        return self._buttons[name]

    def _add(self, entry: Entry, place: int) -> None:
        button = EntryButton(self._theme, entry, native(panel_key(place)), self)
        button.clicked.connect(lambda: self.chosen.emit(entry.name))
        button.stepped.connect(self._step)
        self._group.addButton(button)
        self._buttons[entry.name] = button

    def _step(self, by: int) -> None:
        names = list(self._buttons)
        focused = next((at for at, name in enumerate(names) if self._buttons[name].hasFocus()), 0)
        button = self._buttons[names[(focused + by) % len(names)]]
        button.setFocus(Qt.FocusReason.TabFocusReason)
        button.click()

    def _widest(self) -> int:
        return max(button.sizeHint().width() for button in self._buttons.values()) + 2 * SPACE + 1

    def _lay_out(self, entries: Sequence[Entry]) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE_S)
        for entry in (entry for entry in entries if not entry.apart):
            column.addWidget(self._buttons[entry.name])
        column.addStretch(1)
        for entry in (entry for entry in entries if entry.apart):
            column.addWidget(self._buttons[entry.name])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(column)
        row.addWidget(Divider(upright=True))


class EntryButton(QToolButton):
    """One entry; the arrow keys go to its neighbours."""

    stepped = Signal(int)

    def __init__(self, theme: Theme, entry: Entry, keys: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = entry.icon
        self.setProperty("look", "entry")
        self.setText(f"  {entry.label}")
        self.setAccessibleName(entry.label)
        self.setToolTip(f"{entry.label}  {keys}")
        self.setCheckable(True)
        self.setIconSize(QSize(ICON_SIDE, ICON_SIDE))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(LEAST_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggled.connect(self._tint)
        self._tint(checked=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go along the side bar."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)

    def _tint(self, checked: bool) -> None:  # noqa: FBT001  # Qt's signal gives it by position
        self._theme.dress(self, self._icon, Role.ACCENT if checked else Role.FAINT)
