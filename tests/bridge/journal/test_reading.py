"""The reader of the journal: pages, searches, and reading beside a daemon that writes."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.journal.faults import JournalDamagedError, JournalTooNewError
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import AdapterRecord, Kind, State
from foley_bridge.journal.schema import APPLICATION_ID, STEPS
from foley_bridge.journal.searching import Search
from tests.bridge.journal.records import candidate

UDP, SPOOL = "udp:127.0.0.1:9001", "spool:Ardour"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal(path) as one:
        yield one


def order(prompt: str, *, cat_id: str = "") -> str:
    request = {"prompt": prompt, "seconds": 2.5, "count": 3, "seed": 7}
    return json.dumps({"request": request, "cat_id": cat_id}, ensure_ascii=False)


def found(path: Path, search: Search, **names: str) -> list[str]:
    reader = JournalReader(path, spoken=lambda cat_id: names.get(cat_id, ""))
    return [row.job.id for row in reader.page(limit=100, search=search)]


def test_a_journal_that_is_not_there_yet_is_empty_and_is_not_made(path: Path) -> None:
    reader = JournalReader(path)
    assert reader.page(limit=10) == ()
    assert reader.job("a") is None
    assert (reader.candidates("a"), reader.trainings(), reader.adapters()) == ((), (), ())
    assert not path.exists()


def test_pages_go_from_the_newest_to_the_oldest_without_a_gap(journal: Journal, path: Path) -> None:
    for number in range(25):
        journal.accept(f"r{number}", order(f"prompt {number}"), UDP)
    reader, seen, before = JournalReader(path), list[str](), None
    while page := reader.page(before=before, limit=10):
        seen += [row.job.id for row in page]
        before = page[-1].number
    assert seen == [f"r{number}" for number in reversed(range(25))]


def test_a_row_shows_what_was_asked_and_what_came_of_it(journal: Journal, path: Path) -> None:
    journal.accept("r", order("a door"), SPOOL)
    journal.next_queued()
    for index in range(3):
        journal.intend(candidate("r", index))
    journal.published("r", 0)
    journal.published("r", 2)
    journal.imported("r", 2)
    (row,) = JournalReader(path).page(limit=1)
    assert (row.prompt, row.seconds, row.count, row.made, row.imported) == ("a door", 2.5, 3, 2, 1)
    assert (row.transport, row.client, row.job.state) == ("spool", "Ardour", State.RUNNING)
    assert [one.index for one in JournalReader(path).candidates("r")] == [0, 2]


def test_an_order_of_another_version_is_a_row_all_the_same(journal: Journal, path: Path) -> None:
    journal.accept("r", "no JSON", UDP)
    (row,) = JournalReader(path).page(limit=1)
    assert (row.prompt, row.seconds, row.category) == ("", 0.0, "")


def test_a_search_finds_all_words_in_any_order_and_letter_case(journal: Journal, path: Path) -> None:
    journal.accept("a", order("Slow boots on GRAVEL"), UDP)
    journal.accept("b", order("ТЯЖЁЛАЯ дверь"), UDP)
    journal.accept("c", order("100 % wet_paper"), UDP)
    assert found(path, Search("gravel boots")) == ["a"]
    assert found(path, Search("тяжёлая ДВЕРЬ")) == ["b"]
    assert found(path, Search("%")) == ["c"]
    assert found(path, Search("t_p")) == ["c"]
    assert found(path, Search("gravel door")) == []


def test_a_search_finds_categories_by_id_and_name_and_hosts_by_name(journal: Journal, path: Path) -> None:
    journal.accept("a", order("boots", cat_id="FEETHmn"), UDP)
    journal.accept("b", order("rain"), SPOOL)
    assert found(path, Search("feethmn")) == ["a"]
    assert found(path, Search("footsteps"), FEETHmn="FOOTSTEPS HUMAN") == ["a"]
    journal.accept("c", order("wind"), UDP, client="Godot: Island")
    assert found(path, Search("ardour")) == ["b"]
    assert found(path, Search("island")) == ["c"]


def test_a_host_is_called_by_the_name_it_told_else_by_the_one_in_its_route(journal: Journal, path: Path) -> None:
    for name, route, told in (("a", UDP, ""), ("b", SPOOL, ""), ("c", UDP, "Godot"), ("d", SPOOL, "Ardour: Film")):
        journal.accept(name, order("wind"), route, client=told)
    rows = JournalReader(path).page(limit=9)
    assert {row.job.id: row.client for row in rows} == {"a": "", "b": "Ardour", "c": "Godot", "d": "Ardour: Film"}


def test_a_request_that_is_sent_again_keeps_the_name_of_its_host_or_takes_the_new_one(journal: Journal) -> None:
    journal.accept("a", order("wind"), UDP, client="Godot")
    journal.accept("a", order("wind"), "udp:127.0.0.1:9002")
    assert journal.job("a").client == "Godot"
    journal.accept("a", order("wind"), "udp:127.0.0.1:9003", client="Godot (2)")
    assert journal.job("a").client == "Godot (2)"


def test_the_category_that_was_predicted_is_that_of_the_best_sound(journal: Journal, path: Path) -> None:
    journal.accept("a", order("boots"), UDP)
    journal.next_queued()
    journal.intend(replace(candidate("a", 0), recipe=json.dumps({"sound": {"cat_id": "FEETHmn"}})))
    journal.published("a", 0)
    assert JournalReader(path).page(limit=1)[0].category == "FEETHmn"
    assert found(path, Search("feeth")) == ["a"]


def test_kinds_marks_and_ids_narrow_what_is_found(journal: Journal, path: Path) -> None:
    journal.accept("t", json.dumps({"name": "my boots"}), UDP, kind=Kind.TRAIN)
    for name in ("done", "failed", "waiting"):
        journal.accept(name, order("boots"), UDP)
    journal.next_queued((Kind.GENERATE,))
    journal.intend(candidate("done", 0))
    journal.published("done", 0)
    journal.imported("done", 0)
    journal.fail("failed", "busy", "no")
    assert found(path, Search(kind=Kind.TRAIN)) == ["t"]
    assert found(path, Search(text="my", kind=Kind.TRAIN)) == ["t"]
    assert found(path, Search(imported=True)) == ["done"]
    assert found(path, Search(failed=True)) == ["failed"]
    assert found(path, Search(only=frozenset({"waiting", "unknown"}))) == ["waiting"]
    assert found(path, Search(without=frozenset({"waiting", "t"}))) == ["failed", "done"]
    assert [row.job.id for row in JournalReader(path).rows(("done", "t"))] == ["done", "t"]
    assert (JournalReader(path).place_of("waiting"), JournalReader(path).place_of("unknown")) == (0, 0)


def test_trainings_and_adapters_are_told_newest_first(journal: Journal, path: Path) -> None:
    for name in ("one", "two"):
        journal.accept(name, json.dumps({"name": name}), UDP, kind=Kind.TRAIN)
        journal.keep_adapter(AdapterRecord(f"/{name}", name, "0" * 64, "digest", "CC0-1.0", name))
    journal.next_queued()
    journal.got_on("one", 40)
    trainings = JournalReader(path).trainings()
    assert [(one.job.id, one.record.step) for one in trainings] == [("two", 0), ("one", 40)]
    assert [one.name for one in JournalReader(path).adapters("digest")] == ["two", "one"]


def test_it_reads_while_another_thread_writes_and_sees_whole_requests(journal: Journal, path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            journal.accept(f"r{number}", order("boots"), UDP)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        reader, before = JournalReader(path), 0
        for _ in range(100):
            rows = reader.page(limit=10_000)
            assert len(rows) >= before
            assert all(row.prompt == "boots" for row in rows[:5])
            before = len(rows)
    finally:
        stop.set()
        writer.join()


def test_it_reads_on_when_the_daemon_is_gone_and_after_a_new_journal_was_begun(path: Path) -> None:
    reader = JournalReader(path)
    with Journal(path) as journal:
        journal.accept("old", order("boots"), UDP)
    assert [row.job.id for row in reader.page(limit=9)] == ["old"]
    for one in path.parent.glob(f"{path.name}*"):
        one.rename(one.with_name(f"aside-{one.name}"))
    with Journal(path) as journal:
        journal.accept("new", order("boots"), UDP)
        assert [row.job.id for row in reader.page(limit=9)] == ["new"]


def test_an_older_journal_is_empty_until_the_daemon_brought_it_up_to_date(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        for statement in STEPS[0]:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    assert JournalReader(path).page(limit=9) == ()


def test_a_journal_of_a_later_version_or_a_damaged_one_is_a_sentence(path: Path) -> None:
    Journal(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    with pytest.raises(JournalTooNewError, match="later version"):
        JournalReader(path).page(limit=9)
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(JournalDamagedError):
        JournalReader(path).page(limit=9)
