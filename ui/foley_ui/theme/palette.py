"""The palette that the style sheet and Qt's own drawing take their colours from, made from the roles."""

from collections.abc import Mapping

from PySide6.QtGui import QColor, QPalette

from foley_ui.theme.roles import Role
from foley_ui.theme.sheet import mixed

_PLACES: Mapping[QPalette.ColorRole, Role] = {
    QPalette.ColorRole.Window: Role.BACKGROUND,
    QPalette.ColorRole.WindowText: Role.TEXT,
    QPalette.ColorRole.Base: Role.SURFACE,
    QPalette.ColorRole.Text: Role.TEXT,
    QPalette.ColorRole.Button: Role.RAISED,
    QPalette.ColorRole.ButtonText: Role.TEXT,
    QPalette.ColorRole.PlaceholderText: Role.FAINT,
    QPalette.ColorRole.Highlight: Role.ACCENT,
    QPalette.ColorRole.HighlightedText: Role.ON_ACCENT,
    QPalette.ColorRole.Link: Role.ACCENT,
    # What the sheet alone reads: see `sheet.PLACES`.
    QPalette.ColorRole.Mid: Role.LINE,
    QPalette.ColorRole.Dark: Role.EDGE,
    QPalette.ColorRole.AlternateBase: Role.HOVER,
    QPalette.ColorRole.Midlight: Role.SELECTED,
    QPalette.ColorRole.BrightText: Role.BAD,
    QPalette.ColorRole.LinkVisited: Role.GOOD,
    QPalette.ColorRole.ToolTipBase: Role.WARN,
}
_WRITTEN = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def palette(colours: Mapping[Role, str]) -> QPalette:
    """All that Qt and the sheet ask for; what is disabled has half of its text's contrast."""
    made = QPalette()
    for place, role in _PLACES.items():
        made.setColor(place, QColor(colours[role]))
    for place, colour in _between(colours).items():
        made.setColor(place, QColor(colour))
    dim = QColor(faded(colours, Role.TEXT))
    for place in _WRITTEN:
        made.setColor(QPalette.ColorGroup.Disabled, place, dim)
    return made


def faded(colours: Mapping[Role, str], role: Role) -> str:
    """A colour with half of its contrast."""
    return mixed(colours[role], colours[Role.BACKGROUND], 0.5)


def _between(colours: Mapping[Role, str]) -> Mapping[QPalette.ColorRole, str]:
    """Colours that lie between two roles."""
    accent = colours[Role.ACCENT]
    return {
        QPalette.ColorRole.Light: faded(colours, Role.TEXT),
        QPalette.ColorRole.Shadow: mixed(colours[Role.EDGE], colours[Role.BACKGROUND], 0.45),
        QPalette.ColorRole.Accent: mixed(accent, colours[Role.TEXT], 0.15),
        QPalette.ColorRole.ToolTipText: mixed(accent, colours[Role.BACKGROUND], 0.15),
    }
