"""The journal's promises, one by one."""

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.journal.faults import JournalError
from foley_bridge.journal.jobs import INTERRUPTIONS_MOST
from foley_bridge.journal.journal import FIRST_BATCH_SIZE, WAITING_MOST, Journal
from foley_bridge.journal.records import State
from foley_models.errors import BusyError, RequestError, UnknownIdError
from tests.bridge.journal.records import candidate


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite3"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal(path) as one:
        yield one


def accept(journal: Journal, *ids: str) -> None:
    for one in ids:
        journal.accept(one, f"order of {one}", "udp:127.0.0.1:9001")


def start(journal: Journal, job: str) -> None:
    accept(journal, job)
    started = journal.next_queued()
    assert started is not None
    assert started.id == job


def deliver(journal: Journal, job: str, *indices: int) -> None:
    for index in indices:
        journal.intend(candidate(job, index, rank=index + 1))
        journal.published(job, index)


def test_an_accepted_request_is_what_was_asked_for(journal: Journal) -> None:
    before_s = time.time()
    accepted = journal.accept("a", '{"prompt": "雨"}', "spool:reaper-main")
    assert (accepted.place, accepted.new) == (0, True)
    job = journal.job("a")
    assert job == accepted.job
    assert (job.order, job.route, job.state) == ('{"prompt": "雨"}', "spool:reaper-main", State.QUEUED)
    assert (job.attempts, job.batch_size) == (0, FIRST_BATCH_SIZE)
    assert before_s <= job.created_s <= time.time()


def test_the_same_id_again_is_the_same_job_and_its_answers_go_to_who_asked_last(journal: Journal) -> None:
    accept(journal, "a", "b")
    again = journal.accept("b", "order of b", "udp:127.0.0.1:9002")
    assert (again.new, again.place) == (False, 1)
    assert again.job.route == journal.job("b").route == "udp:127.0.0.1:9002"
    assert journal.waiting() == 2


def test_a_job_that_is_done_is_found_by_its_id_and_not_started_again(journal: Journal) -> None:
    start(journal, "a")
    journal.finish("a", 3, 1, "one was silent")
    again = journal.accept("a", "order of a", "udp:127.0.0.1:9001")
    assert (again.new, again.job.state, again.job.delivered, again.job.rejected) == (False, State.DONE, 3, 1)
    assert again.job.text == "one was silent"
    assert journal.next_queued() is None


def test_an_id_does_not_become_another_request(journal: Journal) -> None:
    accept(journal, "a")
    with pytest.raises(RequestError, match="'a' belongs to another request"):
        journal.accept("a", "another order", "udp:127.0.0.1:9002")
    assert journal.job("a").route == "udp:127.0.0.1:9001"


def test_a_full_queue_takes_no_more_but_knows_whom_it_took(journal: Journal) -> None:
    accept(journal, *(f"job {number}" for number in range(WAITING_MOST)))
    with pytest.raises(BusyError, match=str(WAITING_MOST)):
        accept(journal, "one more")
    assert journal.accept("job 7", "order of job 7", "udp:127.0.0.1:9001").place == 7
    journal.next_queued()
    accept(journal, "one more")
    assert journal.place_of("one more") == WAITING_MOST - 1


def test_jobs_are_started_in_the_order_in_which_they_came(journal: Journal) -> None:
    accept(journal, "c", "a", "b")
    assert [journal.place_of(one) for one in "cab"] == [0, 1, 2]
    started = [journal.next_queued() for _ in range(3)]
    assert [one.id for one in started if one] == ["c", "a", "b"]
    assert {one.attempts for one in started if one} == {1}
    assert journal.next_queued() is None


def test_a_job_that_is_put_back_keeps_its_place_and_gets_the_smaller_batch(journal: Journal) -> None:
    start(journal, "a")
    accept(journal, "b")
    journal.requeue("a", 2)
    assert journal.running() is None
    again = journal.next_queued()
    assert again == journal.running()
    assert again is not None
    assert (again.id, again.attempts, again.batch_size) == ("a", 2, 2)


def test_after_a_crash_what_ran_is_next_again_and_its_candidates_are_known(path: Path) -> None:
    with Journal(path) as journal:
        start(journal, "a")
        accept(journal, "b")
        deliver(journal, "a", 0)
        journal.intend(candidate("a", 1))
    with Journal(path) as journal:
        recovered = journal.recover()
        assert [one.id for one in recovered.requeued] == ["a"]
        assert recovered.ended == ()
        assert [(one.index, one.published) for one in journal.candidates("a")] == [(0, True), (1, False)]
        assert journal.unconfirmed() == (candidate("a", 1),)
        again = journal.next_queued()
        assert again is not None
        assert (again.id, again.attempts) == ("a", 2)


