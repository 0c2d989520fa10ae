"""How a suggestion is drawn: the prompt at the left, where it comes from at the right."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from foley_ui.theme.metrics import CONTROL_HEIGHT, SPACE
from foley_ui.theme.theme import Role, Theme

DETAIL = Qt.ItemDataRole.UserRole + 2
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class SuggestionRows(QStyledItemDelegate):
    """The prompt has the room that it needs; its origin has the rest."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As high as a button."""
        return QSize(super().sizeHint(option, index).width(), CONTROL_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, prompt, origin."""
        painter.save()
        state, rect = option.state, option.rect
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.colour(Role.SELECTED))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.colour(Role.HOVER))
        inner = QRect(rect).adjusted(SPACE, 0, -SPACE, 0)
        metrics = painter.fontMetrics()
        text, detail = str(index.data()), str(index.data(DETAIL))
        width = min(metrics.horizontalAdvance(text) + 2 * SPACE, inner.width())
        painter.setPen(self._theme.colour(Role.TEXT))
        painter.drawText(inner, _MIDDLE, metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width()))
        painter.setPen(self._theme.colour(Role.FAINT))
        room = inner.adjusted(width, 0, 0, 0)
        shown = metrics.elidedText(detail, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _MIDDLE | Qt.AlignmentFlag.AlignRight, shown)
        painter.restore()
