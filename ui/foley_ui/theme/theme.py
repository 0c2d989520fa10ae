"""The theme of the running program: follows the system's light and dark, or the person's own wish."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap, QPixmapCache
from PySide6.QtWidgets import QAbstractButton, QApplication
from shiboken6 import isValid

from foley_ui.theme import sheet
from foley_ui.theme.glyphs import GLYPHS
from foley_ui.theme.icons import drawn_icon, drawn_pixmap
from foley_ui.theme.memory_files import MemoryFile, memory_folder
from foley_ui.theme.metrics import ICON
from foley_ui.theme.palette import faded, palette
from foley_ui.theme.restyling import Restyling
from foley_ui.theme.roles import DARK, LIGHT, Role

MARKS_FOLDER = "foley_marks"  # in memory
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
        self._pixmaps: dict[tuple[str, Role, int, float], QPixmap] = {}
        # Weak: the theme outlives what it dresses, and must not keep it.
        self._dressed: WeakKeyDictionary[QAbstractButton | QAction, tuple[str, Role]] = WeakKeyDictionary()
        self._points = app.font().pointSizeF() if app.font().pointSizeF() > 0 else DEFAULT_POINTS
        self._marks = memory_folder(MARKS_FOLDER)
        self._restyling = Restyling(app, self)
        app.setStyle("Fusion")
        self._recolour()
        app.setStyleSheet(sheet.sheet(points=self._points, marks=MARKS_FOLDER))
        app.styleHints().colorSchemeChanged.connect(self._follow)

    @property
    def settled(self) -> bool:
        """Whether all widgets have taken up the colours."""
        return not self._restyling.busy

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
            self._icons[name, role] = drawn_icon(name, self._colours[role], faded(self._colours, role))
        return self._icons[name, role]

    def pixmap(self, name: str, side: int, role: Role = Role.TEXT) -> QPixmap:
        """A picture of `side` logical pixels, sharp on the sharpest screen there is."""
        scale = self._app.devicePixelRatio()
        key = (name, role, side, scale)
        if key not in self._pixmaps:
            self._pixmaps[key] = drawn_pixmap(name, self._colours[role], side, scale)
        return self._pixmaps[key]

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
            self._recolour()
            self._restyling.begin(self._redress)
            self.changed.emit()

    def _recolour(self) -> None:
        """What is made from now on has the colours."""
        self._icons.clear()
        self._pixmaps.clear()
        marks = (MemoryFile(at, GLYPHS[glyph].svg(self._colours[role])) for at, (glyph, role) in sheet.MARKS.items())
        self._marks.fill(tuple(marks))
        QPixmapCache.clear()  # Qt keeps what it drew of the marks by their names
        self._app.setPalette(palette(self._colours))

    def _redress(self) -> Iterator[None]:
        """The icons that are there already, one a step."""
        for target, (name, role) in list(self._dressed.items()):
            if isValid(target):
                target.setIcon(self.icon(name, role))
                yield


def theme_of(app: QApplication) -> Theme | None:
    """The newest theme of the application; None where it has none."""
    # One that Python has given up may still be Qt's child for a while: it has no values any more.
    themes = [theme for theme in app.findChildren(Theme) if "dark" in vars(theme)]
    return themes[-1] if themes else None


def icon_size() -> QSize:
    """The usual size of an icon in a button."""
    return QSize(ICON, ICON)


__all__ = ["Mode", "Role", "Theme", "icon_size", "theme_of"]
