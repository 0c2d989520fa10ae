"""Which notices are on show: at most three, those that matter longest; no widgets."""

from foley_ui.notices import Level, Notice

SHOWN_MOST = 3
WAITING_MOST = 20
STAY_S = {Level.NOTE: 6.0, Level.GOOD: 6.0, Level.WARN: 12.0}  # BAD stays until it is closed


class NoticeStack:
    """Takes notices and says which ones are on show, oldest first."""

    def __init__(self) -> None:
        self._shown: list[Notice] = []
        self._waiting: list[Notice] = []

    @property
    def shown(self) -> tuple[Notice, ...]:
        """On show, oldest first."""
        return tuple(self._shown)

    def add(self, notice: Notice) -> None:
        """A new one, or one that is on show or waits said again.

        It takes the place of the oldest that would go by itself; where all three stay, it waits, the oldest first.
        """
        for notices in (self._shown, self._waiting):
            for place, other in enumerate(notices):
                if other.number == notice.number:
                    notices[place] = notice
                    return
        if len(self._shown) >= SHOWN_MOST and not self._give_way():
            self._waiting = [*self._waiting, notice][-WAITING_MOST:]
        else:
            self._shown.append(notice)

    def close(self, number: int) -> None:
        """Take one away; the next that waits comes in."""
        self._shown = [notice for notice in self._shown if notice.number != number]
        while self._waiting and len(self._shown) < SHOWN_MOST:
            self._shown.append(self._waiting.pop(0))

    def newest(self) -> Notice | None:
        """The last one on show."""
        return self._shown[-1] if self._shown else None

    def _give_way(self) -> bool:
        passing = next((notice for notice in self._shown if notice.level is not Level.BAD), None)
        if passing is not None:
            self._shown.remove(passing)
        return passing is not None
