"""The strip at the foot of the window: how the engine stands, what is being made, what waits."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import SPACE, SPACE_L
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import Divider
from foley_ui.window import strip_words
from foley_ui.window.standing import Now
from foley_ui.window.strip_words import Lamp

BAR_WIDTH = 120  # px
BAR_WIDTH_TIGHT = 56
ROOMY = 780  # px: below it, memory and device give way
TIGHT = 600  # px: below it, the pack does too, and the bar is shorter
_SIDE = 10


class StatusStrip(QFrame):
    """Shows a `Now`; nothing in it can be clicked."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "strip")
        self.setAccessibleName(self.tr("Status"))
        self._lamp = LampDot(theme, self)
        self._engine = QLabel(self)
        self._pack = ElidedLabel(parent=self)
        self._doing = ElidedLabel(parent=self)
        self._progress = QProgressBar(self)
        self._how_far = QLabel(self)
        self._queue = QLabel(self)
        self._memory = QLabel(self)
        self._device = QLabel(self)
        self._lay_out()
        self.show_now(Now())

    def show_now(self, now: Now) -> None:
        """Show how things stand."""
        self._lamp.set_lamp(strip_words.lamp(now))
        self._engine.setText(strip_words.engine(now))
        self._engine.setToolTip(now.trouble)
        self._pack.set_whole(strip_words.beside_engine(now))
        self._doing.set_whole(strip_words.doing(now))
        self._how_far.setText(strip_words.how_far(now))
        self._show_progress(now)
        self._queue.setText(strip_words.queue(now.status))
        self._memory.setText(strip_words.memory(now.status))
        self._device.setText(strip_words.device(now.status))
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the window wants it: what does not fit gives way."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What matters least gives way first."""
        super().resizeEvent(event)
        self._make_room()

    def _show_progress(self, now: Now) -> None:
        at_work = bool(now.status.running)
        self._progress.setVisible(at_work)
        self._how_far.setVisible(at_work)
        if at_work:
            self._progress.setValue(round(1000 * now.status.fraction))
            self._progress.setAccessibleDescription(strip_words.how_far_at_length(now))
            self._progress.setToolTip(strip_words.how_far_at_length(now))

    def _make_room(self) -> None:
        roomy = self.width() >= ROOMY
        for label in (self._memory, self._device):
            label.setVisible(roomy and bool(label.text()))
        self._progress.setFixedWidth(BAR_WIDTH if self.width() >= TIGHT else BAR_WIDTH_TIGHT)
        self._pack.setVisible(self.width() >= TIGHT and bool(self._pack.whole))
        self._queue.setVisible(bool(self._queue.text()))

    def _lay_out(self) -> None:
        self._progress.setRange(0, 1000)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Progress"))
        for label in (self._pack, self._how_far, self._queue, self._memory, self._device):
            label.setProperty("look", "small")
        self._doing.setProperty("look", "small")
        self._doing.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._doing.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_L, 5, SPACE_L, 6)
        row.setSpacing(SPACE)
        row.addWidget(self._lamp)
        row.addWidget(self._engine)
        row.addSpacing(SPACE)
        row.addWidget(self._pack)
        row.addWidget(self._doing, 1)
        row.addWidget(self._progress)
        row.addWidget(self._how_far)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_L)
        for label in (self._queue, self._memory, self._device):
            foot.addWidget(label)
        row.addSpacing(SPACE)
        row.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.addWidget(Divider())
        column.addLayout(row)


class LampDot(QWidget):
    """The engine's state as a shape; the words beside it say the same.

    A ring is asleep, half a disc is loading, a disc is ready, a disc in a ring is at work, a triangle is in trouble.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._lamp = Lamp.ASLEEP
        self.setFixedSize(QSize(_SIDE + 2, _SIDE + 2))

    def set_lamp(self, lamp: Lamp) -> None:
        """Another state."""
        if lamp is not self._lamp:
            self._lamp = lamp
            self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        """Draw the shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour(_COLOURS[self._lamp])
        painter.setPen(QPen(colour, 1.5))
        disc = QRectF(1.75, 1.75, _SIDE - 1.5, _SIDE - 1.5)
        if self._lamp is Lamp.TROUBLE:
            self._draw_triangle(painter)
        elif self._lamp is Lamp.BUSY:
            painter.drawEllipse(disc)
            painter.setBrush(colour)
            painter.drawEllipse(disc.adjusted(2.6, 2.6, -2.6, -2.6))
        else:
            painter.drawEllipse(disc)
            painter.setBrush(colour)
            if self._lamp is Lamp.READY:
                painter.drawEllipse(disc)
            elif self._lamp is Lamp.LOADING:
                painter.drawPie(disc, 90 * 16, 180 * 16)
        painter.end()

    def _draw_triangle(self, painter: QPainter) -> None:
        painter.setBrush(painter.pen().color())
        middle = (_SIDE + 2) / 2
        painter.drawPolygon([QPointF(middle, 1.5), QPointF(_SIDE + 0.5, _SIDE), QPointF(1.5, _SIDE)])


_COLOURS = {
    Lamp.ASLEEP: Role.FAINT,
    Lamp.LOADING: Role.ACCENT,
    Lamp.READY: Role.GOOD,
    Lamp.BUSY: Role.ACCENT,
    Lamp.TROUBLE: Role.BAD,
}
