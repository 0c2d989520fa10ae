"""One take as a card: its picture, rank, score and verdict, and what can be done with it."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.sound.take_view import TakeView
from foley_ui.takes.score_view import ScoreView
from foley_ui.takes.take import Take
from foley_ui.takes.words import seconds_text
from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.metrics import RADIUS, SPACE, SPACE_S
from foley_ui.theme.theme import Role
from foley_ui.theme.widgets import Badge, IconButton

PICTURE_HEIGHT = 64
FACTS_WIDTH = 176
RANK_WIDTH = 30
GRIP = 14
WITH_SEED = 580  # px


class TakeCard(QWidget):
    """Tells where it was pressed and which of its buttons; what that means is the list's business."""

    pressed = Signal(object)  # Qt.KeyboardModifier
    dragged = Signal()
    menu_asked = Signal(QPoint)  # on the screen
    wanted = Signal(str)  # name of an action

    def __init__(self, context: Context, take: Take, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._take = take
        self._chosen = False
        self._pressed_at: QPoint | None = None
        self._clicking = False  # while the picture gets a click of its own
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._make_parts()
        self._lay_out()
        self._view.installEventFilter(self)
        self.show_take(take)

    @property
    def take(self) -> Take:
        """What it shows."""
        return self._take

    def show_take(self, take: Take) -> None:
        """Show a newer state of the same take."""
        self._take = take
        self._rank.setText(str(take.rank))
        self._name.set_whole(take.name)
        self._show_facts()
        self._imported.setVisible(take.imported)
        self._own.setVisible(take.own)
        for button in (self._star, self._send, self._more):
            button.setVisible(not take.own)  # what is done with what was made
        self._score.show_take(take)
        self._show_file()
        self.show_favourite()
        self.setAccessibleName(self._spoken())

    def show_favourite(self) -> None:
        """Look again whether it is a favourite."""
        marked = self._context.keeping.is_favourite(self._take.key)
        self._star.set_icon("star_on" if marked else "star", Role.ACCENT if marked else Role.TEXT)
        self._star.setToolTip(self.tr("No favourite any more (F)") if marked else self.tr("Favourite (F)"))

    def show_sounding(self, *, sounding: bool) -> None:
        """Whether it is heard just now."""
        self._play.set_icon("stop" if sounding else "play", Role.ACCENT if sounding else Role.TEXT)
        self._play.setToolTip(self.tr("Stop (Space)") if sounding else self.tr("Play (Space)"))

    def show_chosen(self, *, chosen: bool, current: bool) -> None:
        """Whether it is among the chosen ones, and the one that keys act on."""
        self._chosen = chosen
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if current else Qt.FocusPolicy.ClickFocus)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its parts need."""
        return QSize(480, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Some facts need room."""
        super().resizeEvent(event)
        if (event.oldSize().width() >= WITH_SEED) != (self.width() >= WITH_SEED):
            self._show_facts()

    def paintEvent(self, _: QPaintEvent) -> None:
        """The ground and its border; the border of the one with the keyboard's focus is thicker."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._context.theme
        painter.setBrush(theme.colour(Role.SELECTED if self._chosen else Role.SURFACE))
        width = 2.0 if self.hasFocus() else 1.0
        painter.setPen(QPen(theme.colour(Role.ACCENT if self._chosen or self.hasFocus() else Role.LINE), width))
        inner = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(inner, RADIUS, RADIUS)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it; a drag may begin here."""
        self._press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it out of the window once the mouse went far enough."""
        self._move(event)

    def mouseReleaseEvent(self, _: QMouseEvent) -> None:
        """No drag after all."""
        self._pressed_at = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Play it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.wanted.emit("play")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """All that can be done with it."""
        at = event.globalPos() if event.reason() is QContextMenuEvent.Reason.Mouse else self.menu_place()
        self.menu_asked.emit(at)

    def picture(self) -> QPixmap:
        """The picture of the sound, for a drag."""
        return self._view.grab()

    def menu_place(self) -> QPoint:
        """Where a menu opens that was asked for by keyboard or button, on the screen."""
        return self._menu.mapToGlobal(QPoint(0, self._menu.height()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press in the picture chooses the take, a drag takes it out of the window; a click is the picture's own."""
        if watched is not self._view or not isinstance(event, QMouseEvent) or self._clicking:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.MouseButtonPress:
            self._press(event)
            return event.button() is Qt.MouseButton.LeftButton
        if event.type() is QEvent.Type.MouseMove and self._pressed_at is not None:
            self._move(event)
            return True
        if event.type() is QEvent.Type.MouseButtonRelease and self._pressed_at is not None:
            self._click(event)
            return True
        return super().eventFilter(watched, event)

    def _click(self, event: QMouseEvent) -> None:
        """No drag after all: the picture gets the press that was kept from it, and the release."""
        self._pressed_at = None
        place, on_screen, button = event.position(), event.globalPosition(), event.button()
        self._clicking = True
        for kind, held in ((QEvent.Type.MouseButtonPress, button), (event.type(), Qt.MouseButton.NoButton)):
            QApplication.sendEvent(self._view, QMouseEvent(kind, place, on_screen, button, held, event.modifiers()))
        self._clicking = False

    def _press(self, event: QMouseEvent) -> None:
        self._pressed_at = event.globalPosition().toPoint() if event.button() is Qt.MouseButton.LeftButton else None
        self.pressed.emit(event.modifiers())

    def _move(self, event: QMouseEvent) -> None:
        if self._pressed_at is None or not self._take.there:
            return
        way = (event.globalPosition().toPoint() - self._pressed_at).manhattanLength()
        if way >= QApplication.startDragDistance():
            self._pressed_at = None
            self.dragged.emit()

    def _make_parts(self) -> None:
        theme = self._context.theme
        self._grip = QLabel(self)
        self._grip.setToolTip(self.tr("Drag it into another program"))
        self._rank = QLabel(self)
        self._rank.setProperty("look", "sub")
        self._rank.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
        self._view = TakeView(self._context, self)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._gone = QLabel(self.tr("The file is not there any more."), self)
        self._gone.setProperty("look", "hint")
        self._gone.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = ElidedLabel(parent=self, mode=Qt.TextElideMode.ElideMiddle, look="small")
        self._facts = QLabel(self)
        self._facts.setProperty("look", "small")
        self._imported = Badge(self.tr("on a timeline"), "accent", self)
        self._own = Badge(self.tr("your recording"), "good", self)
        self._own.setToolTip(self.tr("From your library, under the same score; the file stays as it is"))
        self._score = ScoreView(theme, self)
        self._play = self._button("play", self.tr("Play"), "play")
        self._star = self._button("star", self.tr("Favourite"), "favourite")
        self._send = self._button("send", self.tr("Send to a host (Enter or S)"), "send")
        self._more = self._button("more", self.tr("More like this (V)"), "more")
        self._menu = self._button("menu", self.tr("All that can be done with it"), "")
        self._menu.clicked.connect(lambda: self.menu_asked.emit(self.menu_place()))
        theme.changed.connect(self._draw_grip)
        self._draw_grip()

    def _button(self, icon: str, name: str, action: str) -> IconButton:
        """Not reached by Tab: the keys of the list do the same."""
        button = IconButton(self._context.theme, icon, name, parent=self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if action:
            button.clicked.connect(lambda: self.wanted.emit(action))
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_S, SPACE, SPACE, SPACE)
        row.setSpacing(SPACE)
        for widget, width in ((self._grip, GRIP), (self._rank, RANK_WIDTH)):
            widget.setFixedWidth(width)
            row.addWidget(widget)
        row.addLayout(self._picture_column(), 1)
        row.addLayout(self._facts_column())

    def _picture_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        for widget in (self._view, self._gone):
            widget.setFixedHeight(PICTURE_HEIGHT)
            column.addWidget(widget)
        line = QHBoxLayout()
        line.setSpacing(SPACE)
        line.addWidget(self._name, 1)
        line.addWidget(self._own)
        line.addWidget(self._imported)
        line.addWidget(self._facts)
        column.addLayout(line)
        return column

    def _facts_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        column.addWidget(self._score)
        column.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_S)
        for button in (self._play, self._star, self._send, self._more, self._menu):
            button.setMaximumWidth(FACTS_WIDTH // 5 - SPACE_S)
            buttons.addWidget(button)
        column.addLayout(buttons)
        holder = QVBoxLayout()
        holder.addLayout(column)
        self._score.setFixedWidth(FACTS_WIDTH)
        return holder

    def _show_facts(self) -> None:
        """The seed where there is room beside the name."""
        facts = [seconds_text(self._take.seconds)]
        if self._take.own and self._take.start_s > 0:
            facts.append(self.tr("from {time}").format(time=seconds_text(self._take.start_s)))
        if self.width() >= WITH_SEED and not self._take.own:
            facts.append(self.tr("seed {seed}").format(seed=self._take.seed))
        self._facts.setText(" · ".join(facts))

    def _show_file(self) -> None:
        there = self._take.there
        self._view.setVisible(there)
        self._gone.setVisible(not there)
        if self._view.path != (self._take.path if there else None):
            self._view.set_path(self._take.path if there else None)
        for button in (self._play, self._send):
            button.setEnabled(there)

    def _spoken(self) -> str:
        take = self._take
        parts = [self.tr("Sound {rank}").format(rank=take.rank), *self._score.spoken]
        parts += [self._own.text()] if take.own else []
        parts.append(seconds_text(take.seconds) if take.there else self._gone.text())
        return ", ".join(part for part in parts if part)

    def _draw_grip(self) -> None:
        self._grip.setPixmap(self._context.theme.pixmap("drag", GRIP, Role.FAINT))
