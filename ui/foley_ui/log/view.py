"""The list of log lines: columns painted in the theme's colours, found words marked, the end kept in sight."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from foley_ui.log.lines import Level, LogLine, level_name
from foley_ui.log.model import LogModel
from foley_ui.theme.metrics import SPACE, SPACE_S
from foley_ui.theme.theme import Role, Theme

_WHERE_LETTERS = 20
_NARROW_PX = 620  # below it what tells where a line comes from is left out
_ROLES = {Level.DEBUG: Role.FAINT, Level.INFO: Role.TEXT, Level.WARNING: Role.WARN, Level.ERROR: Role.BAD}


class LogView(QListView):
    """Follows the end while `following`; a person who scrolls up ends that."""

    following_changed = Signal(bool)

    def __init__(self, model: LogModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self._following = True
        self.setModel(model)
        self.setItemDelegate(LineDelegate(model, theme, self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._keep_end)
        bar.actionTriggered.connect(self._scrolled)
        model.modelReset.connect(self._keep_end)

    @property
    def following(self) -> bool:
        """Whether the end is kept in sight."""
        return self._following

    def follow(self, *, on: bool) -> None:
        """Keep the end in sight, or stay where it is."""
        if on != self._following:
            self._following = on
            self.following_changed.emit(on)
        self._keep_end()

    def go_to(self, row: int) -> None:
        """Choose a row and bring it into sight."""
        self.follow(on=False)
        index = self._lines.index(row)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def chosen(self) -> tuple[LogLine, ...]:
        """The lines that are selected, in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._lines.line(row) for row in rows)

    def copy(self) -> None:
        """Copy the chosen lines as they are in the file."""
        QGuiApplication.clipboard().setText("\n".join(line.raw for line in self.chosen()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy; a key that moves away from the end ends the following, End begins it again."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
            self.follow(on=False)
        elif event.key() == Qt.Key.Key_End:
            self.follow(on=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was in sight stays so: the end, or the chosen line."""
        super().resizeEvent(event)
        if not self._following and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel is a person's."""
        super().wheelEvent(event)
        self._scrolled()

    def _scrolled(self) -> None:
        """A person has moved the page: an action's new value is not the bar's yet."""
        bar = self.verticalScrollBar()
        self.follow(on=bar.sliderPosition() >= bar.maximum())

    def _keep_end(self) -> None:
        if self._following:
            self.scrollToBottom()


class LineDelegate(QStyledItemDelegate):
    """Paints one line in columns, each cut where it is too long."""

    def __init__(self, model: LogModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self._font = fixed_font(theme)
        self._metrics = QFontMetrics(self._font)
        self._widths = self._column_widths()

    def sizeHint(  # Qt's arguments
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        """Every line is as high as the next."""
        return QSize(200, self._metrics.height() + SPACE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Background, time, level, place and text."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        line = self._model.line(index.row())
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour(Role.SELECTED))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.colour(Role.HOVER))
        painter.setFont(self._font)
        self._paint_line(painter, rect, line)
        painter.restore()

    def _paint_line(self, painter: QPainter, rect: QRect, line: LogLine) -> None:
        role = _ROLES[line.level]
        cells = ((line.when, Role.FAINT), (level_name(line.level) if line.when else "", role), (line.where, Role.FAINT))
        left, widths = rect.left() + SPACE, self._widths
        for number, (text, tint) in enumerate(cells):
            if number == len(cells) - 1 and rect.width() < _NARROW_PX:
                continue
            self._draw(painter, QRect(left, rect.top(), widths[number], rect.height()), text, tint)
            left += widths[number] + SPACE
        room = QRect(left, rect.top(), rect.right() - left - SPACE_S, rect.height())
        self._mark(painter, room, line.text)
        self._draw(painter, room, line.text, role)

    def _draw(self, painter: QPainter, rect: QRect, text: str, role: Role) -> None:
        painter.setPen(self._theme.colour(role))
        cut = self._metrics.elidedText(text[: rect.width()], Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, cut)

    def _mark(self, painter: QPainter, room: QRect, text: str) -> None:
        """Mark where the text holds the words that are searched."""
        words = self._model.words
        at = text.casefold().find(words) if words else -1
        while at >= 0:
            left = room.left() + self._metrics.horizontalAdvance(text[:at])
            if left > room.right():
                return
            width = self._metrics.horizontalAdvance(text[at : at + len(words)])
            mark = QRect(left, room.top() + 2, min(width, room.right() - left), room.height() - 4)
            colour = self._theme.colour(Role.ACCENT)
            colour.setAlphaF(0.3)
            painter.fillRect(mark, colour)
            at = text.casefold().find(words, at + len(words))

    def _column_widths(self) -> tuple[int, int, int]:
        wide = self._metrics.horizontalAdvance
        levels = max(wide(level_name(level)) for level in Level)
        return wide("2026-00-00 00:00:00") + SPACE_S, levels + SPACE_S, wide("m" * _WHERE_LETTERS)


def fixed_font(theme: Theme) -> QFont:
    """The font of log lines."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(theme.points(0.95))
    return font
