"""The panel of connections, with the real widgets and a daemon of its own."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.connected_hosts import HostTold
from foley_bridge.plugin_places import PLACES, plugin_folder
from foley_ui.context import Context
from foley_ui.hosts.guides import guides
from foley_ui.hosts.panel import HostsPanel
from foley_ui.hosts.secret_clipboard import SecretClipboard
from tests.ui.hosts.around import OpenHost
from tests.ui.window.surroundings import WAIT_MS, surroundings

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Context]:
    """One daemon for all of these tests."""
    with surroundings(tmp_path_factory.mktemp("home"), qapp) as one:
        one.bridge.start()
        yield one


@pytest.fixture
def panel(context: Context, qtbot: QtBot) -> Iterator[HostsPanel]:
    qtbot.waitUntil(lambda: context.bridge.status is not None, timeout=WAIT_MS)
    one = HostsPanel(context)
    qtbot.addWidget(one)
    one.resize(900, 1200)
    one.show()
    one.shown()
    qtbot.waitUntil(lambda: one.others.copy_token.isEnabled(), timeout=WAIT_MS)
    yield one
    one.hidden()


def rows(panel: HostsPanel) -> list[tuple[str, str, str]]:
    shown = [one for one in panel.connected.rows if one.isVisible()]
    return [(one.name.whole, one.about.whole, one.takes.text()) for one in shown]


def test_connected_hosts_are_rows_and_nobody_is_a_sentence(panel: HostsPanel, context: Context, qtbot: QtBot) -> None:
    assert rows(panel) == []
    assert panel.connected.empty.isVisible()
    assert "No host is connected" in panel.connected.empty.text
    with OpenHost(context, "REAPER: Film") as reaper, OpenHost(context, "a script", takes=0) as script:
        qtbot.waitUntil(lambda: len(rows(panel)) == 2, timeout=WAIT_MS)
        assert rows(panel) == [
            ("REAPER: Film", "UDP · heard just now", "takes sounds"),
            ("a script", "UDP · heard just now", "asks only"),
        ]
        assert not panel.connected.empty.isVisible()
        assert panel.connected.rows[0].accessibleName().startswith("REAPER: Film, UDP, takes sounds")
        for one in (reaper, script):
            one.subscribe(seconds=0.0)
        qtbot.waitUntil(lambda: rows(panel) == [], timeout=WAIT_MS)
        assert panel.connected.empty.isVisible()


def test_many_hosts_come_row_by_row_in_their_order(panel: HostsPanel, qtbot: QtBot) -> None:
    many = tuple(HostTold(f"host {at:02}", "udp", 1.0, takes=True, waiting=at, offers=0) for at in range(64))
    panel.send_to.changed.disconnect()  # who is really connected is no matter here
    panel.connected.show_hosts(many, "")
    assert len(panel.connected.rows) < 64
    qtbot.waitUntil(lambda: len(rows(panel)) == 64, timeout=WAIT_MS)
    assert [name for name, _, _ in rows(panel)] == [one.name for one in many]
    assert rows(panel)[7][1].endswith("requests waiting: 7")


def test_the_token_is_copied_and_never_shown(panel: HostsPanel, context: Context, qtbot: QtBot) -> None:
    assert context.bridge.session is not None
    token, port = context.bridge.session.token, context.bridge.session.port
    QTest.mouseClick(panel.others.copy_token, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == token
    shown = [one.text() for one in panel.findChildren(QLabel)] + [one.text() for one in panel.findChildren(QLineEdit)]
    assert not any(token in text for text in shown)
    assert str(port) in panel.others.udp.value.whole
    QTest.mouseClick(panel.others.copy_example, Qt.MouseButton.LeftButton)
    line = QGuiApplication.clipboard().text()
    assert line == (f'oscsend localhost {port} /foley/generate ssfiss my-id "boots on gravel" 4.0 2 token {token}')
    assert panel.others.example.text() == line.replace(token, "TOKEN")
    QTest.mouseClick(panel.others.copy_port, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == str(port)
    assert not any(token in notice.sentence for notice in context.notices.recent)


@pytest.mark.skipif(shutil.which("oscsend") is None, reason="oscsend is missing: install liblo-tools")
def test_the_example_asks_for_sounds(panel: HostsPanel, context: Context, qtbot: QtBot) -> None:
    heard: list[tuple[str, str]] = []
    context.bridge.told.connect(lambda told: heard.append((told.kind, told.request)))
    QTest.mouseClick(panel.others.copy_example, Qt.MouseButton.LeftButton)
    subprocess.run(shlex.split(QGuiApplication.clipboard().text()), check=True, timeout=20)
    qtbot.waitUntil(lambda: ("finished", "my-id") in heard, timeout=WAIT_MS)


def test_a_secret_is_taken_off_the_clipboard_unless_something_else_is_there(qtbot: QtBot) -> None:
    clipboard = QGuiApplication.clipboard()
    one = SecretClipboard(kept_ms=20)
    one.copy("secret")
    assert clipboard.text() == "secret"
    assert clipboard.mimeData().data("x-kde-passwordManagerHint").data() == b"secret"
    qtbot.waitUntil(lambda: clipboard.text() == "", timeout=WAIT_MS)
    one.copy("secret")
    clipboard.setText("what the person copied then")
    qtbot.wait(60)
    assert clipboard.text() == "what the person copied then"
    one.copy("secret")
    one.clear()  # as the end of the program does
    assert clipboard.text() == ""


def test_the_scripts_for_reaper_are_installed_by_the_button(
    panel: HostsPanel, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    setup = panel.guides.reaper
    assert setup is not None
    QTest.mouseClick(setup.install, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "start REAPER once" in setup.says.text, timeout=WAIT_MS)
    assert setup.install.isEnabled()
    resource = tmp_path / "REAPER"
    resource.mkdir()
    QTest.mouseClick(setup.install, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Go on with step 2" in setup.says.text, timeout=WAIT_MS)
    folder = resource / "Scripts" / "Foley Bridge"
    assert (folder / "Foley Bridge - Receive from the tray.lua").is_file()
    setup.look()
    qtbot.waitUntil(lambda: "up to date" in setup.says.text, timeout=WAIT_MS)
    (folder / "Foley Bridge - Cancel.lua").unlink()
    setup.look()
    qtbot.waitUntil(lambda: "older" in setup.says.text, timeout=WAIT_MS)
    (folder / "lib" / "osc.lua").write_text("changed by hand", encoding="utf-8")
    QTest.mouseClick(setup.install, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "changed since" in setup.says.text, timeout=WAIT_MS)
    portable = tmp_path / "portable"
    portable.mkdir()
    setup.use_folder(portable)
    qtbot.waitUntil(lambda: str(portable) in setup.says.text, timeout=WAIT_MS)


def test_each_guide_names_what_there_is(panel: HostsPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr("foley_ui.hosts.guide_view.open_path", lambda _, path: opened.append(path))
    for at, guide in enumerate(guides()):
        panel.guides.tabs.setCurrentIndex(at)
        for button in panel.guides.buttons[guide.key]:
            assert button.isVisible()
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert {path.name for path in opened} == {
        "reaper_scripts",
        "scripts",
        "godot3",
        "godot4",
        "blender",
        "unity",
        "unreal",
    }
    assert all(path.is_dir() for path in opened)


def test_the_plug_ins_hold_what_the_guides_speak_of() -> None:
    held = {
        "ardour": "foley_bridge_listen.lua",
        "blender": "foley_sequencer",
        "godot3": "addons",
        "godot4": "addons",
        "unity": "package.json",
        "unreal": "FoleyBridge",
    }
    assert {host: (plugin_folder(host) / name).exists() for host, name in held.items()} == dict.fromkeys(PLACES, True)


def test_the_wheel_holds_every_plug_in() -> None:
    text = (Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8")
    included = dict(re.findall(r'^"([\w/]+)" = "foley_bridge/host_files/(\w+)"$', text, re.MULTILINE))
    assert {source: name for name, source in PLACES.values()} | {"reaper_scripts": "reaper"} == included


def test_the_focus_stays_with_the_trial_and_all_that_it_says_is_in_sight(panel: HostsPanel, qtbot: QtBot) -> None:
    panel.resize(700, 420)
    panel.activateWindow()
    panel.trial.button.setFocus()
    qtbot.waitUntil(panel.trial.button.hasFocus, timeout=WAIT_MS)
    with qtbot.waitSignal(panel.trial.found, timeout=WAIT_MS):
        QTest.keyClick(panel.trial.button, Qt.Key.Key_Space)
        assert panel.trial.hasFocus()
    assert panel.trial.button.hasFocus()
    (scroll,) = [one for one in panel.findChildren(QScrollArea) if one.isAncestorOf(panel.trial)]
    last = [one for one in panel.trial.sentences if one.text][-1]
    seen = scroll.viewport().rect()
    assert seen.contains(last.mapTo(scroll.viewport(), last.rect().center()))


def test_the_trial_says_what_it_found(panel: HostsPanel, qtbot: QtBot) -> None:
    QTest.mouseClick(panel.trial.button, Qt.MouseButton.LeftButton)
    assert not panel.trial.button.isEnabled()
    qtbot.waitUntil(panel.trial.button.isEnabled, timeout=WAIT_MS)
    assert [bool(re.search(r"takes (less than )?[\d.]+ ms", one)) for one in panel.trial.said] == [
        False,
        True,
        True,
        False,
    ]


def test_settings_of_tcp_are_one_press_away(panel: HostsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.wants, timeout=WAIT_MS) as wanted:
        QTest.mouseClick(panel.others.settings, Qt.MouseButton.LeftButton)
    assert wanted.args == ["settings", "network"]


def test_every_button_has_a_name_and_can_be_reached_by_tab(panel: HostsPanel) -> None:
    buttons = [one for one in panel.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    named = [one for one in buttons if not one.objectName().startswith("qt_") and one.parent() is not panel.guides.tabs]
    assert all(one.accessibleName() or one.text() for one in named if type(one).__module__.startswith("foley_ui"))
    reached: list[QWidget] = []
    widget = panel.nextInFocusChain()
    while widget is not None and widget is not panel:
        reached.append(widget)
        widget = widget.nextInFocusChain()
    ours = [one for one in reached if one in named]
    places = [one.mapTo(panel, one.rect().topLeft()).y() for one in ours]
    assert len(ours) == len(named)
    assert places == sorted(places)


def test_a_daemon_that_is_away_is_said_where_hosts_would_be(panel: HostsPanel) -> None:
    panel.connected.show_hosts((), "The daemon does not answer.")
    assert panel.connected.empty.text == "The daemon does not answer."