def test_a_job_that_the_daemon_never_survives_is_given_up_and_says_so(path: Path) -> None:
    with Journal(path) as journal:
        accept(journal, "a")
    for _ in range(INTERRUPTIONS_MOST):
        with Journal(path) as journal:
            assert journal.recover().ended == ()
            journal.next_queued()
    with Journal(path) as journal:
        (failed,) = journal.recover().ended
    assert (failed.id, failed.state, failed.code) == ("a", State.FAILED, "engine-crashed")
    assert str(INTERRUPTIONS_MOST) in failed.text


def test_a_job_that_gets_on_between_crashes_is_never_given_up(path: Path) -> None:
    with Journal(path) as journal:
        accept(journal, "a")
    for index in range(2 * INTERRUPTIONS_MOST):
        with Journal(path) as journal:
            assert journal.recover().ended == ()
            journal.next_queued()
            deliver(journal, "a", index)


def test_an_import_once_confirmed_is_never_offered_again(path: Path) -> None:
    with Journal(path) as journal:
        start(journal, "a")
        deliver(journal, "a", 0, 1, 2)
        assert [one.index for one in journal.offers("a")] == [0, 1, 2]
        assert journal.imported("a", 1)
        assert not journal.imported("a", 1)
        journal.set_ranks("a", {0: 3, 1: 1, 2: 2})
    with Journal(path) as journal:
        journal.recover()
        assert not journal.imported("a", 1)
        journal.published("a", 1)  # the files side may confirm once more after a crash
        assert [one.index for one in journal.offers("a")] == [2, 0]


def test_only_a_published_candidate_can_be_imported(journal: Journal) -> None:
    start(journal, "a")
    journal.intend(candidate("a", 0))
    for job, index in (("a", 0), ("a", 1), ("b", 0)):
        with pytest.raises(UnknownIdError, match=f"no candidate {index}"):
            journal.imported(job, index)
    assert journal.offers("a") == ()


def test_a_candidate_comes_back_with_every_field(journal: Journal) -> None:
    start(journal, "a")
    record = candidate("a", 3, rank=2, score=-0.125)
    journal.intend(record)
    assert journal.candidates("a") == (record,)
    journal.published("a", 3)
    journal.imported("a", 3)
    assert journal.candidates("a") == (replace(record, published=True, imported=True),)


def test_a_pack_that_cannot_rank_leaves_no_score(journal: Journal) -> None:
    start(journal, "a")
    journal.intend(candidate("a", 0, score=math.nan))
    assert math.isnan(journal.candidates("a")[0].score)


def test_what_was_published_is_neither_replaced_nor_withdrawn(journal: Journal) -> None:
    start(journal, "a")
    deliver(journal, "a", 0)
    with pytest.raises(JournalError, match="published already"):
        journal.intend(candidate("a", 0, rank=9))
    with pytest.raises(JournalError, match="cannot be withdrawn"):
        journal.withdraw("a", 0)
    assert journal.candidates("a")[0].rank == 1


def test_an_intention_may_be_replaced_and_withdrawn(journal: Journal) -> None:
    start(journal, "a")
    journal.intend(candidate("a", 0))
    journal.intend(candidate("a", 0, rank=4))
    assert journal.candidates("a") == (candidate("a", 0, rank=4),)
    journal.withdraw("a", 0)
    journal.withdraw("a", 0)
    assert journal.candidates("a") == journal.unconfirmed() == ()


def test_ranks_change_together_or_not_at_all(journal: Journal) -> None:
    start(journal, "a")
    deliver(journal, "a", 0, 1)
    with pytest.raises(UnknownIdError):
        journal.set_ranks("a", {0: 2, 1: 1, 2: 3})
    assert [one.index for one in journal.candidates("a")] == [0, 1]
    journal.set_ranks("a", {0: 2, 1: 1})
    assert [one.index for one in journal.candidates("a")] == [1, 0]


