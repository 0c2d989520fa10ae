"""The icon's menu and clicks over a real daemon; the place in a real tray has a test of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from foley_ui.autostart import DesktopAutostart
from foley_ui.context import Context
from foley_ui.notices import Level
from foley_ui.tray.tray_icon import TrayIcon
from foley_ui.window.main_window import MainWindow
from foley_ui.window.standing import Standing
from tests.ui.window.surroundings import WAIT_MS, forget_deleted, plain_entries, surroundings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen


@dataclass(frozen=True)
class Tray:
    context: Context
    standing: Standing
    icon: TrayIcon
    window: MainWindow
    autostart: DesktopAutostart

    @property
    def menu(self) -> QMenu:
        menu = self.icon.icon.contextMenu()
        menu.aboutToShow.emit()
        return menu

    def action(self, text: str) -> QAction:
        return next(one for one in self.menu.actions() if one.text().startswith(text) and one.isVisible())

    def texts(self) -> list[str]:
        return [one.text() for one in self.menu.actions() if one.isVisible() and not one.isSeparator()]


@contextmanager
def trayed(home: Path, app: QApplication) -> Iterator[Tray]:
    with surroundings(home, app) as context:
        standing = Standing(context)
        entry = DesktopAutostart(["foley-bridge-tray"], home / "autostart")
        icon = TrayIcon(context, standing, entry)
        window = MainWindow(context, plain_entries(), standing, has_tray=lambda: True)
        icon.attach(window)
        try:
            yield Tray(context, standing, icon, window, entry)
        finally:
            window.hide()
            for one in (window, icon, standing):
                one.deleteLater()
            forget_deleted()


@pytest.fixture
def tray(tmp_path: Path, qapp: QApplication) -> Iterator[Tray]:
    with trayed(tmp_path, qapp) as made:
        yield made


@pytest.fixture
def reached(tray: Tray, qtbot: QtBot) -> Tray:
    tray.context.bridge.start()
    qtbot.waitUntil(lambda: bool(tray.standing.now.status.pack), timeout=WAIT_MS)
    return tray


def sentences(tray: Tray) -> list[str]:
    return [notice.sentence for notice in tray.context.notices.recent]


def test_the_menu_says_all_that_one_can_do(tray: Tray) -> None:
    assert tray.texts() == [
        "Open Foley Bridge", "Generate again", "Nothing is being made", "Copy token", "Sounds folder",
        "Start with the session", "Settings", "Quit",
    ]  # fmt: skip
    assert tray.menu.defaultAction() is tray.action("Open Foley Bridge")
    assert not tray.action("Generate again").isEnabled()


def test_the_menu_is_up_to_date_also_where_nobody_says_that_it_opens(tray: Tray) -> None:
    menu = tray.icon.icon.contextMenu()
    tray.context.bridge.reached.emit(False, "The port is taken.")  # noqa: FBT003  # Qt's signals take values by position
    tray.context.keeping.add_prompt("rain")
    texts = [one.text() for one in menu.actions() if one.isVisible()]
    assert "The port is taken." in texts
    again = next(one for one in menu.actions() if one.text() == "Generate again")
    prompts = again.menu()
    assert isinstance(prompts, QMenu)
    assert [one.text() for one in prompts.actions()] == ["rain"]


def test_a_click_shows_the_window_and_another_one_hides_it(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitActive(tray.window):
        tray.icon.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    tray.icon.icon.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert not tray.window.isVisible()


def test_a_middle_click_stops_the_sound(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr(tray.context.player, "stop", lambda: stopped.append(True))
    tray.icon.icon.activated.emit(QSystemTrayIcon.ActivationReason.MiddleClick)
    assert stopped == [True]


def test_the_other_clicks_leave_the_window_alone(tray: Tray) -> None:
    for reason in (QSystemTrayIcon.ActivationReason.MiddleClick, QSystemTrayIcon.ActivationReason.Context):
        tray.icon.icon.activated.emit(reason)
    assert not tray.window.isVisible()


def test_settings_opens_the_window_there(tray: Tray) -> None:
    tray.action("Settings").trigger()
    assert tray.window.isVisible()
    assert tray.window.current == "settings"


def test_quit_quits(tray: Tray, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tray.icon.quit_wanted):
        tray.action("Quit").trigger()


def test_the_last_prompts_are_asked_for_again_with_the_last_settings(reached: Tray, qtbot: QtBot) -> None:
    keeping = reached.context.keeping
    keeping.set_generate({"prompt": "another", "seconds": 1.0, "count": 2, "seed": 7})
    for number in range(12):
        keeping.add_prompt(f"rain & wind {number}")
    prompts = reached.action("Generate again").menu()
    assert isinstance(prompts, QMenu)
    assert [one.text() for one in prompts.actions()] == [f"rain && wind {number}" for number in range(11, 3, -1)]
    prompts.actions()[2].trigger()
    qtbot.waitUntil(lambda: any("rain & wind 9" in sentence for sentence in sentences(reached)), timeout=WAIT_MS)
    assert keeping.prompts[0] == "rain & wind 9"
    sounds = reached.standing.now.status.sounds
    qtbot.waitUntil(lambda: len(list(Path(sounds).rglob("*.wav"))) == 2, timeout=WAIT_MS)


def test_what_is_being_made_is_named_and_can_be_cancelled(reached: Tray, qtbot: QtBot) -> None:
    reached.context.bridge.call("/foley/generate", "slow rain & wind", 1.0, 1, owner=reached.icon)
    qtbot.waitUntil(lambda: reached.standing.now.making == "slow rain & wind", timeout=WAIT_MS)
    assert "Making “slow rain && wind”" in reached.texts()
    assert "slow rain & wind" in reached.icon.icon.toolTip()
    with qtbot.waitSignal(
        reached.context.bridge.told,
        timeout=WAIT_MS,
        check_params_cb=lambda told: told.values.get("code") == "cancelled",
    ):
        reached.action("Cancel").trigger()
    assert reached.standing.now.trouble == ""


def test_the_token_is_copied(reached: Tray) -> None:
    session = reached.context.bridge.session
    assert session is not None
    reached.action("Copy token").trigger()
    assert QGuiApplication.clipboard().text() == session.token
    assert not any(session.token in sentence for sentence in sentences(reached))


def test_without_a_daemon_there_is_no_token_and_it_is_said(tray: Tray) -> None:
    tray.action("Copy token").trigger()
    assert sentences(tray) == ["There is no token yet: the daemon is not running."]


def test_start_with_the_session_shows_what_the_system_has_and_is_saved(tray: Tray, qtbot: QtBot) -> None:
    action = tray.action("Start with the session")
    assert not action.isChecked()
    with qtbot.waitSignal(tray.context.settings.changed, timeout=WAIT_MS):
        action.trigger()
    assert tray.context.settings.current.tray.start_with_session
    tray.autostart.switch_on()  # which is what the settings' effects do
    action.setChecked(False)
    tray.menu.aboutToShow.emit()
    qtbot.waitUntil(action.isChecked, timeout=WAIT_MS)


@pytest.fixture
def shown(tray: Tray, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The messages that the desktop was asked to show: without a screen there is none that shows them."""
    messages: list[str] = []
    monkeypatch.setattr(tray.icon.icon, "supportsMessages", lambda: True, raising=False)
    monkeypatch.setattr(tray.icon.icon, "showMessage", lambda _, text, *__: messages.append(text), raising=False)
    return messages


def test_notices_become_messages_only_while_nobody_sees_the_window(tray: Tray, shown: list[str]) -> None:
    tell = tray.context.notices.tell
    tell("One.", level=Level.BAD)
    tell("One.", level=Level.BAD)
    tray.window.show()
    tell("Two.")
    tray.window.showMinimized()
    tell("Three.")
    assert shown == ["One.", "Three."]


def test_a_click_on_a_message_does_what_its_button_would_do_or_opens_the_window(tray: Tray, shown: list[str]) -> None:
    done: list[str] = []
    tray.context.notices.tell("Moved to the trash.", action=("Undo", lambda: done.append("undone")))
    tray.icon.icon.messageClicked.emit()
    assert (done, tray.window.isVisible()) == (["undone"], False)
    tray.context.notices.tell("Done.")
    tray.icon.icon.messageClicked.emit()
    assert tray.window.isVisible()
    assert done == ["undone"]
