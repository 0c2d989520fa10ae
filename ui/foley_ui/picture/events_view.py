"""The events of a guide on its waveform, or on a bare line of time where they come from no sound."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from foley_bridge.spotting.events import Event
from foley_ui.sound.take_view import TakeView
from foley_ui.sound.time_axis import ticks
from foley_ui.theme.metrics import SMALL_TEXT
from foley_ui.theme.roles import Role

if TYPE_CHECKING:
    from foley_ui.context import Context

TAIL_S = 1.0  # after the last event, where nothing says how long it goes on
LEAST_SHARE = 0.25  # of the height: the weakest event is seen, too
HEAD_PX = 5.0


class EventsView(TakeView):
    """A line for each event, as high as it is strong; painted once for a size."""

    def __init__(self, context: "Context", parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._context = context
        self._events: tuple[Event, ...] = ()
        self._marks_picture: QPixmap | None = None
        self._drawn_for: tuple[float, QSize, bool] | None = None
        context.theme.changed.connect(self.update)

    @property
    def events(self) -> tuple[Event, ...]:
        """Those that are shown."""
        return self._events

    def set_events(self, events: Sequence[Event]) -> None:
        """Show these, by time."""
        self._events = tuple(events)
        self._drawn_for = None
        self.setAccessibleDescription(self.tr("Events: {count}").format(count=len(self._events)))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """They lie elsewhere."""
        super().resizeEvent(event)
        self._drawn_for = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sound, and the events over it."""
        super().paintEvent(event)
        seconds = self._span_s()
        if not self._events or seconds <= 0:
            return
        key = (seconds, self.size(), self._context.theme.dark)
        if key != self._drawn_for:
            self._marks_picture, self._drawn_for = self._draw(seconds), key
        painter = QPainter(self)
        if self._marks_picture is not None:
            painter.drawPixmap(0, 0, self._marks_picture)
        painter.end()

    def _span_s(self) -> float:
        picture = self.picture
        if picture is not None:
            return picture.seconds
        return self._events[-1].place_s + TAIL_S if self._events and self.path is None else 0.0

    def _draw(self, seconds: float) -> QPixmap:
        ratio, where, theme = self.devicePixelRatioF(), self._layout(), self._context.theme
        pixmap = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top, height = float(where.strip), float(where.picture_height)
        colour = theme.colour(Role.WARN)
        for x, strength in self._columns(seconds):
            tall = height * (LEAST_SHARE + (1 - LEAST_SHARE) * strength)
            painter.fillRect(QRectF(x, top + height - tall, 1.25, tall), colour)
            painter.fillRect(QRectF(x - HEAD_PX / 2 + 0.6, top + height - tall, HEAD_PX, 2.0), colour)
        if self.path is None:
            self._draw_axis(painter, seconds)
        painter.end()
        return pixmap

    def _columns(self, seconds: float) -> list[tuple[float, float]]:
        """Where a line stands and how strong it is; of several in one pixel the strongest."""
        strongest: dict[int, float] = {}
        width = self.width()
        for one in self._events:
            x = int(one.place_s / seconds * width)
            if 0 <= x <= width:
                strongest[x] = max(strongest.get(x, 0.0), one.strength)
        return [(float(x), strength) for x, strength in strongest.items()]

    def _draw_axis(self, painter: QPainter, seconds: float) -> None:
        where, theme = self._layout(), self._context.theme
        if not where.axis:
            return
        font = QFont(self.font())
        font.setPointSizeF(theme.points(SMALL_TEXT))
        painter.setFont(font)
        painter.setPen(theme.colour(Role.FAINT))
        metrics = QFontMetricsF(font)
        for time_s, text in ticks(seconds, where.width):
            x = where.x_of(time_s / seconds)
            left = min(max(x - metrics.horizontalAdvance(text) / 2, 0.0), where.width - metrics.horizontalAdvance(text))
            painter.drawText(QPointF(left, where.axis_top + 4 + metrics.ascent()), text)
