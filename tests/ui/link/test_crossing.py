"""Calls of other threads run in Qt's thread, in order, and leave it time for the user's own events."""

import functools
import threading
import time

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from foley_ui.link.crossing import Crossing


def test_calls_of_many_threads_run_in_the_thread_of_qt_and_each_threads_in_its_order(qtbot: QtBot) -> None:
    crossing, seen = Crossing(), list[tuple[int, int, int]]()

    def leave(thread: int) -> None:
        for number in range(50):
            crossing.post(lambda number=number: seen.append((thread, number, threading.get_ident())))  # type: ignore[misc]

    threads = [threading.Thread(target=leave, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    qtbot.waitUntil(lambda: len(seen) == 200)
    assert {ident for _, _, ident in seen} == {threading.get_ident()}
    for one in range(4):
        assert [number for thread, number, _ in seen if thread == one] == list(range(50))


def test_many_calls_leave_turns_to_qt(qtbot: QtBot) -> None:
    crossing, ticks, done = Crossing(), list[float](), list[int]()
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(0)

    def take_long(number: int) -> None:
        time.sleep(0.003)
        done.append(number)

    for number in range(100):
        crossing.post(functools.partial(take_long, number))
    qtbot.waitUntil(lambda: len(done) == 100)
    assert len(ticks) >= 20
    timer.stop()


def test_a_call_that_raises_does_not_hold_up_those_behind_it(qtbot: QtBot) -> None:
    crossing, seen = Crossing(), list[str]()

    def break_down() -> None:
        raise ValueError("on purpose")

    with qtbot.captureExceptions() as caught:
        crossing.post(break_down)
        crossing.post(lambda: seen.append("after"))
        qtbot.waitUntil(lambda: seen == ["after"])
    assert [str(error[1]) for error in caught] == ["on purpose"]


def test_nothing_runs_after_it_is_closed(qtbot: QtBot) -> None:
    crossing, seen = Crossing(), list[str]()
    crossing.post(lambda: seen.append("before"))
    crossing.close()
    crossing.post(lambda: seen.append("after"))
    qtbot.wait(20)
    assert seen == []
