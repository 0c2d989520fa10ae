"""The colours of a spectrogram: from the ground it lies on to what stands out most from it, evenly in lightness."""

from collections.abc import Sequence
from itertools import pairwise

# Stops after the ground: share of the way, then red, green, blue. Violet and red lie between dark and pale in both.
_IN_DARK = (
    (0.22, (44, 30, 76)),
    (0.42, (103, 38, 116)),
    (0.60, (176, 56, 104)),
    (0.76, (233, 98, 76)),
    (0.89, (250, 168, 92)),
    (1.00, (255, 243, 203)),
)
_IN_LIGHT = (
    (0.22, (250, 224, 206)),
    (0.42, (243, 172, 140)),
    (0.60, (214, 98, 112)),
    (0.76, (150, 48, 120)),
    (0.89, (86, 28, 102)),
    (1.00, (34, 10, 52)),
)
Rgb = tuple[int, int, int]


def shades(ground: Rgb, *, dark: bool) -> list[int]:
    """256 opaque colours (0xffrrggbb) for silence to loudest."""
    stops = [(0.0, ground), *(_IN_DARK if dark else _IN_LIGHT)]
    return [_packed(_at(stops, number / 255)) for number in range(256)]


def lightness(colour: int) -> float:
    """How light a packed colour is to the eye, 0 to 100 (CIE L*)."""
    red, green, blue = (_linear((colour >> shift) & 255) for shift in (16, 8, 0))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def _at(stops: Sequence[tuple[float, Rgb]], share: float) -> Rgb:
    for (low, one), (high, other) in pairwise(stops):
        if share <= high:
            part = (share - low) / (high - low)
            red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
            return red, green, blue
    return stops[-1][1]


def _packed(colour: Rgb) -> int:
    red, green, blue = colour
    return 0xFF000000 | red << 16 | green << 8 | blue


def _linear(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
