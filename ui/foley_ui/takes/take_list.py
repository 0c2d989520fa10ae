"""The takes of a request as a list of cards, best first, with places for those still to come; keyboard first."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
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
CARDS_A_TURN = 2
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
        self._takes: dict[str, Take] = {}
        self._cards: dict[str, TakeCard] = {}
        self._spare: list[TakeCard] = []  # made for takes that are not shown any more
        self._more_cards = QTimer(self)
        self._more_cards.setSingleShot(True)
        self._more_cards.timeout.connect(self._place_cards)
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
        return self._takes.get(self._choosing.current)

    @property
    def chosen(self) -> tuple[Take, ...]:
        """The chosen takes, best first."""
        return tuple(self._takes[key] for key in self._choosing.chosen)

    @property
    def takes(self) -> tuple[Take, ...]:
        """All of them, in their order."""
        return tuple(self._takes.values())

    def show_asked(self, asked: Asked | None) -> None:
        """Show a request's takes; a card whose take is still there stays the same widget."""
        takes = asked.takes if asked is not None else ()
        focused = self._holds_focus()
        if focused:
            self._inside.setFocus()  # a card that goes would give it to whatever comes next
        self._takes = {one.key: one for one in takes}
        for key in self._cards.keys() - self._takes.keys():
            self._put_aside(self._cards.pop(key))
        self._show_pending(asked.missing if asked is not None else 0)
        self._choosing.set_all(tuple(self._takes))
        self._place_cards()
        # With cards it is the current one that Tab reaches.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if self._takes else Qt.FocusPolicy.StrongFocus)
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
        elif steps is None or not self._takes:
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
            if take.key in self._cards:
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

    def _place_cards(self) -> None:
        """A card for each take, in their order; of new ones a few a turn, since making one takes milliseconds."""
        to_make = CARDS_A_TURN
        for place, (key, take) in enumerate(self._takes.items()):
            card = self._cards.get(key)
            if card is None:
                if not self._spare and not to_make:
                    self._more_cards.start()
                    break
                to_make -= not self._spare
                card = self._cards[key] = self._spare.pop() if self._spare else self._made(take)
            self._place(card, take, place)
        self._show_choice()

    def _place(self, card: TakeCard, take: Take, place: int) -> None:
        if card.take != take:
            card.show_take(take)
        card.show_sounding(sounding=str(take.path) == self._sounding)
        if self._column.indexOf(card) != place:
            self._column.insertWidget(place, card)
            card.show()

    def _put_aside(self, card: TakeCard) -> None:
        self._column.removeWidget(card)
        card.hide()
        self._spare.append(card)

    def _made(self, take: Take) -> TakeCard:
        card = TakeCard(self._context, take, self._inside)
        card.pressed.connect(lambda modifiers: self._press(card.take.key, modifiers))
        card.wanted.connect(lambda action: self._want(card.take.key, action))
        card.menu_asked.connect(lambda at: self._ask_menu(card.take.key, at))
        card.dragged.connect(self.dragged)
        QWidget.setTabOrder(self, card)
        return card

    def _show_pending(self, count: int) -> None:
        while len(self._pending) > count:
            card = self._pending.pop()
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        while len(self._pending) < count:
            self._pending.append(PendingCard(self._context.theme, self._inside))
            self._column.insertWidget(self._column.count() - 1, self._pending[-1])

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
