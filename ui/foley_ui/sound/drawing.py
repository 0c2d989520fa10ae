"""Images of a sound for one size and one theme; made in workers, for an image is no widget."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter

from foley_ui.sound.shades import Rgb, shades

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from foley_bridge.audition.picture import SoundPicture

QUIETEST_FULL_PEAK = 10 ** (-24 / 20)  # what peaks below this is not drawn as if it were loud
EVENNESS = 0.7  # the power that heights are drawn by: tails and room are seen beside sharp peaks
THINNEST_PX = 1.0  # of the line of silence, in logical pixels


@dataclass(frozen=True)
class Look:
    """Sizes in pixels of the screen, `ratio` of them to a logical one; colours as red, green, blue."""

    width: int
    wave_height: int
    gap: int
    spectrogram_height: int
    ratio: float
    dark: bool
    wave: Rgb
    wave_played: Rgb

    @property
    def height(self) -> int:
        """Of all of it."""
        return self.wave_height + self.gap + self.spectrogram_height


@dataclass(frozen=True)
class Drawn:
    """The same sound twice: as it is, and as it is where it was played."""

    look: Look
    rest: QImage
    played: QImage


def drawn(picture: "SoundPicture", look: Look) -> Drawn:
    """Draw a sound; takes a few milliseconds."""
    mask = _mask(wave_cover(picture.peaks, look.width, look.wave_height, thinnest=THINNEST_PX * look.ratio))
    spectrogram = _spectrogram(picture, look)
    return Drawn(look, _joined(look, mask, spectrogram, look.wave), _joined(look, mask, spectrogram, look.wave_played))


def wave_cover(
    peaks: "NDArray[np.float32]", width: int, height: int, *, thinnest: float = 1.0
) -> "NDArray[np.float32]":
    """How much of each pixel (row, column) an outline (2, column) covers, 0 to 1; as high as its highest peak fills."""
    import numpy as np

    loudest = max(float(np.max(np.abs(peaks), initial=0.0)), QUIETEST_FULL_PEAK)
    low, high = (np.sign(line) * np.abs(line / loudest) ** EVENNESS for line in _columns(peaks, width))
    middle = height // 2 + (round(thinnest) % 2) / 2  # so that the thinnest line lies on whole pixels
    half = min(middle, height - middle)
    top, bottom = middle - high * half, middle - low * half
    missing = np.maximum(thinnest - (bottom - top), 0.0) / 2
    top, bottom = np.clip(top - missing, 0, height), np.clip(bottom + missing, 0, height)
    rows = np.arange(height, dtype=np.float32)[:, None]
    cover: NDArray[np.float32] = np.minimum(rows + 1, bottom) - np.maximum(rows, top)
    return np.clip(cover, 0.0, 1.0)


def _columns(peaks: "NDArray[np.float32]", width: int) -> "tuple[NDArray[np.float32], NDArray[np.float32]]":
    """Lowest and highest of each pixel column: gathered where there are more columns, else drawn out between them."""
    import numpy as np

    there = peaks.shape[1]
    if there > width:
        starts = np.arange(width) * there // width
        return np.minimum.reduceat(peaks[0], starts), np.maximum.reduceat(peaks[1], starts)
    places = (np.arange(width) + 0.5) * there / width - 0.5
    low, high = (np.interp(places, np.arange(there), line).astype(np.float32) for line in peaks)
    return low, high


def _mask(cover: "NDArray[np.float32]") -> QImage:
    import numpy as np

    data = np.ascontiguousarray(cover * 255, dtype=np.uint8)
    height, width = data.shape
    return QImage(data.tobytes(), width, height, width, QImage.Format.Format_Alpha8).copy()


def _spectrogram(picture: "SoundPicture", look: Look) -> QImage:
    import numpy as np

    data = np.ascontiguousarray(picture.spectrogram[::-1])
    height, width = data.shape
    image = QImage(data.tobytes(), width, height, width, QImage.Format.Format_Indexed8).copy()
    image.setColorTable(shades(dark=look.dark))
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied).scaled(
        look.width,
        max(look.spectrogram_height, 1),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def _joined(look: Look, mask: QImage, spectrogram: QImage, wave: Rgb) -> QImage:
    """Wave above, spectrogram below, nothing behind."""
    image = QImage(look.width, look.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.drawImage(0, 0, _tinted(mask, wave))
    if look.spectrogram_height:
        painter.drawImage(QRect(0, look.wave_height + look.gap, look.width, look.spectrogram_height), spectrogram)
    painter.end()
    image.setDevicePixelRatio(look.ratio)
    return image


def _tinted(mask: QImage, colour: Rgb) -> QImage:
    red, green, blue = colour
    image = QImage(mask.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0xFF000000 | red << 16 | green << 8 | blue)
    painter = QPainter(image)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawImage(0, 0, mask)
    painter.end()
    return image
