"""Our own drawings as SVG paths on a grid of 24: strokes are lines of 1.75, fills are solid."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

GRID = 24
LINE_WIDTH = 1.75
NO_PATHS: tuple[str, ...] = ()


@dataclass(frozen=True)
class Glyph:
    """One drawing: paths that are lines and paths that are filled."""

    strokes: tuple[str, ...] = NO_PATHS
    fills: tuple[str, ...] = NO_PATHS

    def svg(self, colour: str) -> bytes:
        """The drawing in one colour (#rrggbb) as an SVG file."""
        lines = "".join(f'<path d="{path}"/>' for path in self.strokes)
        solid = "".join(f'<path d="{path}"/>' for path in self.fills)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {GRID} {GRID}">'
            f'<g fill="none" stroke="{colour}" stroke-width="{LINE_WIDTH}" stroke-linecap="round" '
            f'stroke-linejoin="round">{lines}</g><g fill="{colour}">{solid}</g></svg>'
        ).encode()


_STAR = "M12 3.6l2.6 5.3 5.8.85-4.2 4.1 1 5.8L12 16.9l-5.2 2.75 1-5.8-4.2-4.1 5.8-.85z"
_CIRCLE = "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17z"


def _dots(*places: tuple[float, float]) -> tuple[str, ...]:
    return tuple(f"M{x - 1.4} {y}a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0-2.8 0z" for x, y in places)


