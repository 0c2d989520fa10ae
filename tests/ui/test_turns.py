"""Long work in Qt's thread, cut into turns of its loop."""

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from foley_ui.turns import TURN_S, Turns


def spent(seconds: float) -> None:
    """Keep Qt's thread at work."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        pass


def numbers(taken: list[str], most: int, *, each_s: float = 0.0) -> Iterator[None]:
    """Steps that are counted."""
    for number in range(most):
        spent(each_s)
        taken.append(str(number))
        yield


def test_all_steps_are_taken_in_their_order_and_then_it_is_done(qtbot: QtBot) -> None:
    turns, taken = Turns(), list[str]()
    turns.begin(numbers(taken, 3), lambda: taken.append("done"))
    assert turns.busy
    assert taken == [], "the first turn is the next one"
    qtbot.waitUntil(lambda: not turns.busy)
    assert taken == ["0", "1", "2", "done"]


def test_what_others_want_comes_between_two_turns(qtbot: QtBot) -> None:
    turns, taken, others = Turns(), list[str](), QObject()
    turns.begin(numbers(taken, 4, each_s=TURN_S))
    clock = QTimer(others)
    clock.timeout.connect(lambda: taken.append("other"))
    clock.start(0)
    qtbot.waitUntil(lambda: not turns.busy)
    clock.stop()
    assert "other" in taken[taken.index("0") : taken.index("3")]


def test_what_is_asked_for_now_is_finished_now() -> None:
    turns, taken = Turns(), list[str]()
    turns.begin(numbers(taken, 5, each_s=TURN_S / 2), lambda: taken.append("done"))
    turns.finish()
    assert taken == ["0", "1", "2", "3", "4", "done"]
    assert not turns.busy


def test_a_new_beginning_gives_up_what_was_left(qtbot: QtBot) -> None:
    turns, old, new = Turns(), list[str](), list[str]()
    turns.begin(numbers(old, 3), lambda: old.append("done"))
    turns.begin(numbers(new, 2))
    qtbot.waitUntil(lambda: not turns.busy)
    assert old == []
    assert new == ["0", "1"]


def test_a_step_may_begin_something_else(qtbot: QtBot) -> None:
    turns, taken = Turns(), list[str]()

    def first() -> Iterator[None]:
        turns.begin(numbers(taken, 2))
        yield
        taken.append("never")

    turns.begin(first())
    qtbot.waitUntil(lambda: not turns.busy)
    assert taken == ["0", "1"]


def test_a_step_that_fails_ends_it_and_is_told() -> None:
    turns = Turns()

    def broken() -> Iterator[None]:
        yield
        raise ValueError("no widget")

    turns.begin(broken())
    with pytest.raises(ValueError, match="no widget"):
        turns.finish()
    assert not turns.busy
