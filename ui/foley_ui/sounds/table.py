"""A table of sounds: keyboard first, rows that are dragged out as files, a menu of all that can be done."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from foley_ui.context import Context
from foley_ui.sounds.doings import SoundDoings
from foley_ui.sounds.listed import LISTED_ROLE, Listed
from foley_ui.sounds.wave_cell import WaveCell
from foley_ui.takes.actions import Spec, TakeActions
from foley_ui.takes.drag import drag_files

ROW_HEIGHT = 40
_Index = QModelIndex | QPersistentModelIndex


class SoundTable(QTableView):
    """Its model tells the sound of a row under LISTED_ROLE; `chosen` comes with that of the current row, or None."""

    chosen = Signal(object)  # Listed | None
    left_upwards = Signal()  # Up at the first row
    wanted = Signal(str)  # an action that the table does not do itself

    def __init__(self, context: Context, specs: Sequence[Spec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wave = WaveCell(context, self)
        self.doings = SoundDoings(context, self)
        self.actions_of_sounds = TakeActions(context.theme, self, self.act, specs)
        self.setProperty("look", "rows")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.doubleClicked.connect(lambda _: self.act("play"))
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(False)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """The head gets a selection of its own: to paint itself it asks of every row whether it is chosen.

        With 10,000 rows chosen that was 230 ms.
        """
        super().setModel(model)
        if model is not None:
            head = self.horizontalHeader()
            head.setSelectionModel(QItemSelectionModel(model, head))

    def show_waves_in(self, column: int) -> None:
        """Paint the sounds there."""
        self.setItemDelegateForColumn(column, self._wave)

    def forget_pictures(self) -> None:
        """What is listed is something else now."""
        self._wave.thumbnails.forget()

    @property
    def listed(self) -> Listed | None:
        """The sound of the current row."""
        found = self.currentIndex().data(LISTED_ROLE) if self.currentIndex().isValid() else None
        return found if isinstance(found, Listed) else None

    @property
    def chosen_sounds(self) -> tuple[Listed, ...]:
        """Those of all chosen rows that have one, from above."""
        # By ranges: an index for each of thousands of rows would be felt.
        ranges = cast("list[QItemSelectionRange]", self.selectionModel().selection())
        rows = sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})
        model = self.model()
        found = (model.index(row, 0).data(LISTED_ROLE) for row in rows)
        return tuple(one for one in found if isinstance(one, Listed))

    def act(self, name: str) -> None:
        """Do what an action's name says with the chosen rows."""
        if not self.doings.do(name, self.listed, lambda: self.chosen_sounds):
            self.wanted.emit(name)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which sound is looked at; who moves on while something sounds, hears the next."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            listed = self.listed
            self.chosen.emit(listed)
            self.doings.hear_next(listed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up at the first row leaves the table; everything else is Qt's, or an action's."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """All that can be done with it."""
        if self.listed is None:
            return
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self.actions_of_sounds.fill(menu)
        menu.popup(event.globalPos() if by_mouse else self._menu_place())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Waveforms that are missing are asked for by the rows that are seen."""
        self._wave.thumbnails.begin()
        super().paintEvent(event)

    def startDrag(self, _: Qt.DropAction) -> None:
        """The chosen files, out of the window."""
        drag_files(self, [one.path for one in self.chosen_sounds if one.there])

    def _menu_place(self) -> QPoint:
        return self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