def test_a_running_job_that_was_to_stop_is_not_made_after_a_crash(path: Path) -> None:
    with Journal(path) as journal:
        journal.accept("a", "{}", "udp:127.0.0.1:9")
        journal.next_queued()
        journal.cancel("a")
    with Journal(path) as journal:
        (stopped,) = journal.recover().ended
        assert (stopped.id, stopped.state, stopped.code) == ("a", State.CANCELLED, "cancelled")
        assert journal.next_queued() is None


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_by_its_runner(journal: Journal) -> None:
    start(journal, "a")
    accept(journal, "b")
    assert journal.cancel("b") is State.QUEUED
    assert journal.job("b").state is State.CANCELLED
    assert journal.cancel("a") is State.RUNNING
    assert journal.job("a").state is State.RUNNING
    assert journal.job("a").state is State.RUNNING
    journal.fail("a", "cancelled", "stopped by the user")
    assert journal.job("a").state is journal.cancel("a") is State.CANCELLED
    assert journal.job("a").code == "cancelled"


def test_what_is_final_stays_as_it_is(journal: Journal) -> None:
    start(journal, "a")
    journal.fail("a", "disk-full", "no space")
    steps: tuple[Callable[[], None], ...] = (
        lambda: journal.finish("a", 1, 0, ""),
        lambda: journal.fail("a", "internal", ""),
        lambda: journal.requeue("a", 1),
        lambda: journal.intend(candidate("a", 0)),
    )
    for step in steps:
        with pytest.raises(JournalError, match="is failed"):
            step()
    job = journal.job("a")
    assert (job.state, job.code, job.text) == (State.FAILED, "disk-full", "no space")


def test_an_id_that_nobody_sent_is_unknown_to_every_question(journal: Journal) -> None:
    for ask in (journal.job, journal.place_of, journal.candidates, journal.offers, journal.cancel):
        with pytest.raises(UnknownIdError, match="'who'"):
            ask("who")


def test_the_newest_requests_come_first(journal: Journal) -> None:
    accept(journal, "a", "b", "c")
    assert [one.id for one in journal.recent(2)] == ["c", "b"]
    assert journal.recent(0) == journal.recent(-1) == ()


def test_facts_outlive_the_daemon(path: Path) -> None:
    with Journal(path) as journal:
        assert journal.recall("pack") is None
        journal.remember("pack", "other")
        journal.remember("pack", "core")
    with Journal(path) as journal:
        assert journal.recall("pack") == "core"


def test_only_what_is_final_is_forgotten_with_its_candidates(journal: Journal) -> None:
    start(journal, "done")
    deliver(journal, "done", 0)
    journal.intend(candidate("done", 1))
    journal.finish("done", 1, 0, "")
    start(journal, "running")
    accept(journal, "waiting")
    assert journal.forget_before(0) == 0
    assert journal.forget_before(time.time() + 1) == 1
    assert {one.id for one in journal.recent(9)} == {"running", "waiting"}
    assert journal.unconfirmed() == ()


def test_the_history_keeps_the_newest_and_the_young(journal: Journal) -> None:
    accept(journal, *(f"job {number}" for number in range(450)))
    for number in range(450):
        journal.cancel(f"job {number}")
    assert journal.trim() == 0
    assert journal.trim(jobs=20) == 430  # more than one transaction takes
    assert [one.id for one in journal.recent(999)] == [f"job {number}" for number in range(449, 429, -1)]
    assert journal.trim(days=-1) == 20
    assert journal.recent(1) == ()


def test_a_number_in_the_queue_is_never_used_twice(journal: Journal) -> None:
    accept(journal, "a", "b")
    journal.cancel("b")
    journal.trim(days=-1)
    accept(journal, "c")
    assert [journal.place_of(one) for one in "ac"] == [0, 1]


def test_threads_lose_and_double_nothing(journal: Journal) -> None:
    taken: list[str] = []

    def send(name: str) -> None:
        accept(journal, *(f"{name}{number}" for number in range(20)))

    def take() -> None:
        while len(taken) < 80:
            job = journal.next_queued()
            if job:
                taken.append(job.id)
                journal.finish(job.id, 0, 0, "")

    threads = [threading.Thread(target=send, args=(name,)) for name in "abcd"] + [threading.Thread(target=take)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"{name}{number}" for name in "abcd" for number in range(20))


def test_a_reader_does_not_wait_for_a_writer(journal: Journal) -> None:
    accept(journal, "a")
    within, over = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with journal._database.write() as connection:
            connection.execute("UPDATE jobs SET route = 'udp:never'")
            within.set()
            over.wait()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    within.wait()
    try:
        assert journal.job("a").route == "udp:127.0.0.1:9001"  # what was committed, at once
        assert journal.waiting() == 1
    finally:
        over.set()
        writer.join()
    assert journal.job("a").route == "udp:never"


def test_a_closed_journal_says_so(journal: Journal) -> None:
    journal.close()
    journal.close()
    with pytest.raises(JournalError, match="closed"):
        accept(journal, "a")
