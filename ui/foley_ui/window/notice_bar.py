"""Shows notices over the foot of the panels; heard by screen readers, closed by Esc."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from foley_ui.notices import Level, Notice, Notices
from foley_ui.theme.metrics import ICON, SPACE, SPACE_L
from foley_ui.theme.theme import Role, Theme
from foley_ui.theme.widgets import Badge, FlatButton, IconButton, set_look
from foley_ui.window.keys import UNDO, native
from foley_ui.window.notice_stack import STAY_S, NoticeStack

WIDTH = 440  # px, at most
_LOOKS = {
    Level.NOTE: ("info", Role.FAINT),
    Level.GOOD: ("check", Role.GOOD),
    Level.WARN: ("warn", Role.WARN),
    Level.BAD: ("warn", Role.BAD),
}


class NoticeBar(QWidget):
    """Lies over `parent`, at the foot of it in the middle; takes no room where there is nothing to say."""

    def __init__(self, theme: Theme, notices: Notices, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stack = NoticeStack()
        self._cards: dict[int, NoticeCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self.setAccessibleName(self.tr("Notices"))
        parent.installEventFilter(self)
        notices.told.connect(self.take)
        notices.undone.connect(self._close)
        self.hide()

    def take(self, notice: Notice) -> None:
        """Show a notice, or count up the one that is there."""
        self._stack.add(notice)
        self._show_stack()
        if (card := self._cards.get(notice.number)) is not None:
            card.set_notice(notice)
        self._announce(notice)

    def close_newest(self) -> bool:
        """What Esc does; False where nothing is on show."""
        newest = self._stack.newest()
        if newest is None:
            return False
        self._close(newest.number)
        return True

    @property
    def cards(self) -> tuple["NoticeCard", ...]:
        """On show, oldest first."""
        return tuple(self._cards[notice.number] for notice in self._stack.shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stays in its place when the parent changes its size."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _close(self, number: int) -> None:
        self._stack.close(number)
        self._show_stack()

    def _show_stack(self) -> None:
        shown = {notice.number: notice for notice in self._stack.shown}
        for number in [number for number in self._cards if number not in shown]:
            card = self._cards.pop(number)
            card.hide()
            self._column.removeWidget(card)
            card.deleteLater()
        for number, notice in shown.items():
            if number not in self._cards:
                self._cards[number] = self._card(notice)
        self.setVisible(bool(self._cards))
        self._place()

    def _card(self, notice: Notice) -> "NoticeCard":
        card = NoticeCard(self._theme, notice, self)
        card.closed.connect(lambda: self._close(notice.number))
        self._column.addWidget(card)
        card.show()
        return card

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is None or not self._cards:
            return
        width = min(WIDTH, parent.width() - 2 * SPACE_L)
        for card in self._cards.values():
            card.setFixedWidth(width)
        height = (
            self._column.totalHeightForWidth(width) if self._column.hasHeightForWidth() else self.sizeHint().height()
        )
        # At the left, where panels say how they stand: their main buttons are at the right and must not be covered.
        self.setGeometry(SPACE_L, parent.height() - height - SPACE_L, width, height)
        self.raise_()

    def _announce(self, notice: Notice) -> None:
        if not QAccessible.isActive():
            return
        event = QAccessibleAnnouncementEvent(self, notice.sentence)
        urgent = notice.level is Level.BAD
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)


class NoticeCard(QFrame):
    """One notice."""

    closed = Signal()

    def __init__(self, theme: Theme, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._notice = notice
        self._picture = QLabel(self)
        self._sentence = QLabel(self)
        self._times = Badge(parent=self)
        self._action = FlatButton(parent=self)
        self._cross = IconButton(theme, "cross", self.tr("Close this notice"), self.tr("Close (Esc)"), self)
        self._clock = QTimer(self)
        self._lay_out()
        self._connect()
        theme.changed.connect(self._draw)
        self.set_notice(notice)

    @property
    def notice(self) -> Notice:
        """What it shows."""
        return self._notice

    def set_notice(self, notice: Notice) -> None:
        """Show the notice as it is now, and let its time begin anew."""
        self._notice = notice
        self._sentence.setText(notice.sentence)
        self.setAccessibleName(notice.sentence)
        self._times.setText(f"×{notice.times}")
        self._times.setVisible(notice.times > 1)
        self._action.setText(notice.action_text or "")
        self._action.setVisible(notice.action is not None)
        self._action.setToolTip(f"{notice.action_text} ({native(UNDO)})" if notice.undoes else "")
        set_look(self, "tone", str(notice.level))
        self._draw()
        self._let_run()

    def enterEvent(self, event: QEnterEvent) -> None:
        """It stays while somebody points at it."""
        self._clock.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Its time begins anew."""
        self._let_run()
        super().leaveEvent(event)

    def _let_run(self) -> None:
        stay_s = STAY_S.get(self._notice.level)
        if stay_s is not None:
            self._clock.start(round(stay_s * 1000))

    def _expire(self) -> None:
        """Its time is up, if it could be read meanwhile."""
        if self.isVisible() and not self.window().isMinimized():
            self.closed.emit()
        else:
            self._let_run()

    def _draw(self) -> None:
        icon, role = _LOOKS[self._notice.level]
        self._picture.setPixmap(self._theme.pixmap(icon, ICON, role))

    def _act(self) -> None:
        action = self._notice.action
        self.closed.emit()
        if action is not None:
            action()

    def _connect(self) -> None:
        self._clock.setSingleShot(True)
        self._clock.timeout.connect(self._expire)
        self._cross.clicked.connect(self.closed)
        self._action.clicked.connect(self._act)

    def _lay_out(self) -> None:
        self.setProperty("look", "notice")
        self._sentence.setWordWrap(True)
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        self._cross.setFixedSize(QSize(26, 26))
        self._cross.setIconSize(QSize(14, 14))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, SPACE, SPACE, SPACE)
        row.setSpacing(SPACE)
        for widget, stretch in (
            (self._picture, 0), (self._sentence, 1), (self._times, 0), (self._action, 0), (self._cross, 0)
        ):  # fmt: skip
            row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter if stretch == 0 else Qt.AlignmentFlag(0))