GLYPHS: Mapping[str, Glyph] = MappingProxyType(
    {
        # the panels
        "generate": Glyph(
            ("M3.5 11v5", "M7.5 7v13", "M11.5 11v5", "M15.5 14v5", "M19.5 15.8v1.4"),
            ("M17 2c.6 3.4 1.6 4.4 5 5-3.4.6-4.4 1.6-5 5-.6-3.4-1.6-4.4-5-5 3.4-.6 4.4-1.6 5-5z",),
        ),
        "history": Glyph(("M4.2 13.5A8 8 0 1 0 6 6.7L3.8 9", "M3.5 4.5V9H8", "M12 7.5V12l3.2 2")),
        "library": Glyph(
            ("M4.5 4v16", "M9 4v16", "M13 5.2l5.6 14.2", "M4.5 4H9", "M4.5 20H9", "M13 5.2l3.6-1.4 5.4 14.2-3.4 1.4"),
        ),
        "picture": Glyph(
            ("M3.5 5.5h17v13h-17z", "M3.5 9.2h17", "M7.5 5.5v3.7", "M12 5.5v3.7", "M16.5 5.5v3.7"),
            ("M10 11.6a.6.6 0 0 1 .9-.5l4 2.4a.6.6 0 0 1 0 1l-4 2.4a.6.6 0 0 1-.9-.5z",),
        ),
        "training": Glyph(("M4 4v16h16", "M7.5 6c1.2 7.5 4.5 10 12 10")),
        "packs": Glyph(("M12 3l8 4.5v9L12 21l-8-4.5v-9z", "M4.2 7.6L12 12l7.8-4.4", "M12 12v8.8")),
        "hosts": Glyph(("M9 3v5", "M15 3v5", "M6 8h12v3a6 6 0 0 1-12 0z", "M12 17v4")),
        "settings": Glyph(
            (
                "M4 7.5h8",
                "M17 7.5h3",
                "M4 16.5h3",
                "M12 16.5h8",
                "M12 7.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z",
                "M7 16.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z",
            )
        ),
        "log": Glyph(("M6 3.5h8.5L18.5 7.5V20.5H6z", "M14 3.5v4.5h4.5", "M9 12h6.5", "M9 16h6.5")),
        "doctor": Glyph(("M3 12.5h4l2.5-7 4.5 13 2.5-6h4.5",)),
        # sound
        "play": Glyph(fills=("M8 5.2a.8.8 0 0 1 1.2-.7l10 6.8a.8.8 0 0 1 0 1.4l-10 6.8a.8.8 0 0 1-1.2-.7z",)),
        "stop": Glyph(
            fills=(
                "M7.5 6h9A1.5 1.5 0 0 1 18 7.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 6 16.5v-9A1.5 1.5 0 0 1 7.5 6z",
            )
        ),
        "pause": Glyph(fills=("M7 5h2.6v14H7z", "M14.4 5H17v14h-2.6z")),
        "resume": Glyph(fills=("M5 5h2.6v14H5z", "M10.5 5.2l9 6.4a.5.5 0 0 1 0 .8l-9 6.4z")),
        "loop": Glyph(
            (
                "M4.5 12V10a3.5 3.5 0 0 1 3.5-3.5h11.5",
                "M16.5 3.5l3 3-3 3",
                "M19.5 12v2a3.5 3.5 0 0 1-3.5 3.5H4.5",
                "M7.5 20.5l-3-3 3-3",
            )
        ),
        "ab": Glyph(
            (
                "M3 17.5L6.5 7 10 17.5",
                "M4.2 14h4.6",
                "M14.5 7v10.5h3a2.8 2.8 0 0 0 0-5.6h-3",
                "M17.3 11.9a2.45 2.45 0 0 0 0-4.9h-2.8",
            )
        ),
        "volume": Glyph(("M4 9.5h3l4.5-4v13l-4.5-4H4z", "M15 9.2a4 4 0 0 1 0 5.6", "M17.7 6.5a8 8 0 0 1 0 11")),
        "wave": Glyph(("M4 10.5v3", "M8 7v10", "M12 4v16", "M16 8.5v7", "M20 10.5v3")),
        "span": Glyph(
            (
                "M4.5 5v14",
                "M4.5 5h2.5",
                "M4.5 19h2.5",
                "M19.5 5v14",
                "M19.5 5H17",
                "M19.5 19H17",
                "M9.5 9.5v5",
                "M14.5 9.5v5",
                "M12 7.5v9",
            )
        ),
        "between": Glyph(
            ("M4 12a4.6 4.6 0 1 0 9.2 0a4.6 4.6 0 1 0-9.2 0z", "M10.8 12a4.6 4.6 0 1 0 9.2 0a4.6 4.6 0 1 0-9.2 0z")
        ),
        "export": Glyph(("M12 15.5V4", "M7.5 8.2L12 3.7l4.5 4.5", "M4.5 14v5.5h15V14")),
        # takes
        "star": Glyph((_STAR,)),
        "star_on": Glyph((_STAR,), (_STAR,)),
        "more": Glyph(
            ("M4 12h15.5", "M4 12h2.5c4 0 3.5-6 8-6h4", "M6.5 12c4 0 3.5 6 8 6h4"),
            _dots((19.2, 6), (19.2, 12), (19.2, 18)),
        ),
        "tree": Glyph(
            (
                "M9.5 3.5h5v4.5h-5z",
                "M3.5 16h5v4.5h-5z",
                "M15.5 16h5v4.5h-5z",
                "M12 8v4",
                "M6 16v-4h12v4",
            )
        ),
        "less": Glyph(
            ("M13 12h6.5", "M13 6h6.5", "M13 18h6.5", "M3.8 9.3l5.4 5.4", "M9.2 9.3l-5.4 5.4"),
        ),
        "again": Glyph(("M19.8 13.5A8 8 0 1 1 18 6.7L20.2 9", "M20.5 4.5V9H16")),
        "folder": Glyph(
            (
                "M3.5 18V6.5A1.5 1.5 0 0 1 5 5h4.2l2.3 2.5H19A1.5 1.5 0 0 1 20.5 9v9a1.5 1.5 0 0 "
                "1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 18z",
            )
        ),
        "copy": Glyph(("M8.5 8.5h11v12h-11z", "M15.5 8.5v-5h-11v12h4")),
        "drag": Glyph(fills=_dots((9, 5.5), (15, 5.5), (9, 12), (15, 12), (9, 18.5), (15, 18.5))),
        "send": Glyph(("M20.5 3.5L10 14", "M20.5 3.5L14 20.5l-4-6.5-6.5-4z")),
        "trash": Glyph(
            ("M4.5 6.5h15", "M9 6.5V4h6v2.5", "M6.5 6.5l.9 13.5h9.2l.9-13.5", "M10.2 10.5v6", "M13.8 10.5v6")
        ),
        "download": Glyph(("M12 4v11", "M7.5 10.8L12 15.3l4.5-4.5", "M4.5 19.5h15")),
        "key": Glyph(("M11 13a4 4 0 1 1-1.5-1.5", "M10 12.5L19.5 4", "M16 7l2.5 2.8")),
        # states and moves
        "cancel": Glyph((_CIRCLE, "M6.2 6.2l11.6 11.6")),
        "check": Glyph(("M4.5 12.8l5 5L19.5 7",)),
        "cross": Glyph(("M6 6l12 12", "M18 6L6 18")),
        "warn": Glyph(("M12 4L21 19.5H3z", "M12 10v4.5"), ("M10.9 17a1.1 1.1 0 1 0 2.2 0a1.1 1.1 0 1 0-2.2 0z",)),
        "info": Glyph((_CIRCLE, "M12 11.2v5"), ("M10.9 8a1.1 1.1 0 1 0 2.2 0a1.1 1.1 0 1 0-2.2 0z",)),
        "search": Glyph(("M4 10.5a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z", "M15.3 15.3L20.5 20.5")),
        "plus": Glyph(("M12 5v14", "M5 12h14")),
        "minus": Glyph(("M5 12h14",)),
        "menu": Glyph(fills=_dots((5.5, 12), (12, 12), (18.5, 12))),
        "chevron_down": Glyph(("M6 9.5l6 6 6-6",)),
        "chevron_up": Glyph(("M6 14.5l6-6 6 6",)),
        "chevron_right": Glyph(("M9.5 6l6 6-6 6",)),
        "chevron_left": Glyph(("M14.5 6l-6 6 6 6",)),
        "sun": Glyph(
            (
                "M8 12a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
                "M12 2.8v2",
                "M12 19.2v2",
                "M2.8 12h2",
                "M19.2 12h2",
                "M5.5 5.5l1.4 1.4",
                "M17.1 17.1l1.4 1.4",
                "M18.5 5.5l-1.4 1.4",
                "M6.9 17.1l-1.4 1.4",
            )
        ),
        "moon": Glyph(("M19.8 14.2A8.3 8.3 0 0 1 9.8 4.2a8.3 8.3 0 1 0 10 10z",)),
        "tray": Glyph(("M3.5 13.5V19h17v-5.5", "M3.5 13.5L6.5 5h11l3 8.5h-5l-1.3 2.5H9.8l-1.3-2.5z")),
        "dot": Glyph(fills=("M7 12a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",)),
        "quit": Glyph(("M12 3.5v8", "M7.2 6.5a7.5 7.5 0 1 0 9.6 0")),
    }
)
