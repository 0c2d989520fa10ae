"""A part of a recording made anew, or the recording continued: from the window to the list of sounds."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foley_bridge.journal.records import State
from foley_bridge.protocol.order import Order
from foley_ui.filling.window import FillWindow
from foley_ui.generate.panel import GeneratePanel
from foley_ui.takes.take import Asked
from tests.ui.takes.around import WAIT_MS, Around, around, shown
from tests.ui.takes.dropped import RATE_HZ, drop, recording

SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path) as made:
        yield made


@pytest.fixture
def panel(parts: Around, qtbot: QtBot) -> Iterator[GeneratePanel]:
    made = GeneratePanel(parts.context)
    with shown(made):
        made.shown()
        qtbot.waitUntil(lambda: parts.bridge.status is not None, timeout=WAIT_MS)
        yield made
        made.hidden()


def opened(panel: GeneratePanel, qtbot: QtBot, path: Path, prompt: str = "steady rain") -> FillWindow:
    window = panel.fillings.open(path, prompt)
    qtbot.waitUntil(lambda: window.bar.span is not None, timeout=WAIT_MS)
    return window


def wait_for(panel: GeneratePanel, qtbot: QtBot, prompt: str) -> Asked:
    def there() -> bool:
        one = panel.takes.asked
        return one is not None and one.row.prompt == prompt and one.row.job.state is State.DONE

    qtbot.waitUntil(there, timeout=WAIT_MS)
    assert panel.takes.asked is not None
    return panel.takes.asked


def order_of(asked: Asked) -> Order:
    return Order.from_json(asked.row.job.order)


def press(window: FillWindow, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> tuple[float, float]:
    QTest.keyClick(window.view, key, held)
    return round(window.bar.start.value(), 3), round(window.bar.end.value(), 3)


def test_a_range_is_dragged_filled_and_the_recording_stays_as_it_was(
    panel: GeneratePanel, qtbot: QtBot, tmp_path: Path
) -> None:
    path = recording(tmp_path / "rain.wav", 4.0)
    before = hashlib.sha256(path.read_bytes()).digest()
    window = opened(panel, qtbot, path)
    width, y = window.view.width(), 60
    for kind, x in (("press", width // 4), ("move", width // 3), ("move", width // 2), ("release", width // 2)):
        at = QPoint(x, y)
        if kind == "press":
            QTest.mousePress(window.view, Qt.MouseButton.LeftButton, NONE, at)
        elif kind == "move":
            QTest.mouseMove(window.view, at)
        else:
            QTest.mouseRelease(window.view, Qt.MouseButton.LeftButton, NONE, at)
    assert window.bar.start.value() == pytest.approx(1.0, abs=0.02)
    assert window.bar.end.value() == pytest.approx(2.0, abs=0.02)
    start_s, end_s = window.bar.start.value(), window.bar.end.value()
    window.count.setValue(2)
    window.make.click()
    order = order_of(wait_for(panel, qtbot, "steady rain"))
    assert order.filled is not None
    assert (order.filled.first, order.filled.last) == (round(start_s * RATE_HZ), round(end_s * RATE_HZ))
    assert order.request.count == 2
    assert "rain.wav from 1.0" in panel.takes.header._facts.whole
    assert "4.00 s" in panel.takes.header._facts.whole  # the whole recording, not what is heard for it
    assert hashlib.sha256(path.read_bytes()).digest() == before
    qtbot.waitUntil(lambda: not panel.findChildren(FillWindow), timeout=WAIT_MS)


def test_keys_move_the_range_and_both_its_ends(panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(panel, qtbot, recording(tmp_path / "rain.wav", 4.0))
    assert press(window, Qt.Key.Key_Right) == (1.55, 2.55)
    assert press(window, Qt.Key.Key_Right, SHIFT) == (1.55, 2.6)
    assert press(window, Qt.Key.Key_Left, CONTROL) == (1.5, 2.6)
    assert press(window, Qt.Key.Key_Left, ALT) == (1.495, 2.595)
    window.bar.start.setValue(0.5)
    assert window.view.span is not None
    assert window.view.span.start_s == 0.5
    window.reject()


def test_a_recording_is_continued(panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(panel, qtbot, recording(tmp_path / "rain.wav", 2.0))
    window.bar.extend.setChecked(True)
    assert window.view.span is None
    window.bar.added.setValue(1.5)
    QTest.keyClick(window.prompt, Qt.Key.Key_Return)
    asked = wait_for(panel, qtbot, "steady rain")
    order = order_of(asked)
    assert order.filled is not None
    assert (order.filled.first, order.filled.last) == (2 * RATE_HZ, round(3.5 * RATE_HZ))
    assert "rain.wav continued by 1.50 s" in panel.takes.header._facts.whole
    panel.takes.act("again_exact")
    qtbot.waitUntil(
        lambda: panel.takes.asked is not None and panel.takes.asked.row.job.id != asked.row.job.id, timeout=WAIT_MS
    )
    again = order_of(wait_for(panel, qtbot, "steady rain"))
    assert again.filled == order.filled
    assert again.request.seed == order.request.seed


def test_mistakes_are_said_in_the_window_and_nothing_is_sent(
    panel: GeneratePanel, qtbot: QtBot, tmp_path: Path
) -> None:
    window = opened(panel, qtbot, recording(tmp_path / "long.wav", 20.0), prompt="")
    window.submit()
    assert "The prompt is empty" in window.sentence
    window.prompt.setText("rain")
    for start_s, end_s, said in ((3.0, 2.0, "ends before it begins"), (1.0, 19.0, "18"), (1.0, 1.01, "0.01")):
        window.bar.start.setValue(start_s)
        window.bar.end.setValue(end_s)
        window.submit()
        assert said in window.sentence
        assert window.make.isEnabled()
    window.reject()
    assert panel.takes.asked is None


def test_a_file_that_is_no_sound_is_told_at_once(panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "text.wav"
    path.write_text("once upon a time")
    window = panel.fillings.open(path, "rain")
    qtbot.waitUntil(lambda: window.sentence != "", timeout=WAIT_MS)
    window.submit()
    assert "text.wav cannot be played" in window.sentence
    window.reject()


def test_what_the_daemon_refuses_is_said_there_and_can_be_asked_again(
    panel: GeneratePanel, qtbot: QtBot, tmp_path: Path
) -> None:
    path = recording(tmp_path / "rain.wav", 1.0)
    window = opened(panel, qtbot, path)
    window.bar.start.setValue(0.0)
    window.bar.end.setValue(1.0)
    window.make.click()
    qtbot.waitUntil(lambda: window.sentence != "", timeout=WAIT_MS)
    assert "too little to fit to" in window.sentence
    assert not panel.refusal.isVisible()
    window.bar.end.setValue(0.5)
    assert window.sentence == ""
    window.make.click()
    wait_for(panel, qtbot, "steady rain")


def test_a_take_and_a_dropped_file_open_the_window(panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    panel.form.prompt.setText("boots")
    panel.form.row.length.set_seconds(1.0)
    panel.generate()
    take = wait_for(panel, qtbot, "boots").takes[0]
    panel.takes.act("fill")
    assert drop(panel.takes, [recording(tmp_path / "mine.wav")])
    windows = {one.path: one for one in panel.findChildren(FillWindow)}
    assert set(windows) == {take.path, tmp_path / "mine.wav"}
    assert windows[take.path].prompt.text() == "boots"
    panel.takes.act("fill")
    assert len(panel.findChildren(FillWindow)) == 2  # the one that is there comes to the front
    for window in windows.values():
        window.reject()


def test_the_range_alone_is_heard(parts: Around, panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(panel, qtbot, recording(tmp_path / "rain.wav", 4.0))
    window.bar.listen.click()
    assert parts.player.asked[-1] == ("play from", tmp_path / "rain.wav")
    window.reject()
