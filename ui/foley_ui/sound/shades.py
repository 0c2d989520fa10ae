"""The colours of a spectrogram: from nothing at all to what stands out most from its ground, evenly in lightness."""

from collections.abc import Sequence
from itertools import pairwise

FADED_IN = 0.22  # of the way the first colour comes out of the ground, whichever that is
# Share of the way, then red, green, blue. Violet and red lie between dark and pale in both.
_IN_DARK = (
    (FADED_IN, (44, 30, 76)),
    (0.42, (103, 38, 116)),
    (0.60, (176, 56, 104)),
    (0.76, (233, 98, 76)),
    (0.89, (250, 168, 92)),
    (1.00, (255, 243, 203)),
)
_IN_LIGHT = (
    (FADED_IN, (250, 224, 206)),
    (0.42, (243, 172, 140)),
    (0.60, (214, 98, 112)),
    (0.76, (150, 48, 120)),
    (0.89, (86, 28, 102)),
    (1.00, (34, 10, 52)),
)
Rgb = tuple[int, int, int]


def shades(*, dark: bool) -> list[int]:
    """256 colours (0xaarrggbb) from silence, which is transparent, to the loudest."""
    stops = _IN_DARK if dark else _IN_LIGHT
    return [_packed(_at(stops, number / 255), _opacity(number / 255)) for number in range(256)]


def over(colour: int, ground: Rgb) -> int:
    """What is seen of a packed colour on a ground, opaque."""
    alpha = (colour >> 24) / 255
    parts = (
        round(((colour >> shift) & 255) * alpha + below * (1 - alpha))
        for shift, below in zip((16, 8, 0), ground, strict=True)
    )
    red, green, blue = parts
    return _packed((red, green, blue), 255)


def lightness(colour: int) -> float:
    """How light a packed colour is to the eye, 0 to 100 (CIE L*)."""
    red, green, blue = (_linear((colour >> shift) & 255) for shift in (16, 8, 0))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def _opacity(share: float) -> int:
    return round(255 * min(share / FADED_IN, 1.0))


def _at(stops: Sequence[tuple[float, Rgb]], share: float) -> Rgb:
    if share <= stops[0][0]:
        return stops[0][1]
    for (low, one), (high, other) in pairwise(stops):
        if share <= high:
            part = (share - low) / (high - low)
            red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
            return red, green, blue
    return stops[-1][1]


def _packed(colour: Rgb, alpha: int) -> int:
    red, green, blue = colour
    return alpha << 24 | red << 16 | green << 8 | blue


def _linear(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
