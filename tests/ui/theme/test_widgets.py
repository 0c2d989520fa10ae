"""The small widgets: what they show, say and send."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from foley_ui.theme.elided_label import ElidedLabel
from foley_ui.theme.roles import DARK, LIGHT, Role
from foley_ui.theme.theme import Mode, Theme
from foley_ui.theme.widgets import Badge, EmptyState, Hint, IconButton

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp, Mode.LIGHT)
    yield made
    made.deleteLater()
    QApplication.processEvents()


def test_an_icon_button_has_a_name_a_tooltip_and_a_place_in_the_tab_order(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "play", "Play", "Play (Space)")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Play"
    assert button.toolTip() == "Play (Space)"
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert not button.icon().isNull()


def test_an_icon_button_is_pressed_by_space(theme: Theme, qtbot: QtBot) -> None:
    button = IconButton(theme, "play", "Play")
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)


def test_an_elided_label_shows_all_where_there_is_room(theme: Theme, qtbot: QtBot) -> None:
    label = ElidedLabel("a heavy oak door slams in a stone corridor")
    qtbot.addWidget(label)
    label.resize(label.sizeHint())
    label.show()
    assert (label.text(), label.toolTip()) == (label.whole, "")
    label.resize(120, 20)
    assert label.text().endswith("…")
    assert label.toolTip() == label.accessibleName() == label.whole
    assert QFontMetrics(label.font()).horizontalAdvance(label.text()) <= 120


def test_an_elided_label_takes_prompts_as_they_are(theme: Theme, qtbot: QtBot) -> None:
    label = ElidedLabel("<b>bold</b> & loud")
    qtbot.addWidget(label)
    label.resize(400, 20)
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.whole == "<b>bold</b> & loud"


def test_a_badge_changes_its_tone(theme: Theme, qtbot: QtBot) -> None:
    badge = Badge("failed", "bad")
    qtbot.addWidget(badge)
    badge.ensurePolished()
    assert badge.palette().windowText().color().name() == LIGHT[Role.BAD]
    badge.set_tone("good")
    assert badge.palette().windowText().color().name() == LIGHT[Role.GOOD]


def test_a_hint_is_faint_and_breaks_its_lines(theme: Theme, qtbot: QtBot) -> None:
    hint = Hint("Each take is ranked against your words. The best one comes first.")
    qtbot.addWidget(hint)
    hint.ensurePolished()
    assert hint.wordWrap()
    assert hint.palette().windowText().color().name() == LIGHT[Role.FAINT]


def test_an_empty_state_offers_what_one_can_do(theme: Theme, qtbot: QtBot) -> None:
    empty = EmptyState("history", "Nothing here yet.", "Generate something")
    qtbot.addWidget(empty)
    empty.show()
    button = empty.findChild(QPushButton)
    assert button is not None
    assert button.isVisible()
    with qtbot.waitSignal(empty.acted):
        button.click()


def test_an_empty_state_without_an_action_has_no_button(theme: Theme, qtbot: QtBot) -> None:
    empty = EmptyState("history", "Nothing here yet.")
    qtbot.addWidget(empty)
    empty.show()
    button = empty.findChild(QPushButton)
    assert button is not None
    assert not button.isVisible()


@pytest.mark.parametrize("width", [280, 500, 900])
def test_a_long_sentence_of_an_empty_state_is_never_cut_off(theme: Theme, qtbot: QtBot, width: int) -> None:
    empty = EmptyState("history", "Nothing here yet. What you generate is kept here, with its recipe. " * 3, "Go on")
    qtbot.addWidget(empty)
    empty.resize(width, 500)
    empty.show()
    hint = empty.findChild(Hint)
    assert hint is not None
    assert hint.height() >= hint.heightForWidth(hint.width())
    assert abs(hint.geometry().center().x() - width // 2) <= 1


def test_the_drawing_of_an_empty_state_follows_the_theme(theme: Theme, qtbot: QtBot) -> None:
    empty = EmptyState("stop", "Nothing here yet.")
    qtbot.addWidget(empty)
    empty.show()

    def middle() -> str:
        picture = next(label.pixmap() for label in empty.findChildren(QLabel) if not label.pixmap().isNull())
        return picture.toImage().pixelColor(picture.width() // 2, picture.height() // 2).name()

    assert middle() == LIGHT[Role.FAINT]
    theme.set_mode(Mode.DARK)
    assert middle() == DARK[Role.FAINT]
