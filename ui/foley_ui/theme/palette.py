"""The palette that Qt's own drawing takes, made from the roles."""

from collections.abc import Mapping

from PySide6.QtGui import QColor, QPalette

from foley_ui.theme.roles import Role
from foley_ui.theme.sheet import mixed

_PLACES: Mapping[QPalette.ColorRole, Role] = {
    QPalette.ColorRole.Window: Role.BACKGROUND,
    QPalette.ColorRole.WindowText: Role.TEXT,
    QPalette.ColorRole.Base: Role.SURFACE,
    QPalette.ColorRole.AlternateBase: Role.SURFACE,
    QPalette.ColorRole.Text: Role.TEXT,
    QPalette.ColorRole.Button: Role.RAISED,
    QPalette.ColorRole.ButtonText: Role.TEXT,
    QPalette.ColorRole.BrightText: Role.BAD,
    QPalette.ColorRole.ToolTipBase: Role.RAISED,
    QPalette.ColorRole.ToolTipText: Role.TEXT,
    QPalette.ColorRole.PlaceholderText: Role.FAINT,
    QPalette.ColorRole.Highlight: Role.ACCENT,
    QPalette.ColorRole.HighlightedText: Role.ON_ACCENT,
    QPalette.ColorRole.Accent: Role.ACCENT,
    QPalette.ColorRole.Link: Role.ACCENT,
    QPalette.ColorRole.LinkVisited: Role.ACCENT,
    QPalette.ColorRole.Light: Role.RAISED,
    QPalette.ColorRole.Midlight: Role.HOVER,
    QPalette.ColorRole.Mid: Role.LINE,
    QPalette.ColorRole.Dark: Role.LINE,
    QPalette.ColorRole.Shadow: Role.LINE,
}
_WRITTEN = (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText)


def palette(colours: Mapping[Role, str]) -> QPalette:
    """All that Qt asks for; what is disabled has half of its text's contrast."""
    made = QPalette()
    for place, role in _PLACES.items():
        made.setColor(place, QColor(colours[role]))
    dim = QColor(mixed(colours[Role.TEXT], colours[Role.BACKGROUND], 0.5))
    for place in _WRITTEN:
        made.setColor(QPalette.ColorGroup.Disabled, place, dim)
    return made
