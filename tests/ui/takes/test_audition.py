"""How takes are heard, and what is remembered of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from foley_ui.sound.player import Playing
from foley_ui.takes.audition import Audition
from tests.ui.takes.around import Around, around
from tests.ui.takes.sounds import take


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path, start=False) as made:
        yield made


@pytest.fixture
def audition(parts: Around) -> Audition:
    return Audition(parts.player, parts.context.keeping)


def test_the_two_heard_last_are_compared_back_and_forth(parts: Around, audition: Audition, tmp_path: Path) -> None:
    one, two, three = (take(tmp_path, index) for index in range(3))
    assert not audition.compare()
    for each in (one, two, three):
        audition.play(each)
    assert audition.compare()
    assert audition.compare()
    assert parts.player.asked[-2:] == [("switch", two.path), ("switch", three.path)]


def test_what_is_played_by_a_click_in_its_picture_counts_as_heard(
    parts: Around, audition: Audition, tmp_path: Path
) -> None:
    one, two = (take(tmp_path, index) for index in range(2))
    audition.play(one)
    parts.player.changed.emit(Playing(two.path, 0.1, 2.0, sounding=True))
    assert (audition.heard, audition.sounding) == ((one.path, two.path), True)


def test_a_take_whose_file_is_gone_is_not_played(parts: Around, audition: Audition, tmp_path: Path) -> None:
    audition.play(take(tmp_path, 0, there=False))
    audition.toggle(take(tmp_path, 1, there=False))
    assert parts.player.asked == []


def test_what_goes_to_the_trash_is_stopped_and_forgotten(parts: Around, audition: Audition, tmp_path: Path) -> None:
    one, two = (take(tmp_path, index) for index in range(2))
    audition.play(one)
    audition.play(two)
    audition.forget([two.path])
    assert parts.player.asked[-1][0] == "stop"
    assert audition.heard == (one.path,)


def test_its_switches_are_kept_over_a_restart(tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path, start=False) as before:
        audition = Audition(before.player, before.context.keeping)
        assert (audition.loop, audition.matched, audition.on_arrival) == (False, True, False)
        audition.set_loop(on=True)
        audition.set_matched(on=False)
        audition.set_on_arrival(on=True)
    with around(tmp_path, start=False) as after:
        audition = Audition(after.player, after.context.keeping)
        assert (after.player.loop, after.player.matched, audition.on_arrival) == (True, False, True)
