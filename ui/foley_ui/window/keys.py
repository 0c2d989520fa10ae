"""The window's own keys, and the words for them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from foley_ui.window.entries import Entry
from foley_ui.window.shortcuts import Group, Shortcut

if TYPE_CHECKING:
    from foley_ui.window.main_window import MainWindow


UNDO = "Ctrl+Z"


def add_keys(window: "MainWindow") -> None:
    """Ctrl+1 and so on for the panels, F1, and Ctrl+Q."""
    for place, name in enumerate(window.panel_names, start=1):
        _add(window, panel_key(place)).triggered.connect(lambda _=False, name=name: window.open(name))
    _add(window, "Ctrl+PgUp").triggered.connect(lambda: window.step(-1))
    _add(window, "Ctrl+PgDown").triggered.connect(lambda: window.step(1))
    _add(window, "F1").triggered.connect(lambda: window.show_shortcuts())
    _add(window, UNDO).triggered.connect(lambda: window.undo())
    _add(window, "Ctrl+W").triggered.connect(lambda: window.close())
    _add(window, "Ctrl+Q").triggered.connect(lambda: window.quit_wanted.emit())


def own_shortcuts(entries: Sequence[Entry]) -> Group:
    """What the window's keys do."""
    translate = QCoreApplication.translate
    panels = tuple(Shortcut(native(panel_key(place)), entry.label) for place, entry in enumerate(entries, start=1))
    return Group(
        translate("Window", "Window"),
        (
            *panels,
            Shortcut(
                f"{native('Ctrl+PgUp')} / {native('PgDown')}", translate("Window", "The panel before, the panel after")
            ),
            Shortcut(native("Esc"), translate("Window", "Close the newest notice")),
            Shortcut(native(UNDO), translate("Window", "Undo: bring back from the trash, or into history")),
            Shortcut(native("F1"), translate("Window", "This overview")),
            Shortcut(native("Ctrl+W"), translate("Window", "Close the window; in the tray Foley Bridge goes on")),
            Shortcut(native("Ctrl+Q"), translate("Window", "Quit")),
        ),
    )


def panel_shortcuts(panel: QWidget, title: str) -> tuple[Group, ...]:
    """What the keys of a panel do: its actions that have some, and its shortcuts that say in `whatsThis` what for."""
    found: dict[str, str] = {}  # what it does -> keys: a list of takes has the same action in many places
    for action in panel.findChildren(QAction):
        keys = [native(key) for key in action.shortcuts()]
        if keys and action.text():
            found.setdefault(action.text().replace("&", ""), ", ".join(keys))
    for shortcut in panel.findChildren(QShortcut):
        if shortcut.whatsThis() and not shortcut.key().isEmpty():
            found.setdefault(shortcut.whatsThis(), native(shortcut.key()))
    return (Group(title, tuple(Shortcut(keys, does) for does, keys in found.items())),) if found else ()


def panel_key(place: int) -> str:
    """The key of the panel at a place, from 1: as many as a row of digits has."""
    return f"Ctrl+{place % 10}" if place <= 10 else ""


def native(keys: QKeySequence | str) -> str:
    """As they are written on the keys of this system, in the language of the windows."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _add(window: "MainWindow", keys: str) -> QAction:
    action = QAction(window)
    action.setShortcut(QKeySequence(keys))
    window.addAction(action)
    return action
