"""A take to be seen: its waveform over its spectrogram, where the player is in it, and a click to go elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from foley_ui.sound.layout import Layout, layout
from foley_ui.sound.playing import Playing
from foley_ui.sound.take_image import TakeImage
from foley_ui.sound.take_painting import Marks, paint_take
from foley_ui.sound.wording import described

if TYPE_CHECKING:
    from foley_bridge.audition.picture import SoundPicture
    from foley_ui.context import Context

STEP_S = 0.1  # of a key
SNAP_PX = 4  # so near to the start the start is meant
PLAYHEAD_PX = 3  # with its soft edges
COMPACT_HINT, LARGE_HINT = QSize(240, 36), QSize(480, 160)


class TakeView(QWidget):
    """Waveform over spectrogram.

    From 120 px of height on it has a time axis and its numbers, unless it is `compact`. A click plays from there, a
    drag seeks; Left and Right go 0.1 s, Home to the start. Where a row takes the keys and drags itself, set its
    focus policy to NoFocus and filter its mouse moves.
    """

    looked = Signal()  # `picture`, or `trouble`, is there

    def __init__(self, context: "Context", parent: QWidget | None = None, *, compact: bool = False) -> None:
        super().__init__(parent)
        self.path: Path | None = None
        self.tells_trouble = True  # False where its owner says why nothing is shown
        self._player, self._theme = context.player, context.theme
        self._compact = compact
        self._image = TakeImage(context, self)
        self._playing = Playing()
        self._hover_x: float | None = None
        self._pressed_x: float | None = None
        self._dragging = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if compact else Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._image.changed.connect(self._show_image)
        self._player.changed.connect(self._hear)
        self._theme.changed.connect(self.update)
        self._describe()

    @property
    def picture(self) -> "SoundPicture | None":
        """What is shown, once it was looked at."""
        return self._image.picture

    @property
    def trouble(self) -> str:
        """Why nothing is shown; "" where that is not so."""
        return self._image.trouble

    def set_path(self, path: Path | None) -> None:
        """Show another sound, or none; the same path again has a look at whether the file has changed."""
        self.path = path
        playing = self._player.playing
        self._playing = playing if path is not None and playing.path == path else Playing()
        self._image.set_path(path)
        self._show_image()

    def sizeHint(self) -> QSize:
        """Of a row, or of a large view."""
        return COMPACT_HINT if self._compact else LARGE_HINT

    def minimumSizeHint(self) -> QSize:
        """What can be read at all."""
        return QSize(48, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """From cached pixmaps; those of another size or theme are asked for, and stand in meanwhile."""
        where = self._layout()
        self._image.ask(where)
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        paint_take(painter, where, self._image, self._marks(), self._theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Nothing yet: it may become a drag."""
        if event.button() is Qt.MouseButton.LeftButton and not self._chooses(event):
            self._pressed_x, self._dragging = event.position().x(), False
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show the time under the pointer; seek where the button is held."""
        self._hover(event.position().x())
        if self._pressed_x is None:
            return
        if abs(event.position().x() - self._pressed_x) >= QApplication.startDragDistance():
            self._dragging = True
        if self._dragging:
            self._seek_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Play from where it was clicked; a drag only sought."""
        pressed_x, self._pressed_x = self._pressed_x, None
        if pressed_x is None:
            event.ignore()
        elif not self._dragging and self._seek_to(pressed_x) and self.path is not None and not self._sounds():
            self._player.play(self.path, start_s=self._time_at(pressed_x))
        self._dragging = False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Its first click did all."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, Right and Home."""
        step_s = {Qt.Key.Key_Left: -STEP_S, Qt.Key.Key_Right: STEP_S}.get(Qt.Key(event.key()))
        if self.path is None or self._seconds() <= 0 or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif step_s is not None:
            self._seek(self._playing.position_s + step_s)
        elif event.key() == Qt.Key.Key_Home:
            self._seek(0.0)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The time under the pointer is shown."""
        self._hover(event.position().x())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the pointer was is another time now, or beyond the edge; the next move says where it is."""
        super().resizeEvent(event)
        self._hover(None)

    def leaveEvent(self, _: QEvent) -> None:
        """And no longer."""
        self._hover(None)

    def _layout(self) -> Layout:
        return layout(self.width(), self.height(), compact=self._compact)

    def _seconds(self) -> float:
        picture = self._image.picture
        return picture.seconds if picture is not None else 0.0

    def _time_at(self, x: float) -> float:
        return 0.0 if x < SNAP_PX else self._layout().share_at(x) * self._seconds()

    def _x_of(self, position_s: float) -> float:
        seconds = self._seconds()
        return self._layout().x_of(min(position_s / seconds, 1.0)) if seconds > 0 else 0.0

    def _sounds(self) -> bool:
        return self._playing.sounding

    def _seek_to(self, x: float) -> bool:
        """Whether there is anything to seek in."""
        if self.path is None or self._seconds() <= 0:
            return False
        self._seek(self._time_at(x))
        return True

    def _seek(self, position_s: float) -> None:
        if self.path is not None:
            self._player.seek(self.path, min(max(position_s, 0.0), self._seconds()))

    def _hear(self, playing: Playing) -> None:
        mine = self.path is not None and playing.path == self.path
        if not mine and self._playing.path is None:
            return
        before, self._playing = self._x_of(self._playing.position_s), playing if mine else Playing()
        self._update_between(before, self._x_of(self._playing.position_s))

    def _hover(self, x: float | None) -> None:
        if self._hover_x != x:
            self._hover_x = x
            self.update()

    def _update_between(self, one: float, other: float) -> None:
        left, right = min(one, other) - PLAYHEAD_PX, max(one, other) + PLAYHEAD_PX
        self.update(QRectF(left, 0, right - left, self.height()).toAlignedRect())
        if self._layout().strip:
            self.update(0, 0, self.width(), self._layout().strip)

    def _show_image(self) -> None:
        self._describe()
        self.update()
        if self._image.picture is not None or self._image.trouble:
            self.looked.emit()

    def _describe(self) -> None:
        """For screen readers, and for the pointer where something is wrong."""
        name = self.path.stem if self.path is not None else ""
        self.setAccessibleName(self.tr("Sound {name}").format(name=name) if name else self.tr("No sound"))
        picture = self._image.picture
        told = described(picture.seconds, picture.lufs, picture.peak_dbtp) if picture is not None else ""
        self.setAccessibleDescription(self._image.trouble or told)
        self.setToolTip(self._image.trouble)

    def _marks(self) -> Marks:
        at_start = not self._playing.sounding and self._playing.position_s <= 0
        return Marks(
            position_s=None if self._playing.path is None or at_start else self._playing.position_s,
            hover_s=None if self._hover_x is None else self._time_at(self._hover_x),
            hover_x=self._hover_x,
            focused=self.hasFocus(),
            font=self.font(),
            trouble=self.trouble if self.tells_trouble else "",
        )

    @staticmethod
    def _chooses(event: QMouseEvent) -> bool:
        """Whether it is a click that chooses among rows."""
        return bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
