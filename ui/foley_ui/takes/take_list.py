"""The takes of a request as a list of cards, best first, with places for those still to come; keyboard first."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPixmap
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from foley_ui.context import Context
from foley_ui.sound.player import Playing
from foley_ui.takes.card import TakeCard
from foley_ui.takes.choosing import Choosing
from foley_ui.takes.following import Progress
from foley_ui.takes.pending import PendingCard
from foley_ui.takes.take import Asked, Take
from foley_ui.theme.metrics import SPACE

A_PAGE = 4
_MOVES: Mapping[Qt.Key, int] = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -A_PAGE,
    Qt.Key.Key_PageDown: A_PAGE,
    Qt.Key.Key_Home: -(2**16),
    Qt.Key.Key_End: 2**16,
}


class TakeList(QScrollArea):
    """Knows which takes are chosen; says what is wanted of them."""

    moved = Signal(object)  # Take: another one is current
    wanted = Signal(str)  # name of an action, for the chosen takes
    menu_asked = Signal(QPoint)
    dragged = Signal()
    left_upwards = Signal()  # Up at the first take

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._choosing = Choosing()
        self._cards: dict[str, TakeCard] = {}
        self._pending: list[PendingCard] = []
        self._sounding = ""
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Sounds"))
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(0, 0, SPACE, 0)
        self._column.setSpacing(SPACE)
        self._column.addStretch(1)
        self.setWidget(self._inside)
        context.player.changed.connect(self._hear)
        context.keeping.favourites_changed.connect(self._show_favourites)

    @property
    def current(self) -> Take | None:
        """The take that keys act on."""
        card = self._cards.get(self._choosing.current)
        return card.take if card is not None else None

    @property
    def chosen(self) -> tuple[Take, ...]:
        """The chosen takes, best first."""
        return tuple(self._cards[key].take for key in self._choosing.chosen)

    @property
    def takes(self) -> tuple[Take, ...]:
        """All of them, in their order."""
        return tuple(card.take for card in self._in_order())

    def show_asked(self, asked: Asked | None) -> None:
        """Show a request's takes; a card whose take is still there stays the same widget."""
        takes = asked.takes if asked is not None else ()
        focused = self._holds_focus()
        if focused:
            self._inside.setFocus()  # a card that goes would give it to whatever comes next
        for key in self._cards.keys() - {one.key for one in takes}:
            self._remove(self._cards.pop(key))
        for place, take in enumerate(takes):
            card = self._cards.get(take.key) or self._made(take)
            card.show_take(take)
            if self._column.indexOf(card) != place:
                self._column.insertWidget(place, card)
        self._show_pending(asked.missing if asked is not None else 0)
        self._choosing.set_all([one.key for one in takes])
        self._show_choice()
        if focused:
            self._focus_current()

    def say_pending(self, text: str) -> None:
        """What the sounds that are still to come wait for."""
        for card in self._pending[:1]:
            card.say(text)

    def show_progress(self, progress: Progress) -> None:
        """How far the request is."""
        for card in self._pending[:1]:
            card.show_progress(progress)

    def choose(self, key: str) -> None:
        """Choose one take and bring it into view."""
        self._change(lambda: self._choosing.choose(key))

    def picture_of(self, take: Take) -> QPixmap:
        """What a take looks like just now, as something to drag."""
        card = self._cards.get(take.key)
        return card.picture() if card is not None else QPixmap()

    def menu_place(self) -> QPoint:
        """Where a menu for the current take opens, on the screen."""
        card = self._cards.get(self._choosing.current)
        return card.menu_place() if card is not None else self.mapToGlobal(QPoint(0, 0))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The focus is the current card's."""
        super().focusInEvent(event)
        self._focus_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, with Shift they add; Ctrl+A chooses all."""
        steps = _MOVES.get(Qt.Key(event.key()))
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_A:
            self._change(self._choosing.choose_all)
        elif steps is None or not self._cards:
            super().keyPressEvent(event)
        else:
            self._move(steps, extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def _move(self, steps: int, *, extend: bool) -> None:
        key = self._choosing.moved(steps)
        if key == self._choosing.current and steps == -1:
            self.left_upwards.emit()
            return
        self._change(lambda: self._choosing.extend(key) if extend else self._choosing.choose(key))
        self._focus_current()

    def _change(self, change: Callable[[], None]) -> None:
        before = self._choosing.current
        change()
        self._show_choice()
        take = self.current
        if take is not None and take.key != before:
            self.ensureWidgetVisible(self._cards[take.key], 0, SPACE)
            self.moved.emit(take)

    def _press(self, key: str, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._change(lambda: self._choosing.toggle(key))
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._change(lambda: self._choosing.extend(key))
        elif key not in self._choosing.chosen or len(self._choosing.chosen) == 1:
            self._change(lambda: self._choosing.choose(key))
        self._focus_current()

    def _want(self, key: str, action: str) -> None:
        """A button means its own card, also where others are chosen."""
        self._change(lambda: self._choosing.choose(key))
        self.wanted.emit(action)

    def _ask_menu(self, key: str, at: QPoint) -> None:
        if key not in self._choosing.chosen:
            self._change(lambda: self._choosing.choose(key))
        self.menu_asked.emit(at)

    def _made(self, take: Take) -> TakeCard:
        card, key = TakeCard(self._context, take, self._inside), take.key
        card.pressed.connect(lambda modifiers: self._press(key, modifiers))
        card.wanted.connect(lambda action: self._want(key, action))
        card.menu_asked.connect(lambda at: self._ask_menu(key, at))
        card.dragged.connect(self.dragged)
        card.show_sounding(sounding=str(take.path) == self._sounding)
        self._cards[key] = card
        return card

    def _in_order(self) -> list[TakeCard]:
        return sorted(self._cards.values(), key=self._column.indexOf)

    def _show_pending(self, count: int) -> None:
        while len(self._pending) > count:
            self._remove(self._pending.pop())
        while len(self._pending) < count:
            card = PendingCard(self._context.theme, self._inside)
            self._pending.append(card)
            self._column.insertWidget(self._column.count() - 1, card)

    def _remove(self, card: QWidget) -> None:
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _show_choice(self) -> None:
        chosen, current = frozenset(self._choosing.chosen), self._choosing.current
        for key, card in self._cards.items():
            card.show_chosen(chosen=key in chosen, current=key == current)

    def _holds_focus(self) -> bool:
        return self.hasFocus() or self._inside.hasFocus() or any(card.hasFocus() for card in self._cards.values())

    def _focus_current(self) -> None:
        card = self._cards.get(self._choosing.current)
        if card is not None:
            card.setFocus()

    def _hear(self, playing: Playing) -> None:
        sounding = str(playing.path) if playing.sounding and playing.path is not None else ""
        if sounding != self._sounding:
            self._sounding = sounding
            for card in self._cards.values():
                card.show_sounding(sounding=str(card.take.path) == sounding)

    def _show_favourites(self) -> None:
        for card in self._cards.values():
            card.show_favourite()
