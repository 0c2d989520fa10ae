"""Seats take turns: whatever one of them asks for, another is not kept waiting for longer than one job."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foley_bridge.journal.journal import SEATS_MOST, WAITING_MOST, Journal
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import Kind
from foley_models.errors import BusyError


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite3") as one:
        yield one


def ask(journal: Journal, *names: str, kind: Kind = Kind.GENERATE) -> list[int]:
    """Accept jobs whose first letter is their seat (`-`: this machine); their places."""
    return [journal.accept(name, name, "udp:1", kind=kind, seat=name[0].strip("-")).place for name in names]


def made(journal: Journal, count: int = 99) -> list[str]:
    """Start and finish so many jobs; which they were."""
    found = []
    for _ in range(count):
        job = journal.next_queued()
        if job is None:
            break
        journal.finish(job.id, 1, 0, "")
        found.append(job.id)
    return found


def test_a_sheet_of_cues_does_not_hold_up_the_prompt_of_another_seat(journal: Journal) -> None:
    ask(journal, *(f"a{number}" for number in range(300)))
    assert made(journal, 2) == ["a0", "a1"]
    assert ask(journal, "b0") == [0]
    assert journal.place_of("a2") == 1
    assert made(journal, 2) == ["b0", "a2"]


def test_seats_take_turns_and_each_keeps_its_order(journal: Journal) -> None:
    assert ask(journal, "a1", "a2", "a3", "b1", "-1", "b2") == [0, 1, 2, 1, 2, 4]
    assert made(journal) == ["a1", "b1", "-1", "a2", "b2", "a3"]


def test_who_was_served_last_waits_for_the_others_also_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        ask(journal, "a1", "a2", "b1", "c1", "a3")
        assert made(journal, 2) == ["a1", "b1"]
    with Journal(path) as journal:
        journal.recover()
        ask(journal, "b2")
        assert [journal.place_of(one) for one in ("c1", "a2", "b2", "a3")] == [0, 1, 2, 3]
        assert made(journal) == ["c1", "a2", "b2", "a3"]


def test_a_job_that_the_daemon_ended_on_goes_first_and_costs_its_seat_no_second_turn(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        ask(journal, "a1", "a2", "b1", "b2")
        started = journal.next_queued()
        assert started is not None
        assert started.id == "a1"
    with Journal(path) as journal:
        journal.recover()
        assert [journal.place_of(one) for one in ("a1", "b1", "a2", "b2")] == [0, 1, 2, 3]
        assert made(journal) == ["a1", "b1", "a2", "b2"]


def test_who_cancels_much_is_no_worse_off_afterwards(journal: Journal) -> None:
    ask(journal, *(f"a{number}" for number in range(20)), "b1", "b2")
    for number in range(20):
        journal.cancel(f"a{number}")
    ask(journal, "a-new")
    assert made(journal) == ["b1", "a-new", "b2"]


def test_each_seat_has_a_limit_of_its_own(journal: Journal) -> None:
    ask(journal, *(f"a{number}" for number in range(WAITING_MOST)))
    with pytest.raises(BusyError, match=f"{WAITING_MOST} requests of the seat 'a' wait already"):
        ask(journal, "a-more")
    with pytest.raises(BusyError, match="of the seat 'a'"):
        journal.check_room("a")
    assert ask(journal, "b1") == [1]
    journal.check_room("")


def test_so_many_seats_may_wait_and_this_machine_always(journal: Journal) -> None:
    for number in range(SEATS_MOST):
        journal.accept(f"j{number}", "order", "udp:1", seat=f"seat {number}")
    with pytest.raises(BusyError, match=f"{SEATS_MOST} other seats wait already"):
        journal.accept("one more", "order", "udp:1", seat="another")
    journal.accept("second of a seat that is there", "order", "udp:1", seat="seat 3")
    journal.accept("this machine", "order", "udp:1")


def test_trainings_take_turns_too_behind_all_sounds(journal: Journal) -> None:
    assert ask(journal, "a-train", "a-train2", "b-train", kind=Kind.TRAIN) == [0, 1, 1]
    ask(journal, "a1")
    assert [journal.place_of(one) for one in ("a1", "a-train", "b-train", "a-train2")] == [0, 1, 2, 3]
    assert made(journal) == ["a1", "a-train", "b-train", "a-train2"]


def test_a_window_that_reads_the_journal_sees_the_same_places(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    with Journal(path) as journal:
        ask(journal, "a1", "a2", "b1")
        assert [JournalReader(path).place_of(one) for one in ("a1", "b1", "a2")] == [0, 1, 2]


STEPS = st.lists(
    st.one_of(st.sampled_from("abc"), st.sampled_from(["start", "cancel", "put back", "restart"])), max_size=40
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_places_are_the_order_in_which_all_will_be_started(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    path = tmp_path_factory.mktemp("journal") / "journal.sqlite3"
    journal, waiting, running = Journal(path), list[str](), list[str]()
    for number, step in enumerate(steps):
        if step in "abc":
            waiting += [f"{step}{number}"]
            ask(journal, waiting[-1])
        elif step == "start" and (job := journal.next_queued()) is not None:
            waiting.remove(job.id)
            running.append(job.id)
        elif step == "cancel" and waiting:
            journal.cancel(waiting.pop(number % len(waiting)))
        elif step == "put back" and running:
            waiting.append(running.pop())
            journal.requeue(waiting[-1], 1)
        elif step == "restart":
            journal.close()
            journal = Journal(path)
            waiting += [one.id for one in journal.recover().requeued]
            running = []
    expected = sorted(waiting, key=journal.place_of)
    assert [journal.place_of(one) for one in expected] == list(range(len(waiting)))
    for one in expected:
        job = journal.next_queued()
        assert job is not None
        assert job.id == one
    journal.close()
