"""The lines of history: requests, newest first, under the days on which they were asked for; without widgets."""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from foley_bridge.journal.rows import Row


@dataclass(frozen=True)
class Day:
    """The title of a day."""

    day: date


Entry = Row | Day


@dataclass(frozen=True)
class Inserted:
    """Lines that came, from `first` on."""

    first: int
    count: int


def day_of(row: Row) -> date:
    """The day on which a request was asked for, where this machine is."""
    return date.fromtimestamp(row.job.created_s)


class Entries:
    """A list that stays in order; every change says which lines it is about."""

    def __init__(self) -> None:
        self._all: list[Entry] = []

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, place: int) -> Entry:
        return self._all[place]

    @property
    def oldest(self) -> int | None:
        """The least number of a request; None where there is none."""
        return self._all[-1].number if self._all and isinstance(self._all[-1], Row) else None

    def place_of(self, request: str) -> int:
        """The line of a request; -1 where there is none."""
        return next((at for at, one in enumerate(self._all) if isinstance(one, Row) and one.job.id == request), -1)

    def clear(self) -> None:
        """No line any more."""
        self._all.clear()

    def lines_for(self, rows: Iterable[Row]) -> list[Entry]:
        """Requests that are older than all lines, with the titles of their days: what `append` takes."""
        last = self._all[-1] if self._all else None
        day = day_of(last) if isinstance(last, Row) else None
        lines: list[Entry] = []
        for row in rows:
            if day_of(row) != day:
                day = day_of(row)
                lines.append(Day(day))
            lines.append(row)
        return lines

    def append(self, lines: Iterable[Entry]) -> None:
        """Put lines at the end."""
        self._all.extend(lines)

    def replace(self, row: Row) -> int:
        """Put a newer state of a request in place of the older; its line, -1 where it has none."""
        place = self._at(row.number)
        if place >= 0:
            self._all[place] = row
        return place

    def lines_above(self, row: Row) -> tuple[int, list[Entry]]:
        """Where a request that is newer than all others belongs, and with which lines: what `insert` takes."""
        first = self._all[0] if self._all else None
        if isinstance(first, Day) and first.day == day_of(row):
            return 1, [row]
        return 0, [Day(day_of(row)), row]

    def is_newest(self, row: Row) -> bool:
        """Whether it is newer than all requests that have a line."""
        return not self._all or (
            len(self._all) > 1 and isinstance(self._all[1], Row) and self._all[1].number < row.number
        )

    def insert(self, place: int, lines: list[Entry]) -> None:
        """Put lines before the one at a place."""
        self._all[place:place] = lines

    def span_of(self, request: str) -> tuple[int, int]:
        """First and last line that go with a request: its own, and the title of a day that has no other."""
        place = self.place_of(request)
        alone = place > 0 and isinstance(self._all[place - 1], Day)
        alone = alone and (place + 1 == len(self._all) or isinstance(self._all[place + 1], Day))
        return (place - 1 if alone else place), place

    def remove(self, first: int, last: int) -> None:
        """Take lines away."""
        del self._all[first : last + 1]

    def with_ids(self, requests: Collection[str]) -> list[str]:
        """Which of these have a line."""
        return [one.job.id for one in self._all if isinstance(one, Row) and one.job.id in requests]

    def _at(self, number: int) -> int:
        """The line of a number: they fall, and a title counts as the line after it."""
        place = bisect_left(range(len(self._all)), -number, key=self._falling)
        while place < len(self._all) and isinstance(self._all[place], Day):
            place += 1
        found = self._all[place] if place < len(self._all) else None
        return place if isinstance(found, Row) and found.number == number else -1

    def _falling(self, place: int) -> int:
        one = self._all[place]
        if isinstance(one, Row):
            return -one.number
        return self._falling(place + 1) if place + 1 < len(self._all) else 0
