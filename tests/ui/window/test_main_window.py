"""The window: panels, keys, narrow and wide, what it remembers, closing and quitting."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.window.main_window import MainWindow
from foley_ui.window.panel_holder import PanelHolder
from foley_ui.window.shortcuts import ShortcutsOverlay
from foley_ui.window.sidebar import NARROW, SideBar
from tests.ui.window.surroundings import PlainPanel, forget_deleted, surroundings, windowed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
NAMES = ("generate", "library", "picture", "history", "training", "packs", "hosts", "settings", "log", "doctor")


@pytest.fixture
def context(tmp_path: Path, qapp: QApplication) -> Iterator[Context]:
    with surroundings(tmp_path, qapp) as made:
        yield made


@pytest.fixture
def made() -> list[str]:
    """The panels that were made."""
    return []


@pytest.fixture
def window(context: Context, made: list[str], qtbot: QtBot) -> Iterator[MainWindow]:
    with windowed(context, made=made) as shown:
        show(shown, qtbot)
        yield shown


def show(window: MainWindow, qtbot: QtBot) -> None:
    """Show it and let it have the focus."""
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def panel(window: MainWindow, name: str) -> PlainPanel:
    found = window.panel(name)
    assert isinstance(found, PlainPanel)
    return found


def test_only_the_panel_that_is_looked_at_is_made(window: MainWindow, made: list[str]) -> None:
    assert made == ["generate"]
    window.open("packs")
    window.open("generate")
    assert made == ["generate", "packs"]


def test_no_panel_is_made_before_the_first_show(context: Context, made: list[str]) -> None:
    with windowed(context, made=made):
        assert made == []


def test_control_and_a_digit_go_to_each_panel(window: MainWindow, qtbot: QtBot) -> None:
    for place, name in enumerate(NAMES, start=1):
        digit = place % 10  # the tenth is at the 0
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + digit), Qt.KeyboardModifier.ControlModifier)
        assert window.current == name
        assert panel(window, name).isVisible()


def test_neighbours_are_reached_by_page_keys_around_the_end(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "doctor"
    QTest.keyClick(window, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert window.current == "generate"


def test_the_arrow_keys_go_along_the_side_bar(window: MainWindow, qtbot: QtBot) -> None:
    bar = window.findChild(SideBar)
    assert bar is not None
    bar.button("generate").setFocus()
    QTest.keyClick(bar.button("generate"), Qt.Key.Key_Down)
    assert window.current == "library"
    assert bar.button("library").hasFocus()
    QTest.keyClick(bar.button("library"), Qt.Key.Key_Up)
    assert window.current == "generate"


def test_the_side_bar_is_one_stop_of_the_tab_key(window: MainWindow) -> None:
    bar = window.findChild(SideBar)
    assert bar is not None
    window.open("packs")
    stops = [name for name in NAMES if bar.button(name).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["packs"]


def test_at_the_first_show_the_keys_go_to_the_panel(window: MainWindow) -> None:
    assert window.focusWidget() is panel(window, "generate").line


def test_panels_know_when_they_are_looked_at(window: MainWindow) -> None:
    first = panel(window, "generate")
    assert first.told == ["shown"]
    window.open("generate")
    assert first.told == ["shown"]
    window.open("log")
    assert first.told == ["shown", "hidden"]
    window.hide()
    assert panel(window, "log").told == ["shown", "hidden"]
    window.show()
    assert panel(window, "log").told == ["shown", "hidden", "shown"]
    assert first.told == ["shown", "hidden"]


def test_a_panel_can_want_another_one_with_a_thing_to_show(window: MainWindow) -> None:
    panel(window, "generate").wants.emit("history", "a request")
    assert window.current == "history"
    assert panel(window, "history").taken == ["a request"]


def test_an_unknown_panel_changes_nothing(window: MainWindow) -> None:
    window.open("nowhere", "a thing")
    assert window.current == "generate"


def test_a_narrow_window_shows_icons_with_names_in_their_tooltips(window: MainWindow) -> None:
    bar = window.findChild(SideBar)
    assert bar is not None
    window.resize(600, 500)
    assert bar.width() == NARROW
    assert bar.button("hosts").toolTip() == "Connections  Ctrl+7"
    assert bar.button("hosts").accessibleName() == "Connections"
    window.resize(1000, 500)
    assert bar.width() > 2 * NARROW


def test_no_label_of_the_side_bar_is_cut_off(window: MainWindow) -> None:
    bar = window.findChild(SideBar)
    assert bar is not None
    window.resize(1000, 600)
    QApplication.processEvents()
    for name in NAMES:
        button = bar.button(name)
        assert button.width() >= button.sizeHint().width()
        assert bar.rect().contains(button.geometry())


def test_a_panel_fills_its_room_and_can_be_moved_where_it_needs_more(window: MainWindow, qtbot: QtBot) -> None:
    current = panel(window, "generate")
    holder = window.findChild(PanelHolder)
    assert holder is not None
    window.resize(760, 560)
    QApplication.processEvents()
    assert current.size() == holder.size() == holder.viewport().size()
    wide = QLabel("w", current)
    wide.setMinimumSize(900, 200)
    layout = current.layout()
    assert layout is not None
    layout.addWidget(wide)
    QApplication.processEvents()
    assert current.width() >= 900
    qtbot.waitUntil(lambda: current.height() == holder.viewport().height())
    assert holder.horizontalScrollBar().maximum() > 0
    assert holder.verticalScrollBar().maximum() == 0
    wide.deleteLater()
    forget_deleted()
    qtbot.waitUntil(lambda: current.size() == holder.viewport().size() == holder.size())


def test_geometry_and_panel_are_remembered(context: Context) -> None:
    with windowed(context) as window:
        window.show()
        window.setGeometry(40, 50, 700, 520)
        window.open("training")
        window.keep()
    with windowed(context) as again:
        assert (again.size().width(), again.size().height()) == (700, 520)
        assert again.current == "training"


def test_a_remembered_panel_that_is_no_more_is_the_first_one(context: Context) -> None:
    context.keeping.choose("window.panel", "gone")
    with windowed(context) as window:
        assert window.current == "generate"


def test_closing_hides_where_there_is_a_tray_and_says_so_once(context: Context, qtbot: QtBot) -> None:
    with windowed(context, tray=True) as window:
        for _ in range(2):
            window.show()
            with qtbot.assertNotEmitted(window.quit_wanted, wait=50):
                window.close()
            assert not window.isVisible()
        assert [notice.sentence.partition(".")[0] for notice in context.notices.recent] == [
            "Foley Bridge stays in the tray"
        ]


def test_closing_quits_where_there_is_no_tray(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.quit_wanted):
        window.close()


def test_closing_quits_where_the_settings_do_not_want_the_tray(context: Context, qtbot: QtBot) -> None:
    context.settings.file.parent.mkdir(parents=True)
    context.settings.file.write_text("[tray]\nclose_to_tray = false\n")
    with qtbot.waitSignal(context.settings.changed):
        context.settings.reload(owner=context.settings)
    with windowed(context, tray=True) as window:
        window.show()
        with qtbot.waitSignal(window.quit_wanted):
            window.close()


def test_control_q_quits_also_with_a_tray(context: Context, qtbot: QtBot) -> None:
    with windowed(context, tray=True) as window:
        show(window, qtbot)
        with qtbot.waitSignal(window.quit_wanted):
            QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def test_esc_closes_the_newest_notice_before_a_panel_gets_it(
    window: MainWindow, context: Context, qtbot: QtBot
) -> None:
    cancelled: list[bool] = []
    current = panel(window, "generate")
    QShortcut(QKeySequence("Esc"), current, lambda: cancelled.append(True))
    context.notices.tell("The disk is full.", level=Level.BAD)
    current.line.setFocus()
    QTest.keyClick(current.line, Qt.Key.Key_Escape)
    assert cancelled == []
    assert not any(label.text() == "The disk is full." and label.isVisible() for label in window.findChildren(QLabel))
    QTest.keyClick(current.line, Qt.Key.Key_Escape)
    assert cancelled == [True]


def test_control_z_takes_back_what_a_notice_offers_but_in_a_field_what_was_typed(
    window: MainWindow, context: Context
) -> None:
    done: list[str] = []
    context.notices.tell("It is in the trash.", action=("Undo", lambda: done.append("back")), undoes=True)
    line = panel(window, "generate").line
    line.setFocus()
    QTest.keyClicks(line, "boots")
    QTest.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (line.text(), done) == ("", [])
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert done == ["back"]
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (done, context.notices.recent[-1].sentence) == (["back"], "There is nothing to undo.")


def test_notices_lie_over_the_panels_and_leave_the_strip_free(window: MainWindow, context: Context) -> None:
    context.notices.tell("The disk is full.", level=Level.BAD)
    window.open("packs")
    card = window._notices.cards[0]
    assert window.childAt(card.mapTo(window, QPoint(card.width() // 2, 4))) in (card, *card.findChildren(QWidget))
    assert card.mapTo(window, QPoint(0, card.height())).y() <= window._strip.mapTo(window, QPoint(0, 0)).y()


def test_f1_shows_the_keys_of_window_and_panel_and_hides_them(window: MainWindow, qtbot: QtBot) -> None:
    current = panel(window, "generate")
    action = QAction("&Play", current)
    action.setShortcut(QKeySequence("Space"))
    quiet = QShortcut(QKeySequence("Ctrl+L"), current)
    quiet.setWhatsThis("To the prompt")
    QTest.keyClick(window, Qt.Key.Key_F1)
    overlay = window.findChild(ShortcutsOverlay)
    assert overlay is not None
    assert overlay.hasFocus()
    texts = [label.text() for label in overlay.findChildren(QLabel)]
    for wanted in ("Play", "Space", "To the prompt", "Ctrl+L", "Ctrl+8", "Quit"):
        assert wanted in texts
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.findChild(ShortcutsOverlay) is None


def test_the_keys_of_a_long_panel_are_scrolled_by_keys(window: MainWindow) -> None:
    window.resize(600, 400)
    window.show_shortcuts()
    overlay = window.findChild(ShortcutsOverlay)
    assert overlay is not None
    (area,) = overlay.findChildren(QScrollArea)
    assert area.hasFocus()
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    overlay.dismiss()


def test_a_new_window_is_no_larger_than_its_screen(window: MainWindow) -> None:
    assert window.size() == window.size().boundedTo(window.screen().availableSize())


def test_esc_closes_the_keys_and_gives_the_focus_back(window: MainWindow, qtbot: QtBot) -> None:
    line = panel(window, "generate").line
    line.setFocus()
    window.show_shortcuts()
    overlay = window.findChild(ShortcutsOverlay)
    assert overlay is not None
    QTest.keyClick(overlay, Qt.Key.Key_Escape)
    assert window.findChild(ShortcutsOverlay) is None
    assert window.focusWidget() is line


def test_toggle_shows_and_hides(window: MainWindow) -> None:
    window.activateWindow()
    QApplication.processEvents()
    window.toggle()
    assert not window.isVisible()
    window.toggle()
    assert window.isVisible()


def test_a_minimised_window_comes_back(window: MainWindow) -> None:
    window.showMinimized()
    window.raise_up()
    assert not window.isMinimized()


def test_every_widget_one_can_use_has_a_name(window: MainWindow, context: Context) -> None:
    context.notices.tell("The disk is full.", level=Level.BAD, action=("Open log", lambda: None))
    window.show_shortcuts()
    usable = [one for one in window.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    nameless = [one for one in usable if not (one.accessibleName() or getattr(one, "text", str)())]
    assert nameless == []
