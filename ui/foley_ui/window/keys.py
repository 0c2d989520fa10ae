"""The window's own keys, and the words for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence

from foley_ui.window.entries import Entry
from foley_ui.window.shortcuts import Group, Shortcut

if TYPE_CHECKING:
    from foley_ui.window.main_window import MainWindow


def add_keys(window: "MainWindow") -> None:
    """Ctrl+1 and so on for the panels, F1, and Ctrl+Q."""
    for place, name in enumerate(window.panel_names, start=1):
        _add(window, f"Ctrl+{place}").triggered.connect(lambda _=False, name=name: window.open(name))
    _add(window, "Ctrl+PgUp").triggered.connect(lambda: window.step(-1))
    _add(window, "Ctrl+PgDown").triggered.connect(lambda: window.step(1))
    _add(window, "F1").triggered.connect(lambda: window.show_shortcuts())
    _add(window, "Ctrl+W").triggered.connect(lambda: window.close())
    _add(window, "Ctrl+Q").triggered.connect(lambda: window.quit_wanted.emit())


def own_shortcuts(entries: Sequence[Entry]) -> Group:
    """What the window's keys do."""
    translate = QCoreApplication.translate
    panels = tuple(Shortcut(f"Ctrl+{place}", entry.label) for place, entry in enumerate(entries, start=1))
    return Group(
        translate("Window", "Window"),
        (
            *panels,
            Shortcut("Ctrl+PgUp, Ctrl+PgDown", translate("Window", "The panel before, the panel after")),
            Shortcut("Esc", translate("Window", "Close the newest notice")),
            Shortcut("F1", translate("Window", "This overview")),
            Shortcut("Ctrl+W", translate("Window", "Close the window; in the tray Foley Bridge goes on")),
            Shortcut("Ctrl+Q", translate("Window", "Quit")),
        ),
    )


def _add(window: "MainWindow", keys: str) -> QAction:
    action = QAction(window)
    action.setShortcut(QKeySequence(keys))
    window.addAction(action)
    return action
