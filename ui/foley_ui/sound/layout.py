"""Where the parts of a take view lie, by its height: rows show the sound alone, large views its times and numbers."""

from dataclasses import dataclass

from foley_ui.sound.drawing import Look
from foley_ui.sound.shades import Rgb

LARGE_PX = 120  # from this height on there is room for text
STRIP_PX, AXIS_PX = 20, 18
WAVE_SHARE = 0.56
GAP_PX = 1.0


@dataclass(frozen=True)
class Colours:
    """Of a theme, as far as images need them."""

    dark: bool
    wave: Rgb
    wave_played: Rgb


@dataclass(frozen=True)
class Layout:
    """In logical pixels: a strip of numbers above the picture, an axis below it, both of height 0 in rows."""

    width: int
    height: int
    strip: int
    axis: int

    @property
    def picture_height(self) -> int:
        """Of wave and spectrogram together."""
        return max(self.height - self.strip - self.axis, 1)

    @property
    def axis_top(self) -> int:
        """Where the axis begins."""
        return self.strip + self.picture_height

    def x_of(self, share: float) -> float:
        """Where a part of the sound's length is."""
        return share * self.width

    def share_at(self, x: float) -> float:
        """The other way round; never outside the sound."""
        return min(max(x / self.width, 0.0), 1.0) if self.width > 0 else 0.0

    def look(self, colours: Colours, ratio: float) -> Look:
        """What is to be drawn, in pixels of a screen that has `ratio` of them to a logical one."""
        height = round(self.picture_height * ratio)
        gap = round(GAP_PX * ratio)
        wave = round((height - gap) * WAVE_SHARE)
        return Look(
            width=max(round(self.width * ratio), 1),
            wave_height=max(wave, 1),
            gap=gap,
            spectrogram_height=max(height - gap - wave, 0),
            ratio=ratio,
            dark=colours.dark,
            wave=colours.wave,
            wave_played=colours.wave_played,
        )


def layout(width: int, height: int, *, compact: bool) -> Layout:
    """The layout of a view of that size."""
    large = not compact and height >= LARGE_PX
    return Layout(width, height, STRIP_PX if large else 0, AXIS_PX if large else 0)
