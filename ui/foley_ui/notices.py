"""Sentences for the person at the window: told once, shown by whoever listens (the window's bar, the tray)."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

SAME_S = 5.0  # the same sentence within this counts up
REMEMBERED = 100


class Level(StrEnum):
    """How much it matters; BAD stays until it is closed."""

    NOTE = "note"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Notice:
    """One sentence; the same `number` with more `times` is the same notice said again."""

    number: int
    sentence: str
    level: Level
    action_text: str | None = None
    action: Callable[[], None] | None = None
    times: int = 1
    undoes: bool = False  # the action takes back what the sentence tells


class Notices(QObject):
    """Where every room says what went well or wrong; for the Qt thread only."""

    told = Signal(object)  # Notice
    undone = Signal(int)  # the number of a notice whose action was done by a key

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._undoable: list[Notice] = []  # newest last
        self._told: list[tuple[float, Notice]] = []  # the last ones, newest last

    def tell(
        self,
        sentence: str,
        *,
        level: Level = Level.NOTE,
        action: tuple[str, Callable[[], None]] | None = None,
        undoes: bool = False,
    ) -> None:
        """Show a sentence, with a button where `action` gives its text and what it does.

        An action that `undoes` is what `undo` does, too, also after the notice is gone.

        The same sentence at the same level within 5 s counts up the notice that is there instead of adding another.
        """
        now_s = self._clock()
        notice = None if undoes else self._again(sentence, level, now_s)
        notice = notice or self._new(sentence, level, action, undoes=undoes)
        self._told = [(at_s, told) for at_s, told in self._told if told.number != notice.number][-REMEMBERED + 1 :]
        self._told.append((now_s, notice))
        self.told.emit(notice)

    def undo(self) -> bool:
        """Take back the newest thing that can be; False where there is none."""
        if not self._undoable:
            return False
        notice = self._undoable[-1]
        self.undone.emit(notice.number)
        if notice.action is not None:
            notice.action()
        return True

    @property
    def recent(self) -> tuple[Notice, ...]:
        """The last hundred, oldest first."""
        return tuple(notice for _, notice in self._told)

    def _again(self, sentence: str, level: Level, now_s: float) -> Notice | None:
        for at_s, notice in reversed(self._told):
            if (notice.sentence, notice.level) == (sentence, level) and now_s - at_s <= SAME_S:
                return replace(notice, times=notice.times + 1)
        return None

    def _new(
        self, sentence: str, level: Level, action: tuple[str, Callable[[], None]] | None, *, undoes: bool
    ) -> Notice:
        number = max((notice.number for _, notice in self._told), default=0) + 1
        text, call = action or (None, None)
        if not undoes or call is None:
            return Notice(number, sentence, level, text, call)
        taken_back = call

        def once() -> None:
            if notice in self._undoable:
                self._undoable.remove(notice)
                taken_back()

        notice = Notice(number, sentence, level, text, once, undoes=True)
        self._undoable = [*self._undoable, notice][-REMEMBERED:]
        return notice
