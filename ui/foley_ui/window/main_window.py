"""The window: side bar, one panel at a time, notices over it, the status strip below."""

import os
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QMoveEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.window.entries import Entry
from foley_ui.window.keys import add_keys, own_shortcuts, panel_shortcuts
from foley_ui.window.notice_bar import NoticeBar
from foley_ui.window.panel_holder import PanelHolder
from foley_ui.window.panel_maker import PanelMaker
from foley_ui.window.shortcuts import ShortcutsOverlay
from foley_ui.window.sidebar import EntryButton, SideBar
from foley_ui.window.standing import Now, Standing
from foley_ui.window.strip import StatusStrip

NAME = "main"  # in Keeping
PANEL_CHOICE = "window.panel"
TOLD_CHOICE = "window.told_of_tray"
SMALLEST = (480, 400)  # px
USUAL = (1120, 760)  # px
NARROW_BELOW = 860  # px: the side bar shows icons alone
KEEP_AFTER_MS = 300


class MainWindow(QMainWindow):
    """Makes a panel when it is first asked for. `has_tray` says whether there is a tray to hide in."""

    quit_wanted = Signal()
    panel_made = Signal()
    looked_at = Signal(bool)  # whether a person can see it now

    def __init__(
        self,
        context: Context,
        entries: Sequence[Entry],
        standing: Standing,
        *,
        has_tray: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._context = context
        self._entries = {entry.name: entry for entry in entries}
        self._standing = standing
        self._has_tray = has_tray
        self._panels: dict[str, QWidget] = {}
        self._holders: dict[str, PanelHolder] = {}
        self._current = ""
        self._shown = ""  # the panel that knows that it is looked at
        self._given: dict[str, list[object]] = {}  # what panels that are being made are to show then
        self._maker = PanelMaker(context, self._take_in, self)
        self._focus_later = False  # whether the keys go to the panel once it is there
        self._centre = QWidget(self)
        self._stack = QStackedWidget(self)
        self._waiting = QWidget(self._stack)  # shown for the moment until a panel is whole
        self._stack.addWidget(self._waiting)
        self._side_bar = SideBar(context.theme, entries, self)
        self._strip = StatusStrip(context.theme, self)
        self._notices = NoticeBar(context.theme, context.notices, self._stack)
        self._keep = QTimer(self)
        self._lay_out()
        self._connect()
        self._restore()

    @property
    def current(self) -> str:
        """The name of the panel that is shown, or will be at the first show."""
        return self._current

    @property
    def panel_names(self) -> tuple[str, ...]:
        """All of them, in their order."""
        return tuple(self._entries)

    def panel(self, name: str) -> QWidget | None:
        """A panel that was asked for before; None for one that is not made yet."""
        return self._panels.get(name)

    def open(self, name: str, thing: object = None) -> None:
        """Go to a panel, and let it show `thing`. An unknown name changes nothing."""
        if name not in self._entries:
            return
        if self.isVisible():
            self._show_panel(name)
        else:
            self._choose(name)
        if thing is not None:
            self._given.setdefault(name, []).append(thing)
            self._begin(name)
            self._give(name)

    def raise_up(self, activation: str = "") -> None:
        """Come to the front; with the token that a second start was given by the desktop."""
        if activation:
            os.environ["XDG_ACTIVATION_TOKEN"] = activation  # Qt's Wayland platform reads it there
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def toggle(self) -> None:
        """Hide where it has the focus, come to the front otherwise."""
        if self.isVisible() and self.isActiveWindow() and not self.isMinimized():
            self.hide()
        else:
            self.raise_up()

    def show_shortcuts(self) -> None:
        """What the keys do, for the panel that is shown and for the window; the second time they go away."""
        if (overlay := self._centre.findChild(ShortcutsOverlay)) is not None:
            overlay.dismiss()
            return
        panel, entry = self._panels.get(self._current), self._entries[self._current]
        groups = () if panel is None else panel_shortcuts(panel, entry.label)
        own = own_shortcuts(tuple(self._entries.values()))
        ShortcutsOverlay(self._context.theme, (*groups, own), self._centre)

    def undo(self) -> None:
        """Take back the newest thing that a notice offered to take back."""
        if not self._context.notices.undo():
            self._context.notices.tell(self.tr("There is nothing to undo."))

    def step(self, by: int) -> None:
        """Go to a neighbour of the panel that is shown."""
        names = self.panel_names
        self.open(names[(names.index(self._current) + by) % len(names)])

    def keep(self) -> None:
        """Remember geometry and panel now."""
        self._keep.stop()
        self._context.keeping.set_geometry(NAME, self.saveGeometry())
        self._context.keeping.choose(PANEL_CHOICE, self._current)

    def showEvent(self, event: QShowEvent) -> None:
        """The first show makes the panel."""
        super().showEvent(event)
        self._show_panel(self._current)
        self._standing.seen()
        self._focus_panel()
        self.looked_at.emit(True)  # noqa: FBT003  # Qt's signals take values by position

    def hideEvent(self, event: QHideEvent) -> None:
        """Panels stop what only a looking person needs."""
        super().hideEvent(event)
        self._tell_shown("")
        self.looked_at.emit(False)  # noqa: FBT003

    def closeEvent(self, event: QCloseEvent) -> None:
        """Into the tray where there is one and the settings want it; the end otherwise.

        It is never refused: Qt closes all windows before it quits, and one that refuses would stop that, and with it
        the end of the user's session. What follows comes a turn later, when it is known that nobody quits.
        """
        self.keep()
        event.accept()
        stays = self._has_tray() and self._context.settings.current.tray.close_to_tray
        QTimer.singleShot(0, self, self._tell_of_tray if stays else self.quit_wanted.emit)

    def event(self, event: QEvent) -> bool:
        """Esc is the notice's as long as one is on show: closing it is the smaller step than what a panel cancels."""
        if event.type() == QEvent.Type.ShortcutOverride and self._is_for_notices(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nobody inside wants closes the newest notice."""
        if self._is_for_notices(event):
            self._notices.close_newest()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The side bar gives way first."""
        super().resizeEvent(event)
        self._side_bar.set_narrow(narrow=event.size().width() < NARROW_BELOW)
        self._keep.start()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Remembers where it stands."""
        super().moveEvent(event)
        self._keep.start()

    def changeEvent(self, event: QEvent) -> None:
        """A window that becomes active is looked at."""
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._standing.seen()
        super().changeEvent(event)

    def _is_for_notices(self, event: QEvent) -> bool:
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        return is_escape and bool(self._notices.cards)

    def _lay_out(self) -> None:
        self.setWindowTitle("Foley Bridge")
        self.setMinimumSize(*SMALLEST)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._side_bar)
        row.addWidget(self._stack, 1)
        column = QVBoxLayout(self._centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self._strip)
        self.setCentralWidget(self._centre)

    def _connect(self) -> None:
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_AFTER_MS)
        self._keep.timeout.connect(self.keep)
        self._side_bar.chosen.connect(self._show_panel)
        self._standing.changed.connect(self._show_now)
        self._show_now(self._standing.now)
        add_keys(self)

    def _restore(self) -> None:
        state = self._context.keeping.geometry(NAME)
        if state.isEmpty() or not self.restoreGeometry(state):
            self.resize(QSize(*USUAL).boundedTo(self.screen().availableSize()))
        name = str(self._context.keeping.choice(PANEL_CHOICE, self.panel_names[0]))
        self._choose(name if name in self._entries else self.panel_names[0])

    def _show_now(self, now: Now) -> None:
        self._strip.show_now(now)

    def _show_panel(self, name: str) -> None:
        self._begin(name)
        self._choose(name)
        self._stack.setCurrentWidget(self._holders[name] if name in self._panels else self._waiting)
        self._notices.raise_()
        self._tell_shown(name)
        self._context.keeping.choose(PANEL_CHOICE, name)

    def _focus_panel(self) -> None:
        """At the first show the keys go to the panel, unless it has taken them already."""
        if self.focusWidget() is None or isinstance(self.focusWidget(), EntryButton):
            panel = self._panels.get(self._current)
            self._focus_later = panel is None
            if panel is None:
                return
            fields = (w for w in panel.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus)
            next(fields, panel).setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, name: str) -> None:
        self._current = name
        self._side_bar.choose(name)

    def _begin(self, name: str) -> None:
        if name not in self._holders:
            holder = self._holders[name] = PanelHolder(self._stack)
            self._stack.addWidget(holder)
            holder.resize(self._stack.size())
            self._maker.begin(self._entries[name], holder.viewport())

    def _take_in(self, entry: Entry, panel: QWidget) -> None:
        """A panel is whole; where it is waited for, it is shown."""
        name = entry.name
        self._panels[name] = panel
        panel.setAccessibleName(entry.label)
        self._holders[name].resize(self._stack.size())  # as it will be: laid out once
        self._holders[name].hold(panel)
        wants = getattr(panel, "wants", None)
        if wants is not None:
            wants.connect(self.open)
        if self.isVisible() and self._current == name:
            self._stack.setCurrentWidget(self._holders[name])
            self._notices.raise_()
            self._shown = ""  # it was not there to be told
            self._tell_shown(name)
            if self._focus_later:
                self._focus_panel()
        self._give(name)
        self.panel_made.emit()

    def _give(self, name: str) -> None:
        panel = self._panels.get(name)
        if panel is not None:
            for thing in self._given.pop(name, []):
                self._entries[name].give(panel, thing)

    def _tell_shown(self, name: str) -> None:
        """Let the panel know that it is looked at now, and the one before that it is not; "" for none at all."""
        before, self._shown = self._shown, name
        if before == name:
            return
        for panel, what in ((before, "hidden"), (name, "shown")):
            tell = getattr(self._panels.get(panel), what, None)
            if callable(tell):
                tell()

    def _tell_of_tray(self) -> None:
        if not self._context.keeping.choice(TOLD_CHOICE, default=False):
            self._context.keeping.choose(TOLD_CHOICE, value=True)
            self._context.notices.tell(self.tr("Foley Bridge stays in the tray. Quit it with Ctrl+Q or from its menu."))
