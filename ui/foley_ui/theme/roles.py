"""What a colour is for, and which one it is in light and in dark; contrasts after WCAG 2.2."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3 (AA)
SHAPE_CONTRAST = 3.0  # 1.4.11: borders of inputs, focus rings, icons that say something


class Role(StrEnum):
    """What a colour is for."""

    BACKGROUND = "background"  # of windows and side bars
    SURFACE = "surface"  # of what is worked on: cards, lists, inputs
    RAISED = "raised"  # of buttons, badges, menus
    HOVER = "hover"  # under the pointer
    SELECTED = "selected"  # behind a chosen row; its text stays `text`
    LINE = "line"  # separates, says nothing by itself
    EDGE = "edge"  # the border of an input
    TEXT = "text"
    FAINT = "faint"  # second in importance, readable all the same
    ACCENT = "accent"
    ON_ACCENT = "on_accent"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    WAVE = "wave"
    WAVE_PLAYED = "wave_played"


LIGHT: Mapping[Role, str] = MappingProxyType(
    {
        Role.BACKGROUND: "#f2f3f5",
        Role.SURFACE: "#ffffff",
        Role.RAISED: "#e9ebee",
        Role.HOVER: "#e1e4e8",
        Role.SELECTED: "#d3e7ef",
        Role.LINE: "#d8dce1",
        Role.EDGE: "#7f8893",
        Role.TEXT: "#1c2026",
        Role.FAINT: "#55606d",
        Role.ACCENT: "#0b6a88",
        Role.ON_ACCENT: "#ffffff",
        Role.GOOD: "#1a6b3a",
        Role.WARN: "#7d4e00",
        Role.BAD: "#ae2424",
        Role.WAVE: "#5d8798",
        Role.WAVE_PLAYED: "#0b6a88",
    }
)
DARK: Mapping[Role, str] = MappingProxyType(
    {
        Role.BACKGROUND: "#16181c",
        Role.SURFACE: "#1d2025",
        Role.RAISED: "#292d34",
        Role.HOVER: "#31363e",
        Role.SELECTED: "#1f4150",
        Role.LINE: "#33383f",
        Role.EDGE: "#6f7885",
        Role.TEXT: "#e3e6ea",
        Role.FAINT: "#a0a9b4",
        Role.ACCENT: "#5fb7d4",
        Role.ON_ACCENT: "#07212b",
        Role.GOOD: "#76c893",
        Role.WARN: "#e3b061",
        Role.BAD: "#f28b82",
        Role.WAVE: "#5f8797",
        Role.WAVE_PLAYED: "#7ccbe4",
    }
)


def contrast(one: str, other: str) -> float:
    """How far two colours (#rrggbb) are apart, 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
