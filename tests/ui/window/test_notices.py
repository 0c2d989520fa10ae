"""Notices: told once, counted up, three at most, closed by time, by Esc or by hand."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from foley_ui.notices import Level, Notice, Notices
from foley_ui.theme.theme import Mode, Theme
from foley_ui.theme.widgets import IconButton
from foley_ui.window.notice_bar import NoticeBar
from foley_ui.window.notice_stack import SHOWN_MOST, STAY_S, WAITING_MOST, NoticeStack

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def note(number: int, level: Level = Level.NOTE) -> Notice:
    return Notice(number, f"Sentence {number}.", level)


def test_the_same_sentence_soon_after_counts_up(qapp: QApplication) -> None:
    clock, heard = Clock(), list[Notice]()
    notices = Notices(clock=clock)
    notices.told.connect(heard.append)
    notices.tell("No sound device.", level=Level.WARN)
    clock.now_s += 4
    notices.tell("No sound device.", level=Level.WARN)
    assert [(one.number, one.times) for one in heard] == [(1, 1), (1, 2)]
    clock.now_s += 4.9  # since it was told last
    notices.tell("No sound device.", level=Level.WARN)
    assert heard[-1].times == 3
    clock.now_s += 5.1
    notices.tell("No sound device.", level=Level.WARN)
    assert (heard[-1].number, heard[-1].times) == (2, 1)


def test_the_same_sentence_at_another_level_is_another_notice(qapp: QApplication) -> None:
    notices = Notices(clock=Clock())
    notices.tell("It is full.", level=Level.WARN)
    notices.tell("It is full.", level=Level.BAD)
    assert [one.number for one in notices.recent] == [1, 2]


def test_only_the_last_hundred_are_remembered(qapp: QApplication) -> None:
    notices = Notices()
    for number in range(150):
        notices.tell(f"Sentence {number}.")
    assert len(notices.recent) == 100
    assert notices.recent[-1].number == 150


def test_a_passing_notice_gives_way_to_a_fourth() -> None:
    stack = NoticeStack()
    for notice in (note(1, Level.BAD), note(2), note(3, Level.WARN), note(4)):
        stack.add(notice)
    assert [one.number for one in stack.shown] == [1, 3, 4]


def test_where_all_three_stay_the_next_waits_and_comes_in_its_turn() -> None:
    stack = NoticeStack()
    for number in range(1, 6):
        stack.add(note(number, Level.BAD))
    assert [one.number for one in stack.shown] == [1, 2, 3]
    stack.close(2)
    assert [one.number for one in stack.shown] == [1, 3, 4]
    stack.close(9)
    assert len(stack.shown) == SHOWN_MOST


def test_what_waits_is_bounded() -> None:
    stack = NoticeStack()
    for number in range(1, 100):
        stack.add(note(number, Level.BAD))
    for number in (1, 2, 3):
        stack.close(number)
    assert [one.number for one in stack.shown] == [100 - WAITING_MOST, 101 - WAITING_MOST, 102 - WAITING_MOST]


def test_a_notice_said_again_keeps_its_place() -> None:
    stack = NoticeStack()
    for notice in (note(1), note(2), Notice(1, "Sentence 1.", Level.NOTE, times=2)):
        stack.add(notice)
    assert [(one.number, one.times) for one in stack.shown] == [(1, 2), (2, 1)]


def test_only_what_is_bad_stays_until_it_is_closed() -> None:
    assert set(Level) - set(STAY_S) == {Level.BAD}


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    return made


@pytest.fixture
def bar(qapp: QApplication, parent: QWidget) -> NoticeBar:
    made = NoticeBar(Theme(qapp, Mode.LIGHT), Notices(parent), parent)
    parent.show()
    return made


def under(bar: NoticeBar) -> QWidget:
    parent = bar.parentWidget()
    assert parent is not None
    return parent


def tell(bar: NoticeBar, sentence: str, level: Level = Level.NOTE) -> list[str]:
    """Tell it with an action; what the action did is in the list."""
    done: list[str] = []
    notices = under(bar).findChild(Notices)
    assert notices is not None
    notices.tell(sentence, level=level, action=("Undo", lambda: done.append(sentence)))
    return done


def button(bar: NoticeBar, kind: type[QPushButton | IconButton]) -> QPushButton | IconButton:
    found = bar.cards[-1].findChild(kind)
    assert found is not None
    return found


def test_a_notice_is_shown_over_its_parent_and_within_it(bar: NoticeBar) -> None:
    assert not bar.isVisible()
    tell(bar, "A sentence that is long enough to be broken into lines. " * 6, Level.BAD)
    assert bar.isVisible()
    assert under(bar).rect().contains(bar.geometry())
    under(bar).resize(420, 400)
    assert under(bar).rect().contains(bar.geometry())
    assert bar.cards[0].height() >= bar.cards[0].heightForWidth(bar.cards[0].width())


def test_its_button_does_what_it_says_and_closes_it(bar: NoticeBar, qtbot: QtBot) -> None:
    done = tell(bar, "Moved to the trash.")
    QTest.mouseClick(button(bar, QPushButton), Qt.MouseButton.LeftButton)
    assert done == ["Moved to the trash."]
    assert not bar.isVisible()


def test_its_cross_closes_it_and_does_nothing_else(bar: NoticeBar, qtbot: QtBot) -> None:
    done = tell(bar, "Moved to the trash.")
    cross = button(bar, IconButton)
    assert cross.accessibleName()
    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert (done, bar.cards) == ([], ())


def test_esc_closes_the_newest_first(bar: NoticeBar) -> None:
    for sentence in ("One.", "Two."):
        tell(bar, sentence, Level.BAD)
    assert bar.close_newest()
    assert [card.notice.sentence for card in bar.cards] == ["One."]
    assert bar.close_newest()
    assert not bar.close_newest()


def test_it_goes_by_itself_unless_it_is_bad_or_somebody_points_at_it(bar: NoticeBar, monkeypatch: pytest.MonkeyPatch,
                                                                     qtbot: QtBot) -> None:  # fmt: skip
    monkeypatch.setitem(STAY_S, Level.NOTE, 0.01)
    tell(bar, "Bad.", Level.BAD)
    tell(bar, "Passing.")
    qtbot.waitUntil(lambda: [card.notice.sentence for card in bar.cards] == ["Bad."])


def test_what_nobody_could_read_does_not_go_by_itself(
    bar: NoticeBar, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setitem(STAY_S, Level.NOTE, 0.01)
    under(bar).hide()
    tell(bar, "Passing.")
    qtbot.wait(100)
    assert [card.notice.sentence for card in bar.cards] == ["Passing."]
    under(bar).show()
    qtbot.waitUntil(lambda: not bar.cards)


def test_a_notice_has_its_sentence_as_its_accessible_name(bar: NoticeBar) -> None:
    tell(bar, "The disk is full.", Level.BAD)
    assert bar.cards[0].accessibleName() == "The disk is full."


def test_screen_readers_are_told_and_what_is_bad_interrupts_them(
    bar: NoticeBar, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, QAccessible.AnnouncementPoliteness]] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        heard.append((event.message(), event.politeness()))

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    tell(bar, "Done.", Level.GOOD)
    tell(bar, "The disk is full.", Level.BAD)
    politeness = QAccessible.AnnouncementPoliteness
    assert heard == [("Done.", politeness.Polite), ("The disk is full.", politeness.Assertive)]


def test_a_repeated_notice_shows_how_often(bar: NoticeBar) -> None:
    tell(bar, "No sound device.")
    tell(bar, "No sound device.")
    assert len(bar.cards) == 1
    assert "×2" in [label.text() for label in bar.cards[0].findChildren(type(bar.cards[0]._times))]


def test_markup_in_a_sentence_is_only_text(bar: NoticeBar) -> None:
    tell(bar, "<b>x</b>")
    assert bar.cards[0]._sentence.textFormat() == Qt.TextFormat.PlainText


def test_the_key_of_undo_takes_back_the_newest_thing_once_also_when_its_notice_is_gone(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme, notices, parent = Theme(qapp, Mode.LIGHT), Notices(), QWidget()
    qtbot.addWidget(parent)
    parent.resize(600, 400)
    bar, done = NoticeBar(theme, notices, parent), list[str]()
    for name in ("first", "second", "third"):
        notices.tell(f"{name} is in the trash.", action=("Undo", partial(done.append, name)), undoes=True)
    notices.tell("The path is on the clipboard.", action=("Open", lambda: done.append("opened")))
    undo = next(one for one in bar.cards[1].findChildren(QPushButton) if one.text() == "Undo")
    assert "Ctrl+Z" in undo.toolTip()
    undo.click()
    assert done == ["third"]
    bar.close_newest()
    bar.close_newest()
    assert notices.undo()
    assert notices.undo()
    assert done == ["third", "second", "first"]
    assert not notices.undo()
    assert "is in the trash" not in "".join(card.notice.sentence for card in bar.cards)
    theme.deleteLater()


def test_the_same_thing_done_twice_is_taken_back_twice(qapp: QApplication) -> None:
    notices, done = Notices(), list[int]()
    for number in range(2):
        notices.tell("It is in the trash.", action=("Undo", partial(done.append, number)), undoes=True)
    assert notices.undo()
    assert notices.undo()
    assert done == [1, 0]
