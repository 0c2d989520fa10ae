"""Trainings in the journal: behind sounds, held and let go on, forgotten adapters, ends that are survived."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from foley_bridge.journal.inspection import known_adapters
from foley_bridge.journal.jobs import INTERRUPTIONS_MOST
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import AdapterRecord, Kind, State
from foley_models.errors import RequestError

ROUTE = "udp:127.0.0.1:9001"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "journal.sqlite3") as one:
        yield one


def started(journal: Journal) -> list[str]:
    return [job.id for job in iter(journal.next_queued, None)]


def test_sounds_go_before_trainings_and_each_kind_in_its_order(journal: Journal) -> None:
    for name, kind in (("t1", Kind.TRAIN), ("s1", Kind.GENERATE), ("t2", Kind.TRAIN), ("s2", Kind.GENERATE)):
        journal.accept(name, "order", ROUTE, kind=kind)
    assert [journal.place_of(name) for name in ("s1", "s2", "t1", "t2")] == [0, 1, 2, 3]
    assert started(journal) == ["s1", "s2", "t1", "t2"]


def test_a_held_training_waits_and_counts_for_nobody_until_it_is_let_go_on(journal: Journal) -> None:
    journal.accept("t", "order", ROUTE, kind=Kind.TRAIN)
    assert journal.pause("t") is State.QUEUED
    assert (journal.job("t").state, journal.waiting(), started(journal)) == (State.PAUSED, 0, [])
    assert journal.resume("t") is State.PAUSED
    assert (journal.waiting(), started(journal)) == (1, ["t"])


def test_a_running_training_that_is_held_stays_held_over_a_crash(journal: Journal) -> None:
    journal.accept("t", "order", ROUTE, kind=Kind.TRAIN)
    started(journal)
    assert journal.pause("t") is State.RUNNING
    assert journal.job("t").state is State.RUNNING
    journal.recover()
    assert journal.job("t").state is State.PAUSED


def test_only_a_training_on_its_way_is_held(journal: Journal) -> None:
    journal.accept("s", "order", ROUTE)
    with pytest.raises(RequestError, match="only a training"):
        journal.pause("s")
    journal.accept("t", "order", ROUTE, kind=Kind.TRAIN)
    journal.cancel("t")
    with pytest.raises(RequestError, match="cancelled already"):
        journal.resume("t")


def test_a_training_that_gets_on_survives_any_number_of_ends(journal: Journal) -> None:
    journal.accept("t", "order", ROUTE, kind=Kind.TRAIN)
    for number in range(3 * INTERRUPTIONS_MOST):
        assert started(journal) == ["t"]
        journal.got_on("t", number)
        journal.recover()
    ended: list[str] = []
    for _ in range(INTERRUPTIONS_MOST):
        started(journal)
        ended += [one.id for one in journal.recover().ended]
    assert ended == ["t"]


def test_what_became_of_a_training_is_noted_piece_by_piece(journal: Journal) -> None:
    journal.accept("t", "order", ROUTE, kind=Kind.TRAIN)
    started(journal)
    journal.got_on("t", 50)
    journal.trained("t", "{}")
    journal.decided("t", "accept", previous="/before")
    found = journal.training("t")
    assert (found.step, found.outcome, found.decision, found.previous) == (50, "{}", "accept", "/before")


def test_adapters_are_known_by_pack_the_newest_first_and_outlive_their_trainings(
    journal: Journal, tmp_path: Path
) -> None:
    journal.accept("t", "order", ROUTE, kind=Kind.TRAIN)
    for path, pack in (("/a", "one"), ("/b", "one"), ("/c", "two"), ("/a", "one")):
        journal.keep_adapter(AdapterRecord(path, path[1:], "0" * 64, pack, licence="CC0-1.0", job="t"))
    assert [one.path for one in journal.adapters("one")] == ["/a", "/b"]
    journal.cancel("t")
    journal.trim(jobs=0)
    journal.forget_adapter("/b")
    assert [one.path for one in journal.adapters()] == ["/a", "/c"]
    assert known_adapters(tmp_path / "journal.sqlite3") == (Path("/a"), Path("/c"))
    assert known_adapters(tmp_path / "nothing") == ()
