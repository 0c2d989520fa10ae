"""Whether there is a tray: an icon's place, or a host of status notifiers on the session bus."""

import os
import shutil
import subprocess
import sys
import time

import pytest
from PySide6.QtCore import QObject, QRect
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from foley_ui.tray.presence import TrayPresence, has_place, is_shown_elsewhere


@pytest.mark.parametrize(
    ("geometry", "there"),
    [
        (QRect(), False),
        (QRect(0, 0, 0, 0), False),
        (QRect(0, 0, 1, 1), False),  # what some panels tell before they have laid out their icons
        (QRect(1257, 1, 22, 30), True),
        (QRect(-400, 0, 24, 24), True),  # on a screen to the left
    ],
)
def test_an_icon_with_a_place_is_shown(geometry: QRect, there: bool) -> None:  # noqa: FBT001  # pytest gives it
    assert has_place(geometry) is there


def test_only_linux_asks_the_session_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not is_shown_elsewhere(lambda: True)
    monkeypatch.setattr(sys, "platform", "linux")
    assert is_shown_elsewhere(lambda: True)


@pytest.mark.skipif(shutil.which("dbus-run-session") is None, reason="needs dbus-run-session, of the package dbus")
@pytest.mark.parametrize(("mode", "answer"), [("yes", "True"), ("no", "False"), ("silent", "False"), ("none", "False")])
def test_a_host_on_the_session_bus_is_found_and_a_silent_one_is_not_waited_for(mode: str, answer: str) -> None:
    command = ["dbus-run-session", "--", sys.executable, "-m", "tests.ui.tray.status_notifier_host", mode]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout.strip() == answer, done.stderr


def test_without_a_tray_the_search_ends_and_says_so(qapp: QApplication, qtbot: QtBot) -> None:
    parent = QObject()
    search = TrayPresence(QSystemTrayIcon(parent), parent, settle_ms=300)
    began_s = time.monotonic()
    with qtbot.waitSignal(search.settled) as settled:
        search.start()
        assert not search.known
    assert settled.args == [False]
    assert search.known
    assert not search.there
    assert time.monotonic() - began_s < 2
