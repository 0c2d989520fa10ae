"""The panel with a real daemon: from recordings to a decision, paused, cancelled, closed and opened again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_bridge.journal.records import State
from foley_bridge.training.project import EventLog, TrainingFolder
from foley_bridge.training.told import FileRefused, Noted, Sampled, Stepped
from foley_ui.training.panel import TrainingPanel
from foley_ui.training.step_bar import Step
from tests.bridge.recordings.making import record, tone
from tests.ui.training.around import Around, around, until

ANY = Qt.MatchFlag.MatchContains
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path / "own") as room:
        yield room


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "small bell"
    for number in range(4):
        record(folder / f"bell {'abcd'[number]}.wav", tone(300 + 50 * number))
    return folder


def opened(room: Around, qtbot: QtBot) -> TrainingPanel:
    panel = TrainingPanel(room.context)
    qtbot.addWidget(panel)
    panel.resize(900, 650)
    panel.show()
    panel.shown()
    until(qtbot, lambda: room.context.bridge.status is not None)
    return panel


def begin(panel: TrainingPanel, folder: Path, qtbot: QtBot, *, name: str, steps: int) -> None:
    """Through the first two pages, as a person goes."""
    panel._overview.new_wanted.emit()
    panel._recordings.add([folder])
    until(qtbot, lambda: panel._recordings.totals.usable > 0)
    panel._recordings._next.click()
    panel._settings._name.setText(name)
    panel._settings._name.setModified(True)
    panel._settings._length._steps.setValue(steps)
    assert panel._settings.choice.prompts[0] == "a small bell"
    panel._settings._start.click()
    until(qtbot, lambda: panel._stack.currentWidget() in (panel._running, panel._result))


def state(panel: TrainingPanel) -> State | None:
    return panel._following.state.state if panel._following.state is not None else None


def test_from_a_folder_to_an_accepted_adapter(room: Around, folder: Path, qtbot: QtBot) -> None:
    panel = opened(room, qtbot)
    assert panel._stack.currentWidget() is panel._overview
    begin(panel, folder, qtbot, name="my bells", steps=30)
    until(qtbot, lambda: state(panel) is State.DONE)
    until(qtbot, lambda: panel._stack.currentWidget() is panel._result)
    assert [one.text for one in panel._following.story.remarks] == ["silent.wav: it is silent", "Only few recordings."]
    assert panel._following.story.step == 30
    assert "2.000" in panel._result._table._cells[0][1].text()
    assert panel._result._table._cells[0][3].text() == "better"
    panel._result._decision._buttons["accept"].click()
    until(qtbot, lambda: any("is in use with core" in one for one in room.sentences()))
    until(qtbot, lambda: panel._result._decision._buttons["accept"].text() == "Accepted")
    assert panel._result._decision._buttons["reject"].isEnabled()
    panel._result._decision._buttons["reject"].click()
    until(qtbot, lambda: panel._result._badge.text() == "rejected")
    assert (folder / "foley-bridge" / "training" / "my-bells" / "rejected" / "adapter.safetensors").is_file()
    panel._all.click()
    until(qtbot, lambda: "rejected" in [item.text() for item in panel._overview._table.findItems("", ANY)])


def test_it_is_paused_goes_on_and_is_ended_with_consent(room: Around, folder: Path, qtbot: QtBot) -> None:
    panel = opened(room, qtbot)
    begin(panel, folder, qtbot, name="slow", steps=4000)
    running = panel._running
    until(qtbot, lambda: panel._following.story.step > 0 and state(panel) is State.RUNNING)
    running._pause.click()
    assert not running._pause.isEnabled()
    until(qtbot, lambda: state(panel) is State.PAUSED and running._pause.text() == "Resume")
    assert running._head.badge.text() == "paused"
    step = panel._following.story.step
    running._pause.click()
    until(qtbot, lambda: panel._following.story.step > step)
    running._cancel.click()
    assert "cannot be gone on with" in running._consent.text
    running._keep_on.click()
    assert running._consent.isHidden()
    running._cancel.click()
    running._end_it.click()
    until(qtbot, lambda: state(panel) is State.CANCELLED)
    assert running._pause.isHidden()


def test_a_restart_of_the_tray_shows_everything_again(folder: Path, tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path / "own") as room:
        panel = opened(room, qtbot)
        begin(panel, folder, qtbot, name="gate", steps=20)  # it waits at its third step
        until(qtbot, lambda: panel._following.story.step >= 1)
        training = TrainingFolder(folder / "foley-bridge" / "training" / "gate")
        log = EventLog(training)  # the engine of tests keeps none
        for event in (
            FileRefused("/x.wav", "x.wav: it is silent"),
            Stepped(2, 20, {"total": 0.5, "diffusion": 0.4, "latent": 0.1}, 3.0),
            Sampled(2, 0, "a small bell", "/2.wav"),
            Noted(2, "half way"),
        ):
            log.add(event)
    with around(tmp_path / "own") as room:
        panel = opened(room, qtbot)
        until(qtbot, lambda: panel._stack.currentWidget() is panel._running)
        until(qtbot, lambda: panel._running._samples.columnCount() == 1)
        assert panel._running._head.name.text() == "gate"
        texts = [panel._running._remarks.item(row).text() for row in range(panel._running._remarks.count())]
        assert texts[:2] == ["Not used: x.wav: it is silent", "Step 2: half way"]
        assert panel._following.story.curves.newest["latent"] == pytest.approx(0.1)
        (training.path / "go").touch()
        until(qtbot, lambda: state(panel) is State.DONE)


def test_the_plot_is_drawn_when_it_is_seen_and_at_most_ten_times_a_second(
    room: Around, folder: Path, qtbot: QtBot
) -> None:
    panel = opened(room, qtbot)
    begin(panel, folder, qtbot, name="slow", steps=4000)
    plot = panel._running._plot
    until(qtbot, lambda: plot._plot is not None)
    until(qtbot, lambda: panel._following.story.step > 5)
    drawn = []
    plot.drawn.connect(lambda: drawn.append(1))
    until(qtbot, lambda: len(plot._lines["total"][1].xData if plot._lines["total"][1].xData is not None else ()) > 0)
    drawn.clear()
    for _ in range(300):
        plot.changed()
    qtbot.wait(500)
    assert 1 <= len(drawn) <= 6
    plot._log.setChecked(True)
    qtbot.wait(150)
    room.context.theme.set_mode("dark")
    qtbot.wait(150)
    assert "Total  0." in plot._parts["total"].text()
    panel._running._end()
    until(qtbot, lambda: state(panel) is State.CANCELLED)


def test_what_the_daemon_refuses_is_said_on_the_page(room: Around, folder: Path, qtbot: QtBot) -> None:
    panel = opened(room, qtbot)
    panel._recordings.add([folder])
    until(qtbot, lambda: panel._recordings.totals.usable == 4)
    panel._recordings._next.click()
    for path in sorted(folder.iterdir()):
        path.unlink()
    folder.rmdir()
    panel._settings._start.click()
    until(qtbot, lambda: "is not there" in panel._settings._problem.text)
    assert panel._stack.currentWidget() is panel._settings
    assert panel._settings._start.isEnabled()


def test_a_double_click_on_the_way_to_the_settings_starts_no_training(room: Around, folder: Path, qtbot: QtBot) -> None:
    panel = opened(room, qtbot)
    panel._recordings.add([folder])
    until(qtbot, lambda: panel._recordings.totals.usable == 4)
    panel._recordings._next.click()
    place, left = QPointF(5, 5), Qt.MouseButton.LeftButton
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        event = QMouseEvent(kind, place, place, left, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(panel._settings._start, event)
    assert panel._settings._start.isEnabled()
    assert panel._stack.currentWidget() is panel._settings


def test_wrong_settings_are_said_before_anything_is_asked(room: Around, folder: Path, qtbot: QtBot) -> None:
    panel = opened(room, qtbot)
    panel._recordings.add([folder])
    until(qtbot, lambda: panel._recordings.totals.usable == 4)
    panel._choose(panel._settings)
    panel._settings._prompts.setPlainText("\n".join("abcdefghi"))
    assert "at most 8" in panel._settings._problem.text
    assert not panel._settings._start.isEnabled()
    panel._settings._prompts.setPlainText("rain")
    assert panel._settings._start.isEnabled()
    panel._settings._advanced._share.setValue(50)
    until(qtbot, lambda: panel._recordings.totals.held_out == 2)


def test_two_folders_are_learnt_from_as_one_list(room: Around, folder: Path, tmp_path: Path, qtbot: QtBot) -> None:
    record(tmp_path / "door slam" / "x.wav", tone(1000))
    panel = opened(room, qtbot)
    panel._recordings.add([tmp_path / "door slam"])
    begin(panel, folder, qtbot, name="both", steps=3)
    until(qtbot, lambda: state(panel) is State.DONE)
    assert panel._following.state is not None
    source = Path(panel._following.state.source)
    assert source.name == "both.csv"
    assert source.read_text().count("\n") == 6


def test_a_training_can_be_opened_by_its_id_and_steps_lead_only_where_something_is(
    room: Around, folder: Path, qtbot: QtBot
) -> None:
    panel = opened(room, qtbot)
    begin(panel, folder, qtbot, name="one", steps=2)
    until(qtbot, lambda: state(panel) is State.DONE)
    request = panel._following.request
    other = TrainingPanel(room.context)
    qtbot.addWidget(other)
    buttons = other._steps._buttons
    other.take(request)
    until(qtbot, lambda: state(other) is State.DONE and buttons[Step.RESULT].isEnabled())
    assert not buttons[Step.SETTINGS].isEnabled()
    other._steps.wanted.emit(Step.RUNNING)
    assert other._stack.currentWidget() is other._running
    other.open_training("never heard of")
    until(qtbot, lambda: "not known" in other._running._head.name.text())


def test_a_training_that_a_full_disk_holds_says_so_and_goes_on_once_there_is_room(
    room: Around, folder: Path, qtbot: QtBot
) -> None:
    panel = opened(room, qtbot)
    begin(panel, folder, qtbot, name="full", steps=10)
    until(qtbot, lambda: state(panel) is State.PAUSED)
    until(qtbot, lambda: "No space is left" in panel._running._trouble.text)
    (folder / "foley-bridge" / "training" / "full" / "room").touch()
    panel._running._pause.click()
    until(qtbot, lambda: state(panel) is State.DONE)
    assert panel._running._trouble.isHidden()


def test_a_training_that_fails_says_why(room: Around, folder: Path, qtbot: QtBot) -> None:
    panel = opened(room, qtbot)
    begin(panel, folder, qtbot, name="crash", steps=10)
    until(qtbot, lambda: state(panel) is State.FAILED)
    until(qtbot, lambda: "without getting further" in panel._running._trouble.text)
    assert panel._running._head.badge.text() == "failed"


def test_what_is_dropped_anywhere_becomes_a_new_training(room: Around, folder: Path, qtbot: QtBot) -> None:
    panel = opened(room, qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    panel.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, Qt.KeyboardModifier.NoModifier))
    assert panel._stack.currentWidget() is panel._recordings
    until(qtbot, lambda: panel._recordings.totals.usable == 4)
