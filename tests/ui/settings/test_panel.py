"""The settings panel as a person uses it: typing, checks, saving, and a file with a mistake."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from foley_bridge.daemon.session import read_session
from foley_bridge.engine.launch import Launch
from foley_bridge.protocol.answers import Answer
from foley_bridge.settings import Settings, load_settings
from foley_models.errors import NotAvailableError
from foley_ui.context import Context
from foley_ui.link.bridge import Bridge
from foley_ui.link.crossing import Crossing
from foley_ui.link.host import Host
from foley_ui.notices import Level
from foley_ui.settings.draft import every_key
from foley_ui.settings.effects import Effects
from foley_ui.settings.panel import SettingsPanel
from foley_ui.settings.places import OutputEditor
from foley_ui.theme.widgets import FlatButton
from tests.bridge.engine.quick_worker import quick_command
from tests.ui.settings.around import Told, Unreached, context_in

NICE = ("engine", "nice")
THREADS = ("engine", "threads")
THEME = ("tray", "theme")


@pytest.fixture
def context(tmp_path: Path, qapp: QApplication) -> Iterator[Context]:
    with context_in(tmp_path) as made:
        yield made


@pytest.fixture
def panel(context: Context, qtbot: QtBot) -> SettingsPanel:
    return shown(context, qtbot)


def shown(context: Context, qtbot: QtBot) -> SettingsPanel:
    panel = SettingsPanel(context)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    qtbot.waitUntil(lambda: panel.page.is_complete)
    return panel


def bridge_of(context: Context) -> Unreached:
    return cast(Unreached, context.bridge)


def number(panel: SettingsPanel, key: tuple[str, str]) -> QSpinBox:
    return cast(QSpinBox, panel.page.rows[key].editor.input)


def button(panel: SettingsPanel, text: str) -> QAbstractButton:
    (found,) = [one for one in panel.findChildren(QPushButton) if one.text() == text and one.isVisibleTo(panel)]
    return found


def labels(panel: SettingsPanel) -> list[str]:
    return [one.text() for one in panel.findChildren(QLabel) if one.isVisibleTo(panel)]


def write(context: Context, text: str) -> Path:
    file = context.folders.settings_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_every_setting_has_a_row_that_the_keyboard_reaches_in_the_order_of_reading(panel: SettingsPanel) -> None:
    assert set(panel.page.rows) == set(every_key())
    assert all(row.editor.input.accessibleName() for row in panel.page.rows.values())
    assert all(row.editor.input.accessibleDescription() for row in panel.page.rows.values())
    order: list[QWidget] = [panel.search]
    while (following := order[-1].nextInFocusChain()) is not None and following not in order:
        order.append(following)
    places = [order.index(row.editor.input) for row in panel.page.rows.values()]
    assert places == sorted(places)


def test_what_is_typed_is_checked_while_it_is_typed_and_not_saved_while_it_is_wrong(
    panel: SettingsPanel, qtbot: QtBot, context: Context
) -> None:
    box = number(panel, NICE)
    box.selectAll()
    QTest.keyClicks(box, "42")
    assert "It must be a whole number from 0 to 19." in labels(panel)
    assert not button(panel, "Save").isEnabled()
    panel.save()
    assert not context.folders.settings_file.exists()
    QTest.keyClick(box, Qt.Key.Key_Backspace)
    assert "It must be a whole number from 0 to 19." not in labels(panel)
    assert button(panel, "Save").isEnabled()


def test_arrows_stay_within_the_rule(panel: SettingsPanel, qtbot: QtBot) -> None:
    box = number(panel, NICE)
    for _ in range(30):
        QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 19


def test_a_wheel_over_the_page_changes_no_number(panel: SettingsPanel) -> None:
    from PySide6.QtCore import QPoint, QPointF
    from PySide6.QtGui import QWheelEvent

    panel.search.setFocus()
    box = number(panel, NICE)
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 120),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003  # inverted; Qt takes it by place
    )
    QApplication.sendEvent(box, event)
    assert (box.value(), event.isAccepted()) == (10, False)


def test_saving_what_the_daemon_reads_restarts_it_and_what_the_tray_reads_does_not(
    panel: SettingsPanel, qtbot: QtBot, context: Context
) -> None:
    told = Told(context.notices)
    panel.page.rows[THEME].editor.show_value("dark")
    cast(QComboBox, panel.page.rows[THEME].editor.input).setCurrentIndex(1)
    assert "Changed: 1. It holds at once." in labels(panel)
    button(panel, "Save").click()
    qtbot.waitUntil(lambda: told.has("in force: Light or dark", Level.GOOD))
    assert bridge_of(context).restarts == 0
    number(panel, THREADS).setValue(2)
    assert any("starts the daemon anew" in one for one in labels(panel))
    QTest.keyClick(panel, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: told.has("in force: CPU threads", Level.GOOD))
    assert bridge_of(context).restarts == 1
    saved = load_settings(context.folders.settings_file)
    assert (saved.engine.threads, saved.tray.theme) == (2, "light")
    assert not panel.bar.isVisibleTo(panel)


def test_a_language_is_not_said_to_hold_before_the_next_start(
    panel: SettingsPanel, qtbot: QtBot, context: Context
) -> None:
    effects, told = Effects(context), Told(context.notices)
    cast(QComboBox, panel.page.rows["tray", "language"].editor.input).setEditText("de")
    assert "Changed: 1. It holds from the next start of Foley Bridge." in labels(panel)
    panel.save()
    qtbot.waitUntil(lambda: told.has("The language changes with the next start"))
    assert not told.has("in force")
    effects.deleteLater()


def test_a_daemon_from_outside_is_not_restarted_and_that_is_said(
    panel: SettingsPanel, qtbot: QtBot, context: Context
) -> None:
    told = Told(context.notices)
    bridge_of(context).trouble = NotAvailableError("It was started elsewhere.")
    bridge_of(context).hosting = False
    number(panel, THREADS).setValue(2)
    assert any("started outside this window" in one for one in labels(panel))
    panel.save()
    qtbot.waitUntil(lambda: told.has("not in force yet. It was started elsewhere.", Level.WARN))


def test_revert_and_default_put_values_back(panel: SettingsPanel) -> None:
    number(panel, THREADS).setValue(2)
    button(panel, "Default").click()
    assert number(panel, THREADS).value() == 0
    number(panel, THREADS).setValue(3)
    button(panel, "Revert").click()
    assert (number(panel, THREADS).value(), panel.draft.changed) == (0, ())
    assert not [one for one in panel.findChildren(FlatButton) if one.text() == "Default" and one.isVisible()]


def test_a_search_leaves_what_it_finds_and_says_when_it_finds_nothing(panel: SettingsPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.search, "quux memory given")
    assert [key for key, row in panel.page.rows.items() if row.isVisibleTo(panel)] == []
    assert "No setting holds these words." in labels(panel)
    panel.search.clear()
    QTest.keyClicks(panel.search, "memory given")
    assert [key for key, row in panel.page.rows.items() if row.isVisibleTo(panel)] == [("engine", "idle_s")]


def test_a_group_is_gone_to(panel: SettingsPanel, qtbot: QtBot) -> None:
    panel.show_group("log")
    editor = panel.page.rows["log", "level"].editor
    qtbot.waitUntil(lambda: not editor.visibleRegion().isEmpty())
    assert panel.page.list.currentItem().text() == "Log and history"


def test_a_file_with_a_mistake_is_shown_and_kept_beside_the_defaults(
    context: Context, qtbot: QtBot, tmp_path: Path
) -> None:
    file = write(context, "[engine]\nnice = 99  # mine\n")
    panel = shown(context, qtbot)
    told = Told(context.notices)
    panel.shown()
    qtbot.waitUntil(lambda: any("nice in [engine] is 99" in one for one in labels(panel)))
    assert not panel.page.isEnabled()
    button(panel, "Start from the defaults").click()
    qtbot.waitUntil(lambda: told.has("is kept as", Level.GOOD))
    assert panel.page.isEnabled()
    (kept,) = file.parent.iterdir()
    assert kept.read_text(encoding="utf-8") == "[engine]\nnice = 99  # mine\n"
    assert not panel.broken.isVisibleTo(panel)


def test_a_file_that_was_put_right_is_read_again(context: Context, qtbot: QtBot) -> None:
    file = write(context, "[engine\n")
    panel = shown(context, qtbot)
    panel.shown()
    qtbot.waitUntil(lambda: panel.broken.isVisibleTo(panel))
    file.write_text("[engine]\nnice = 4\n", encoding="utf-8")
    button(panel, "Read it again").click()
    qtbot.waitUntil(lambda: not panel.broken.isVisibleTo(panel))
    assert number(panel, NICE).value() == 4
    assert bridge_of(context).restarts == 1


def test_a_file_that_was_edited_elsewhere_is_told_with_the_way_to_let_it_hold(
    panel: SettingsPanel, context: Context, qtbot: QtBot
) -> None:
    told = Told(context.notices)
    write(context, "[tray]\ntheme = 'light'\n[engine]\nnice = 4\n")
    panel.shown()
    qtbot.waitUntil(lambda: told.has("The settings file was changed."))
    assert number(panel, NICE).value() == 4
    action = told.notices[0].action
    assert action is not None
    action()
    assert bridge_of(context).restarts == 1


def test_a_mistake_that_comes_into_the_file_before_a_save_stops_it(
    panel: SettingsPanel, context: Context, qtbot: QtBot
) -> None:
    told = Told(context.notices)
    number(panel, THREADS).setValue(2)
    file = write(context, "[engine]\nidel_s = 5\n")
    panel.save()
    qtbot.waitUntil(lambda: told.has("Not saved.", Level.BAD))
    qtbot.waitUntil(lambda: panel.broken.isVisibleTo(panel))
    assert file.read_text(encoding="utf-8") == "[engine]\nidel_s = 5\n"


def test_a_folder_and_an_output_are_taken_as_the_person_gives_them(
    panel: SettingsPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    line = cast(QLineEdit, panel.page.rows["files", "sounds"].editor.input)
    QTest.keyClicks(line, "sounds")
    assert panel.draft.wrong == (("files", "sounds"),)
    line.clear()
    QTest.keyClicks(line, str(tmp_path))
    assert panel.draft.settings.files.sounds == str(tmp_path)
    packs = cast(QComboBox, panel.page.rows["engine", "pack"].editor.input)
    panel.shown()
    qtbot.waitUntil(lambda: packs.count() > 0)
    assert (packs.itemText(0), packs.currentText()) == ("core", "core")
    output = cast(OutputEditor, panel.page.rows["audition", "device"].editor)
    output._found(("Speakers, ALSA", "Headphones, ALSA"))  # what a process of its own would say
    output.box.setCurrentIndex(2)
    assert panel.draft.settings.audition.device == "Headphones, ALSA"
    output._found(("Speakers, ALSA",))
    assert output.box.currentText() == "Headphones, ALSA (not there now)"


def test_the_tray_s_own_settings_take_effect_when_they_are_saved(
    context: Context, panel: SettingsPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    effects = Effects(context)
    player: Any = context.player
    assert player.volume == pytest.approx(0.8)
    panel.draft.put(THEME, "dark")
    panel.draft.put(("audition", "volume_percent"), 25)
    panel.draft.put(("audition", "device"), "Headphones")
    panel.draft.put(("tray", "start_with_session"), value=True)
    panel.save()
    qtbot.waitUntil(lambda: context.theme.dark)
    assert (player.volume, player.device) == (0.25, "Headphones")
    qtbot.waitUntil(lambda: (tmp_path / "xdg" / "autostart").exists() or not _on_linux())
    effects.deleteLater()


def test_a_real_daemon_starts_anew_with_what_was_saved(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    crossing = Crossing()
    with context_in(tmp_path) as plain:
        host = Host(plain.folders, launch=Launch(command=quick_command(), nice=0))
        bridge = Bridge(host, crossing, plain.notices.tell)
        try:
            context = Context(bridge, *[getattr(plain, name) for name in list(vars(plain))[1:]])
            bridge.start()
            qtbot.waitUntil(lambda: bridge.status is not None, timeout=10_000)
            panel, told = shown(context, qtbot), Told(context.notices)
            sounds = tmp_path / "elsewhere"
            panel.draft.put(("files", "sounds"), str(sounds))
            panel.save()
            qtbot.waitUntil(lambda: told.has("in force: Folder for sounds"), timeout=10_000)
            assert read_session(plain.folders).pid
            said: list[Answer] = []
            bridge.call("/foley/status", owner=panel, done=said.append)
            qtbot.waitUntil(lambda: bool(said), timeout=10_000)
            assert said[0].values["sounds"] == str(sounds)
        finally:
            bridge.close()
            crossing.close()


def test_the_defaults_are_what_a_fresh_panel_shows(panel: SettingsPanel) -> None:
    assert panel.draft.settings == Settings()
    assert panel.draft.changed == ()


def _on_linux() -> bool:
    import sys

    return sys.platform.startswith("linux")
