"""Follows the desktop from light to dark and back, and says what it shows each time; a program for tests."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from foley_ui.theme.roles import Role
from foley_ui.theme.theme import Mode, Theme


def main() -> None:
    """One line a change: whether it is dark, and the colour of text."""
    app = QApplication([])
    theme = Theme(app, Mode.SYSTEM)
    theme.changed.connect(lambda: print(theme.dark, theme.colour(Role.TEXT).name()))  # noqa: T201
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light, Qt.ColorScheme.Dark):
        app.styleHints().setColorScheme(scheme)
        app.processEvents()
    theme.set_mode(Mode.LIGHT)
    app.styleHints().setColorScheme(Qt.ColorScheme.Light)
    app.styleHints().setColorScheme(Qt.ColorScheme.Dark)
    app.processEvents()


if __name__ == "__main__":
    main()
