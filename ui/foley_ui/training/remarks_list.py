"""What a training told that a person should know, line by line."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from foley_ui.theme.theme import Role, Theme
from foley_ui.training.story import Remark

MARKS, MAY_BREAK = "/\\_", "\u200b"
PADDING = 6  # px that the style sheet leaves free at either side of a line
MARGIN = 2  # and the list around it
A_TURN = 40  # of many at once, so that nobody waits


class RemarksList(QListWidget):
    """It grows; another training's begin anew."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: list[Remark] = []
        self.setAccessibleName(self.tr("What a person should know about this training"))
        self.setWordWrap(True)
        self.setItemDelegate(_WholeLines(self))
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setMinimumHeight(60)
        self.setSpacing(1)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self._colour)

    def show_remarks(self, remarks: Sequence[Remark]) -> bool:
        """Show some that are new; True where there are more, to be shown in another turn."""
        if self._shown != list(remarks[: len(self._shown)]):
            self.clear()
            self._shown = []
        some = remarks[len(self._shown) : len(self._shown) + A_TURN]
        for remark in some:
            self.addItem(self._item(remark))
        self._shown += some
        if some:
            self.scrollToBottom()
        return len(self._shown) < len(remarks)

    def _item(self, remark: Remark) -> QListWidgetItem:
        text = remark.text
        if remark.refused:
            text = self.tr("Not used: {reason}").format(reason=remark.text)
        elif remark.step:
            text = self.tr("Step {step}: {text}").format(step=remark.step, text=remark.text)
        item = QListWidgetItem(_breakable(text))
        item.setToolTip(text)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        if remark.refused:
            item.setForeground(self._theme.colour(Role.WARN))
        return item

    def _colour(self) -> None:
        for place, remark in enumerate(self._shown):
            if remark.refused:
                self.item(place).setForeground(self._theme.colour(Role.WARN))


class _WholeLines(QStyledItemDelegate):
    """As high as a text needs in the width that the style sheet leaves it: Qt forgets what is free beside it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """In that width."""
        option.rect.setWidth(option.rect.width() - 2 * (PADDING + MARGIN))
        return super().sizeHint(option, index)


def _breakable(text: str) -> str:
    """A path has no spaces: it may be broken behind its marks, else what is too long for a line would be cut off."""
    return "".join(mark + MAY_BREAK if mark in MARKS else mark for mark in text)
