"""The picture of one take on its way into a view: looked at and drawn in workers, kept as pixmaps."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QWidget

from foley_models.errors import FoleyError
from foley_ui.sound.drawing import Drawn, Look
from foley_ui.sound.layout import Colours, Layout
from foley_ui.sound.pictures import picture_of
from foley_ui.sound.shades import Rgb
from foley_ui.theme.roles import Role

if TYPE_CHECKING:
    from foley_bridge.audition.picture import SoundPicture
    from foley_ui.context import Context
    from foley_ui.link.work import Task


class TakeImage(QObject):
    """Belongs to a view, and knows its screen's pixels; `changed` when there is something else to see."""

    changed = Signal()

    def __init__(self, context: "Context", view: QWidget) -> None:
        super().__init__(view)
        self._context, self._view = context, view
        self.picture: SoundPicture | None = None
        self.trouble = ""
        self.rest: QPixmap | None = None
        self.played: QPixmap | None = None
        self._look: Look | None = None  # of the pixmaps, or of those that are being drawn
        self._looking: Task | None = None
        self._drawing: Task | None = None

    def set_path(self, path: Path | None) -> None:
        """Look at another sound."""
        for task in (self._looking, self._drawing):
            if task is not None:
                task.cancel()
        self._looking = self._drawing = None
        self.picture, self.trouble = None, ""
        self.rest = self.played = self._look = None
        if path is not None:
            equipment = self._context.player.equipment
            self._looking = self._context.work.run(
                lambda _: picture_of(equipment, path), owner=self, done=self._see, failed=self._fail, slow=True
            )

    def ask(self, layout: Layout) -> None:
        """Have it drawn for a layout, unless it is, or is being."""
        look = layout.look(self._colours(), self._view.devicePixelRatioF())
        picture = self.picture
        if picture is None or look == self._look:
            return
        if self._drawing is not None:
            self._drawing.cancel()
        self._look = look
        self._drawing = self._context.work.run(lambda _: _draw(picture, look), owner=self, done=self._show, slow=True)

    def _see(self, picture: "SoundPicture") -> None:
        self.picture = picture
        self.changed.emit()

    def _fail(self, error: FoleyError) -> None:
        self.trouble = str(error)
        self.changed.emit()

    def _show(self, image: Drawn) -> None:
        self.rest, self.played = QPixmap.fromImage(image.rest), QPixmap.fromImage(image.played)
        self.changed.emit()

    def _colours(self) -> Colours:
        theme = self._context.theme
        return Colours(theme.dark, _rgb(theme.colour(Role.WAVE)), _rgb(theme.colour(Role.WAVE_PLAYED)))


def _draw(picture: "SoundPicture", look: Look) -> Drawn:
    from foley_ui.sound.drawing import drawn

    return drawn(picture, look)


def _rgb(colour: QColor) -> Rgb:
    return colour.red(), colour.green(), colour.blue()
