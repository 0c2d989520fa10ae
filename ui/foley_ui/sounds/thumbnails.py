"""Small waveforms for the rows of a table: drawn in a worker when a row is painted, the last ones kept."""

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QWidget

from foley_models.errors import FoleyError
from foley_ui.sound.drawing import Drawn, Look
from foley_ui.sound.pictures import picture_of
from foley_ui.theme.roles import Role

if TYPE_CHECKING:
    from foley_bridge.audition.equipment import Equipment
    from foley_ui.context import Context

KEPT = 400
WANTED = 48  # rows that wait to be drawn, at most: more are not seen at once
AT_ONCE = 1  # of the slow workers, so that the large picture of what is chosen never waits


@dataclass(frozen=True)
class Thumbnail:
    """Either the picture, at rest and played, or why there is none."""

    rest: QPixmap | None = None
    played: QPixmap | None = None
    seconds: float = 0.0
    trouble: str = ""


_Key = tuple[Path, int, int, float, bool]


class Thumbnails(QObject):
    """Belongs to a view; `changed` with the path of a sound that can be painted now."""

    changed = Signal(object)  # Path

    def __init__(self, context: "Context", view: QWidget) -> None:
        super().__init__(view)
        self._context, self._view = context, view
        self._kept: OrderedDict[_Key, Thumbnail] = OrderedDict()
        self._wanted: OrderedDict[_Key, None] = OrderedDict()  # as they were painted: from above
        self._drawing = 0

    def of(self, path: Path, size: QSize) -> Thumbnail | None:
        """The picture of a sound in that size; None where it is on its way."""
        key = (path, size.width(), size.height(), self._view.devicePixelRatioF(), self._context.theme.dark)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        if len(self._wanted) < WANTED:
            self._wanted[key] = None
        self._draw_next()
        return None

    def begin(self) -> None:
        """The view is painted: only what it asks for now is wanted, from above; what was scrolled past is not."""
        self._wanted.clear()

    def forget(self) -> None:
        """Files may have changed: look again, and draw nothing that is not asked for anew."""
        self._kept.clear()
        self._wanted.clear()

    def _draw_next(self) -> None:
        if self._drawing >= AT_ONCE or not self._wanted:
            return
        key, _ = self._wanted.popitem(last=False)
        self._drawing += 1
        equipment, look = self._context.player.equipment, self._look(key)
        self._context.work.run(
            lambda _: _draw(equipment, key[0], look),
            owner=self,
            done=lambda made: self._take(key, made),
            failed=lambda error: self._fail(key, error),
            slow=True,
        )

    def _take(self, key: _Key, made: tuple[Drawn, float]) -> None:
        drawn, seconds = made
        self._keep(key, Thumbnail(QPixmap.fromImage(drawn.rest), QPixmap.fromImage(drawn.played), seconds))

    def _fail(self, key: _Key, error: FoleyError) -> None:
        self._keep(key, Thumbnail(trouble=str(error)))

    def _keep(self, key: _Key, thumbnail: Thumbnail) -> None:
        self._drawing -= 1
        self._kept[key] = thumbnail
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.changed.emit(key[0])
        self._draw_next()

    def _look(self, key: _Key) -> Look:
        _, width, height, ratio, dark = key
        theme = self._context.theme
        return Look(
            width=max(1, round(width * ratio)),
            wave_height=max(1, round(height * ratio)),
            gap=0,
            spectrogram_height=0,
            ratio=ratio,
            dark=dark,
            wave=_rgb(theme.colour(Role.WAVE)),
            wave_played=_rgb(theme.colour(Role.WAVE_PLAYED)),
        )


def _draw(equipment: "Equipment", path: Path, look: Look) -> tuple[Drawn, float]:
    from foley_ui.sound.drawing import drawn

    picture = picture_of(equipment, path)
    return drawn(picture, look), picture.seconds


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
