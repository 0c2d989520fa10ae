"""A sound with a range on it that is chosen by mouse or keys."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication

from foley_ui.filling.span import Span
from foley_ui.sound.take_view import TakeView
from foley_ui.theme.roles import Role

EDGE_PX = 6  # so near to an edge the edge is meant
EDGE_WIDTH = 2.0
STEP_S, FINE_S = 0.05, 0.005
COVER = 0.25  # of the range's colour over the sound


class SpanView(TakeView):
    """A drag chooses a range, at an edge it moves that; a click plays from there.

    Left and Right move the range, with Shift its end, with Ctrl its start, with Alt in small steps. `span` is None
    where there is none to choose; `added_s` then is what will be added at the end.
    """

    span_changed = Signal(object)  # Span, by hand

    span: Span | None = None
    added_s: float = 0.0
    _anchor_s: float | None = None
    _edge: str = ""

    def show_span(self, span: Span | None, *, added_s: float = 0.0) -> None:
        """Show another range, or none."""
        self.span, self.added_s = span, added_s
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sound, and the range over it."""
        super().paintEvent(event)
        if self._seconds() <= 0:
            return
        painter = QPainter(self)
        painter.setClipRegion(event.region())
        colour, where = self._theme.colour(Role.ACCENT), self._layout()
        top, height = float(where.strip), float(where.picture_height)
        if self.span is not None:
            left, right = self._x_of(self.span.start_s), self._x_of(self.span.end_s)
            cover = QColor(colour)
            cover.setAlphaF(COVER)
            painter.fillRect(QRectF(left, top, right - left, height), cover)
            for x in (left, right - EDGE_WIDTH):
                painter.fillRect(QRectF(x, top, EDGE_WIDTH, height), colour)
        elif self.added_s > 0:
            painter.fillRect(QRectF(self.width() - 2 * EDGE_WIDTH, top, 2 * EDGE_WIDTH, height), colour)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take an edge, or begin a range."""
        if event.button() is not Qt.MouseButton.LeftButton or self._seconds() <= 0:
            event.ignore()
            return
        self._pressed_x, self._dragging = event.position().x(), False
        self._edge = self._edge_at(self._pressed_x)
        self._anchor_s = self._time_at(self._pressed_x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Stretch the range."""
        x = event.position().x()
        self._hover(x)
        self.setCursor(Qt.CursorShape.SizeHorCursor if self._edge_at(x) or self._edge else Qt.CursorShape.ArrowCursor)
        if self._pressed_x is None or self.span is None or self._anchor_s is None:
            return
        if abs(x - self._pressed_x) >= QApplication.startDragDistance() or self._edge:
            self._dragging = True
        if self._dragging:
            self._take(self._stretched(self.span, self._time_at(x), self._anchor_s))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A range was chosen; where the mouse was not moved, play from there."""
        pressed_x, self._pressed_x = self._pressed_x, None
        dragged, self._dragging, self._edge = self._dragging, False, ""
        if pressed_x is None:
            event.ignore()
        elif not dragged and self._seek_to(pressed_x) and self.path is not None and not self._sounds():
            self._player.play(self.path, start_s=self._time_at(pressed_x))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right, as the class says."""
        way = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if way is None or self.span is None:
            super().keyPressEvent(event)
            return
        held = event.modifiers()
        by_s = way * (FINE_S if held & Qt.KeyboardModifier.AltModifier else STEP_S)
        if held & Qt.KeyboardModifier.ShiftModifier:
            self._take(self.span.to_end(self.span.end_s + by_s))
        elif held & Qt.KeyboardModifier.ControlModifier:
            self._take(self.span.from_start(self.span.start_s + by_s))
        else:
            self._take(self.span.moved(by_s))

    def _stretched(self, span: Span, at_s: float, anchor_s: float) -> Span:
        if self._edge == "start":
            return span.from_start(at_s)
        if self._edge == "end":
            return span.to_end(at_s)
        return span.between(anchor_s, at_s)

    def _take(self, span: Span) -> None:
        if span != self.span:
            self.span = span
            self.update()
            self.span_changed.emit(span)

    def _edge_at(self, x: float) -> str:
        if self.span is None:
            return ""
        for name, place_s in (("start", self.span.start_s), ("end", self.span.end_s)):
            if abs(x - self._x_of(place_s)) <= EDGE_PX:
                return name
        return ""
