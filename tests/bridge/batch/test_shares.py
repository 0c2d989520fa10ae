"""Every task is done once, by whoever has time for it."""

import threading
from dataclasses import replace

from foley_bridge.batch.orders import Task
from foley_bridge.batch.shares import Shares
from foley_bridge.cues.keeping import Wish
from foley_bridge.cues.sheet import Cue
from foley_bridge.protocol.order import Order
from foley_models.requests import GenerationRequest


def task(row: int, seconds: float = 1.0, pack: str = "core") -> Task:
    cue = Cue(row, 0.0, seconds, f"boots {row}", count=1)
    order = Order(GenerationRequest(cue.prompt, seconds, 1), 8000, "/tmp/x", 0.0, pack)
    return Task(Wish(cue, str(row), 1), str(row), order)


def never() -> bool:
    return False


def rows(shares: Shares, worker: int) -> list[int]:
    """All that one worker gets when it is alone."""
    found = []
    while (one := shares.take(worker, never)) is not None:
        found.append(one.wish.cue.row)
        shares.done(worker)
    return found


def test_the_longest_come_first_and_each_pack_is_loaded_once() -> None:
    tasks = [task(1, 1.0), task(2, 3.0), task(3, 9.0, "other"), task(4, 2.0), task(5, 1.0, "other")]
    assert rows(Shares(tasks, 1), 0) == [2, 4, 1, 3, 5]


def test_a_worker_whose_share_is_done_steals_what_another_would_come_to_last() -> None:
    shares = Shares([task(row, 10.0 - row) for row in range(6)], 2)
    first = shares.take(0, never)
    assert first is not None
    assert rows_while_busy(shares, 1, 4) == [1, 3, 5, 4]
    assert shares.stolen == 1
    assert shares.left() == 1


def rows_while_busy(shares: Shares, worker: int, number: int) -> list[int]:
    found = []
    for _ in range(number):
        one = shares.take(worker, never)
        assert one is not None
        found.append(one.wish.cue.row)
        shares.done(worker)
    return found


def test_what_a_lost_worker_had_is_taken_by_one_that_waits_for_it() -> None:
    shares = Shares([task(1)], 2)
    assert shares.take(0, never) is not None
    got: list[Task | None] = []
    waiting = threading.Thread(target=lambda: got.append(shares.take(1, never)))
    waiting.start()
    shares.give_back(0)
    waiting.join()
    assert [one.wish.cue.row for one in got if one] == [1]


def test_who_is_stopped_gets_nothing_and_waits_for_nothing() -> None:
    shares = Shares([task(1), replace(task(2))], 1)
    assert shares.take(0, lambda: True) is None


def test_many_workers_at_once_do_each_task_exactly_once() -> None:
    shares = Shares([task(row) for row in range(200)], 8)
    done: list[int] = []

    def work(worker: int) -> None:
        while (one := shares.take(worker, never)) is not None:
            done.append(one.wish.cue.row)
            shares.done(worker)

    threads = [threading.Thread(target=work, args=(one,)) for one in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(done) == list(range(200))
