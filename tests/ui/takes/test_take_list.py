"""The list of takes: cards, keys, marks, places for what is still to come."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.journal.records import State
from foley_ui.takes.card import TakeCard
from foley_ui.takes.drag import made_drag
from foley_ui.takes.following import Progress
from foley_ui.takes.pending import PendingCard
from foley_ui.takes.take_list import CARDS_A_TURN, TakeList
from foley_ui.theme.elided_label import ElidedLabel
from tests.ui.takes.around import Around, around, shown
from tests.ui.takes.sounds import asked, take


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path, start=False) as made:
        yield made


@pytest.fixture
def takes(parts: Around) -> Iterator[TakeList]:
    made = TakeList(parts.context)
    with shown(made, 800, 500):
        yield made


def cards(takes: TakeList) -> list[TakeCard]:
    for _ in range(len(takes.takes)):
        QTest.qWait(1)
    return sorted((one for one in takes.findChildren(TakeCard) if one.isVisible()), key=lambda one: one.y())


def test_takes_stand_in_their_order_and_keep_their_cards_when_it_changes(takes: TakeList, tmp_path: Path) -> None:
    one, two = take(tmp_path, 0), take(tmp_path, 1)
    takes.show_asked(asked(one, two))
    QApplication.processEvents()
    before = {card.take.key: card for card in takes.findChildren(TakeCard)}
    takes.choose(two.key)
    takes.show_asked(asked(two, one))
    assert [one.key for one in takes.takes] == [two.key, one.key]
    assert {card.take.key: card for card in takes.findChildren(TakeCard)} == before
    assert takes.current == two


def test_each_card_says_rank_score_and_verdict_in_words(takes: TakeList, tmp_path: Path) -> None:
    takes.show_asked(
        asked(take(tmp_path, 0), take(tmp_path, 1, score=0.1), take(tmp_path, 2, score=math.nan, there=False))
    )
    names = [card.accessibleName() for card in cards(takes)]
    assert names == [
        "Sound 1, 0.50, passed, 2.00 s",
        "Sound 2, 0.10, under the threshold, 2.00 s",
        "Sound 3, no score, under the threshold, The file is not there any more.",
    ]


def test_arrows_move_shift_adds_and_up_at_the_first_leaves(takes: TakeList, qtbot: QtBot, tmp_path: Path) -> None:
    takes.show_asked(asked(*(take(tmp_path, index) for index in range(4))))
    takes.setFocus()
    QTest.keyClick(takes, Qt.Key.Key_Down)
    QTest.keyClick(takes, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [one.index for one in takes.chosen] == [1, 2]
    QTest.keyClick(takes, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(takes.chosen) == 4
    QTest.keyClick(takes, Qt.Key.Key_Home)
    with qtbot.waitSignal(takes.left_upwards, timeout=1000):
        QTest.keyClick(takes, Qt.Key.Key_Up)


def test_the_current_card_alone_is_reached_by_tab(takes: TakeList, tmp_path: Path) -> None:
    takes.show_asked(asked(*(take(tmp_path, index) for index in range(3))))
    by_tab = [card.take.index for card in cards(takes) if card.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert by_tab == [0]


def test_places_for_what_is_to_come_say_how_far_it_is(takes: TakeList, tmp_path: Path) -> None:
    takes.show_asked(asked(take(tmp_path, 0), count=3, state=State.RUNNING))
    QApplication.processEvents()
    pending = [one for one in takes.findChildren(PendingCard) if not one.isHidden()]
    assert len(pending) == 2
    takes.show_progress(Progress("denoise", 0.42, 3.2))
    assert "shaping the sound · 42 % · 3 s left" in [label.whole for label in pending[0].findChildren(ElidedLabel)]
    takes.show_asked(asked(*(take(tmp_path, index) for index in range(3))))
    assert not [one for one in takes.findChildren(PendingCard) if not one.isHidden()]


def test_the_focus_stays_in_the_list_when_its_cards_go(takes: TakeList, tmp_path: Path) -> None:
    beside = QWidget(takes.parentWidget())
    takes.show_asked(asked(take(tmp_path, 0)))
    takes.activateWindow()
    takes.setFocus()
    QApplication.processEvents()
    takes.show_asked(None)
    focused = QApplication.focusWidget()
    assert focused is None or focused is takes or takes.isAncestorOf(focused)
    beside.deleteLater()


def test_sixteen_takes_are_shown_a_few_a_turn_and_their_cards_are_used_again(takes: TakeList, tmp_path: Path) -> None:
    takes.show_asked(asked(*(take(tmp_path, index) for index in range(16))))
    assert len(takes.takes) == 16
    assert len(takes.findChildren(TakeCard)) == CARDS_A_TURN
    first = cards(takes)
    assert [card.take.index for card in first] == list(range(16))
    takes.show_asked(asked(*(take(tmp_path, index) for index in range(20, 36))))
    assert set(cards(takes)) == set(first)
    assert [card.take.index for card in cards(takes)] == list(range(20, 36))
    takes.show_asked(asked(take(tmp_path, 1)))
    assert [card.take.index for card in cards(takes)] == [1]


def test_a_favourite_is_seen_at_once(parts: Around, takes: TakeList, tmp_path: Path) -> None:
    one = take(tmp_path, 0)
    takes.show_asked(asked(one))
    (card,) = takes.findChildren(TakeCard)
    parts.context.keeping.set_favourite(one.key, on=True)
    assert "No favourite any more (F)" in [child.toolTip() for child in card.findChildren(QWidget)]


def test_a_drag_from_the_picture_takes_all_chosen_files_that_are_there(
    takes: TakeList, qtbot: QtBot, tmp_path: Path
) -> None:
    takes.show_asked(asked(take(tmp_path, 0), take(tmp_path, 1, there=False), take(tmp_path, 2)))
    view = cards(takes)[0]._view
    dragged: list[bool] = []
    takes.dragged.connect(lambda: dragged.append(True))
    for kind, x in ((QEvent.Type.MouseButtonPress, 10.0), (QEvent.Type.MouseMove, 80.0)):
        _mouse(view, kind, x)
    assert dragged == [True]
    QTest.keyClick(takes, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    drag = made_drag(takes, takes.chosen, takes.picture_of(takes.chosen[0]))
    assert drag is not None
    assert [Path(url.toLocalFile()).name for url in drag.mimeData().urls()] == [
        "FEETHmn_Boots_FB_NONE_00.wav",
        "FEETHmn_Boots_FB_NONE_02.wav",
    ]
    assert not drag.pixmap().isNull()
    drag.deleteLater()
    assert made_drag(takes, [take(tmp_path, 5, there=False)], takes.grab()) is None


def test_a_click_into_the_picture_chooses_the_take_and_is_a_click_of_the_picture_too(
    takes: TakeList, tmp_path: Path
) -> None:
    takes.show_asked(asked(take(tmp_path, 0), take(tmp_path, 1)))
    card = cards(takes)[1]
    heard = Heard()
    card._view.installEventFilter(heard)  # before the card's own: it sees what the card keeps, too
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        _mouse(card._view, kind, 20.0)
    assert takes.current is not None
    assert takes.current.index == 1
    press, release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
    assert heard.kinds == [press, release, press, release]  # the window's, and those that the card passed on


class Heard(QObject):
    """The presses and releases that a widget gets."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[QEvent.Type] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            self.kinds.append(event.type())
        return super().eventFilter(watched, event)


def _mouse(widget: QWidget, kind: QEvent.Type, x: float) -> None:
    place = QPointF(x, 10.0)
    button = Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, place, QPointF(widget.mapToGlobal(place)), button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)
