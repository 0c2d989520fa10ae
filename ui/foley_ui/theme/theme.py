"""The theme of the running program: follows the system's light and dark, or the person's own wish."""

from collections.abc import Mapping
from enum import StrEnum
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication
from shiboken6 import isValid

from foley_ui.theme import sheet
from foley_ui.theme.glyphs import GLYPHS
from foley_ui.theme.icons import drawn_icon, drawn_pixmap
from foley_ui.theme.memory_files import MemoryFile, register_files
from foley_ui.theme.metrics import ICON
from foley_ui.theme.palette import palette
from foley_ui.theme.roles import DARK, LIGHT, Role

DEFAULT_POINTS = 10.0  # where the system's font has its size in pixels


class Mode(StrEnum):
    """Whose wish it is."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(QObject):
    """Makes the application look as we want it to, and knows its colours and icons."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode | str = Mode.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._mode = Mode(mode)
        self.dark = self._wanted_dark()
        self._icons: dict[tuple[str, Role], QIcon] = {}
        # Weak: the theme outlives what it dresses, and must not keep it.
        self._dressed: WeakKeyDictionary[QAbstractButton | QAction, tuple[str, Role]] = WeakKeyDictionary()
        self._points = app.font().pointSizeF() if app.font().pointSizeF() > 0 else DEFAULT_POINTS
        for name, colours in (("light", LIGHT), ("dark", DARK)):
            marks = (MemoryFile(at, GLYPHS[glyph].svg(colours[role])) for at, (glyph, role) in sheet.MARKS.items())
            register_files(f"foley_{name}", tuple(marks))
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    @property
    def mode(self) -> Mode:
        """Whose wish it is."""
        return self._mode

    def set_mode(self, mode: Mode | str) -> None:
        """Follow the system, or stay light or dark."""
        self._mode = Mode(mode)
        self._follow()

    def colour(self, role: Role) -> QColor:
        """The colour that this role has now."""
        return QColor(self._colours[role])

    def icon(self, name: str, role: Role = Role.TEXT) -> QIcon:
        """A drawing in the role's colour; it stays as it is when the theme changes (see `dress`)."""
        if (name, role) not in self._icons:
            dim = sheet.mixed(self._colours[role], self._colours[Role.BACKGROUND], 0.5)
            self._icons[name, role] = drawn_icon(name, self._colours[role], dim)
        return self._icons[name, role]

    def pixmap(self, name: str, side: int, role: Role = Role.TEXT) -> QPixmap:
        """A picture of `side` logical pixels, sharp on the sharpest screen there is."""
        return drawn_pixmap(name, self._colours[role], side, self._app.devicePixelRatio())

    def dress(self, target: QAbstractButton | QAction, name: str, role: Role = Role.TEXT) -> None:
        """Give a button or an action an icon that follows the theme."""
        target.setIcon(self.icon(name, role))
        self._dressed[target] = (name, role)

    def points(self, scale: float = 1.0) -> float:
        """A text size in points, as a multiple of the system's."""
        return self._points * scale

    @property
    def _colours(self) -> Mapping[Role, str]:
        return DARK if self.dark else LIGHT

    def _wanted_dark(self) -> bool:
        if self._mode is not Mode.SYSTEM:
            return self._mode is Mode.DARK
        return self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def _follow(self) -> None:
        if (dark := self._wanted_dark()) != self.dark:
            self.dark = dark
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        self._icons.clear()
        self._app.setPalette(palette(self._colours))
        marks = "foley_dark" if self.dark else "foley_light"
        self._app.setStyleSheet(sheet.sheet(self._colours, points=self._points, marks=marks))
        for target, (name, role) in list(self._dressed.items()):
            if isValid(target):
                target.setIcon(self.icon(name, role))


def theme_of(app: QApplication) -> Theme | None:
    """The newest theme of the application; None where it has none."""
    # One that Python has given up may still be Qt's child for a while: it has no values any more.
    themes = [theme for theme in app.findChildren(Theme) if "dark" in vars(theme)]
    return themes[-1] if themes else None


def icon_size() -> QSize:
    """The usual size of an icon in a button."""
    return QSize(ICON, ICON)


__all__ = ["Mode", "Role", "Theme", "icon_size", "theme_of"]
