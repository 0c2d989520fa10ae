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


class Notices(QObject):
    """Where every room says what went well or wrong; for the Qt thread only."""

    told = Signal(object)  # Notice

    def __init__(self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._told: list[tuple[float, Notice]] = []  # the last ones, newest last

    def tell(
        self,
        sentence: str,
        *,
        level: Level = Level.NOTE,
        action: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Show a sentence, with a button where `action` gives its text and what it does.

        The same sentence at the same level within 5 s counts up the notice that is there instead of adding another.
        """
        now_s = self._clock()
        notice = self._again(sentence, level, now_s) or self._new(sentence, level, action)
        self._told = [(at_s, told) for at_s, told in self._told if told.number != notice.number][-REMEMBERED + 1 :]
        self._told.append((now_s, notice))
        self.told.emit(notice)

    @property
    def recent(self) -> tuple[Notice, ...]:
        """The last hundred, oldest first."""
        return tuple(notice for _, notice in self._told)

    def _again(self, sentence: str, level: Level, now_s: float) -> Notice | None:
        for at_s, notice in reversed(self._told):
            if (notice.sentence, notice.level) == (sentence, level) and now_s - at_s <= SAME_S:
                return replace(notice, times=notice.times + 1)
        return None

    def _new(self, sentence: str, level: Level, action: tuple[str, Callable[[], None]] | None) -> Notice:
        number = max((notice.number for _, notice in self._told), default=0) + 1
        text, call = action or (None, None)
        return Notice(number, sentence, level, text, call)
