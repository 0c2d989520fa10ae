"""The lines of history: requests under their days."""

from datetime import date, datetime

from foley_bridge.journal.records import Job, State
from foley_bridge.journal.rows import Row
from foley_ui.history.entries import Day, Entries, Entry

NOON = datetime(2026, 11, 20, 12).timestamp()
DAY_S = 86_400.0


def row(number: int, day: int = 0) -> Row:
    job = Job(f"r{number}", "{}", "udp:127.0.0.1:9", State.DONE, 1, 8, NOON + day * DAY_S)
    return Row(number, job, "boots", 1.0, 1, category="", made=0, imported=0)


def shown(lines: Entries | list[Entry]) -> list[str]:
    every = [lines[place] for place in range(len(lines))]
    return [str(one.day.day) if isinstance(one, Day) else one.job.id for one in every]


def filled(*rows: Row) -> Entries:
    entries = Entries()
    entries.append(entries.lines_for(rows))
    return entries


def test_each_day_has_its_title_also_where_a_page_ends_within_it() -> None:
    entries = filled(row(5, 1), row(4), row(3))
    assert shown(entries) == ["21", "r5", "20", "r4", "r3"]
    entries.append(entries.lines_for([row(2), row(1, -1)]))
    assert shown(entries) == ["21", "r5", "20", "r4", "r3", "r2", "19", "r1"]
    assert entries.oldest == 1
    assert Entries().oldest is None


def test_a_newer_state_takes_the_place_of_the_older() -> None:
    entries = filled(row(9, 1), row(5), row(2, -3))
    assert [entries.replace(row(number)) for number in (9, 5, 2, 7, 1, 10)] == [1, 3, 5, -1, -1, -1]
    assert entries.place_of("r5") == 3


def test_a_new_request_comes_under_the_title_of_its_day() -> None:
    entries = filled(row(5))
    assert entries.is_newest(row(6))
    assert not entries.is_newest(row(4))
    place, lines = entries.lines_above(row(6))
    entries.insert(place, lines)
    place, lines = entries.lines_above(row(7, 1))
    entries.insert(place, lines)
    assert shown(entries) == ["21", "r7", "20", "r6", "r5"]
    assert Entries().is_newest(row(1))


def test_the_last_request_of_a_day_takes_the_title_with_it() -> None:
    entries = filled(row(5, 1), row(4), row(3), row(2, -1))
    assert entries.span_of("r4") == (3, 3)
    for request in ("r5", "r2"):
        first, last = entries.span_of(request)
        entries.remove(first, last)
    assert shown(entries) == ["20", "r4", "r3"]
    assert entries.span_of("unknown")[1] == -1


def test_a_day_is_that_of_this_machine() -> None:
    assert isinstance(filled(row(1))[0], Day)
    assert filled(row(1))[0] == Day(date(2026, 11, 20))
