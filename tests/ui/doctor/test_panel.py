"""The doctor panel: findings as they come, what their buttons do, and running again."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from foley_bridge.doctor import connections, examination, machine, places
from foley_bridge.doctor.finding import Finding, Level, fine, note, problem
from foley_models.errors import FoleyError
from foley_ui.context import Context
from foley_ui.doctor import panel as room
from foley_ui.doctor.facts import Facts
from foley_ui.doctor.panel import DoctorPanel
from foley_ui.notices import Level as Weight
from tests.ui.settings.around import Told, Unreached, context_in

QUICK = (
    machine.check_python,
    places.check_settings,
    places.check_folders,
    places.check_space,
    places.check_journal,
    connections.check_udp,
    connections.check_daemon,
)


@pytest.fixture
def context(tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setattr(examination, "CHECKS", QUICK)
    with context_in(tmp_path / "home") as made:
        yield made


def shown(context: Context, qtbot: QtBot) -> DoctorPanel:
    panel = DoctorPanel(context)
    qtbot.addWidget(panel)
    panel.resize(800, 600)
    panel.show()
    panel.shown()
    return panel


def settled(panel: DoctorPanel, qtbot: QtBot) -> DoctorPanel:
    qtbot.waitUntil(lambda: not panel.busy.isVisibleTo(panel), timeout=10_000)
    rows = [row for card in panel.cards.values() for row in card.rows]
    qtbot.waitUntil(lambda: all(row.isVisibleTo(panel) for row in rows))  # Qt shows them a turn after they are added
    return panel


def finds(monkeypatch: pytest.MonkeyPatch, *findings: Finding) -> None:
    monkeypatch.setattr(room, "look", lambda _: iter(findings))


def buttons(panel: DoctorPanel) -> dict[str, QPushButton]:
    return {one.text(): one for one in panel.findChildren(QPushButton) if one.isVisibleTo(panel)}


def test_this_machine_is_looked_at_when_the_panel_is_first_shown(context: Context, qtbot: QtBot) -> None:
    panel = settled(shown(context, qtbot), qtbot)
    names = {one.name for one in panel.findings}
    assert names == {"tray", "autostart", "python", "settings", "folders", "space", "journal", "udp", "daemon"}
    assert [row.finding.name for row in panel.cards[Level.NOTE].rows] == ["tray", "daemon"]
    assert not panel.cards[Level.PROBLEM].isVisibleTo(panel)
    assert panel.says.text().startswith("All that is needed is there. Worth knowing: 2. Looked at ")
    panel.hidden()
    panel.shown()
    assert not panel.busy.isVisibleTo(panel)


def test_each_finding_is_shown_while_others_are_still_looked_for(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def look(_: Facts) -> Iterator[Finding]:
        yield fine("python", "It is new enough.")
        go_on.wait(10)
        yield problem("space", "The disk is full.", "Free some.")

    monkeypatch.setattr(room, "look", look)
    panel = shown(context, qtbot)
    qtbot.waitUntil(lambda: len(panel.cards[Level.OK].rows) == 1)
    assert panel.busy.isVisibleTo(panel)
    assert not buttons(panel)["Run again"].isEnabled()
    go_on.set()
    settled(panel, qtbot)
    assert panel.says.text().startswith("To be put right: 1. Worth knowing: 0.")
    assert "To be put right (1)" in [one.text() for one in panel.findChildren(QLabel)]


def test_running_again_forgets_what_was_found(context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, problem("space", "The disk is full.", "Free some."))
    panel = settled(shown(context, qtbot), qtbot)
    finds(monkeypatch, fine("space", "There is room."))
    buttons(panel)["Run again"].click()
    settled(panel, qtbot)
    assert [one.sentence for one in panel.findings] == ["There is room."]
    assert panel.cards[Level.PROBLEM].rows == []
    assert panel.says.text().startswith("All is well.")


def test_buttons_lead_to_panels_and_start_the_daemon_anew(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    finds(
        monkeypatch,
        note("sound", "The output is not there.", "Choose another."),
        problem("packs", "The pack is broken.", "Install it again."),
        note("daemon", "No daemon runs.", "Start one."),
    )
    panel = settled(shown(context, qtbot), qtbot)
    wanted: list[tuple[str, object]] = []
    panel.wants.connect(lambda name, thing: wanted.append((name, thing)))
    buttons(panel)["Open Settings"].click()
    buttons(panel)["Open Packs"].click()
    assert wanted == [("settings", "sound"), ("packs", None)]
    told = Told(context.notices)
    buttons(panel)["Start the daemon anew"].click()
    assert cast(Unreached, context.bridge).restarts == 1
    assert told.has("The daemon runs again.", Weight.GOOD)
    settled(panel, qtbot)


def test_the_findings_are_copied_as_text(context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    finds(monkeypatch, fine("python", "It is new."), problem("space", "The disk is full.", "Free some."))
    panel = settled(shown(context, qtbot), qtbot)
    buttons(panel)["Copy as text"].click()
    assert QGuiApplication.clipboard().text() == (
        "ok      python: It is new.\nPROBLEM space: The disk is full.\n        -> Free some.\n"
    )


def test_a_fault_of_the_doctor_is_told_and_it_can_run_again(
    context: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(_: Facts) -> Iterator[Finding]:
        raise FoleyError("The doctor is out.")
        yield

    monkeypatch.setattr(room, "look", look)
    told = Told(context.notices)
    panel = settled(shown(context, qtbot), qtbot)
    assert told.has("The doctor is out.", Weight.BAD)
    assert buttons(panel)["Run again"].isEnabled()
