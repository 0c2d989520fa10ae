"""Work beside Qt's thread: results come back there, failures are sentences, nobody who is gone is told."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from foley_models.errors import FoleyError, RequestError
from foley_ui.link.crossing import Crossing
from foley_ui.link.work import Task, Work


class Desk:
    """A pool with what it complained of."""

    def __init__(self) -> None:
        self.crossing = Crossing()
        self.complaints: list[str] = []
        self.work = Work(self.crossing, self.complaints.append, threads=2)
        self.owner = QObject()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.work.close()


def test_a_result_reaches_the_thread_of_qt(desk: Desk, qtbot: QtBot) -> None:
    results: list[tuple[int, int]] = []
    desk.work.run(lambda _: 42, owner=desk.owner, done=lambda value: results.append((value, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(results))
    assert results == [(42, threading.get_ident())]


def test_slow_work_keeps_nothing_else_waiting(desk: Desk, qtbot: QtBot) -> None:
    free, results = threading.Event(), list[str]()
    for _ in range(8):
        desk.work.run(lambda _: free.wait(10), owner=desk.owner, slow=True)
    desk.work.run(lambda _: "found", owner=desk.owner, done=results.append)
    qtbot.waitUntil(lambda: results == ["found"])
    free.set()


def test_a_failure_goes_to_who_wants_it_else_to_the_user(desk: Desk, qtbot: QtBot) -> None:
    own: list[FoleyError] = []

    def fail(_: Task) -> None:
        raise RequestError("There is no such sound.")

    desk.work.run(fail, owner=desk.owner, failed=own.append)
    desk.work.run(fail, owner=desk.owner)
    qtbot.waitUntil(lambda: bool(own and desk.complaints))
    assert str(own[0]) == "There is no such sound." == desk.complaints[0]


def test_the_unforeseen_is_a_sentence_too_and_the_pool_goes_on(desk: Desk, qtbot: QtBot) -> None:
    results: list[str] = []
    for _ in range(4):
        desk.work.run(lambda _: dict[str, str]()["nothing"], owner=desk.owner)
    desk.work.run(lambda _: "still here", owner=desk.owner, done=results.append)
    qtbot.waitUntil(lambda: bool(results) and len(desk.complaints) == 4)
    assert "KeyError" in desk.complaints[0]


def test_who_cancelled_or_is_gone_is_not_told(desk: Desk, qtbot: QtBot) -> None:
    go, told = threading.Event(), list[str]()
    gone, owner = QObject(), desk.owner
    desk.work.run(lambda _: go.wait(5), owner=gone, done=lambda _: told.append("gone"))
    cancelled = desk.work.run(lambda _: go.wait(5), owner=owner, done=lambda _: told.append("cancelled"))
    cancelled.cancel()
    delete(gone)
    go.set()
    desk.work.run(lambda _: None, owner=owner, done=lambda _: told.append("here"))
    qtbot.waitUntil(lambda: "here" in told)
    assert told == ["here"]


def test_progress_is_told_on_the_way(desk: Desk, qtbot: QtBot) -> None:
    seen: list[int] = []

    def count(task: Task) -> int:
        for number in range(3):
            task.tell(lambda number=number: seen.append(number))  # type: ignore[misc]
        return 3

    desk.work.run(count, owner=desk.owner, done=seen.append)
    qtbot.waitUntil(lambda: seen == [0, 1, 2, 3])
