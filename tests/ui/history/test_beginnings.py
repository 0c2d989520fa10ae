"""What begins from a sound in history: it becomes the guide in the other panel, it is filled, it is left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.client import Client
from foley_bridge.journal.reading import JournalReader
from foley_bridge.journal.records import State
from foley_bridge.protocol.order import Order
from foley_ui.filling.window import FillWindow
from foley_ui.generate.panel import GeneratePanel
from foley_ui.history.panel import HistoryPanel
from foley_ui.takes.giving import GuideFile
from foley_ui.window.entries import all_entries
from tests.ui.takes.around import WAIT_MS, Around, around, shown


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path) as made:
        qtbot.waitUntil(lambda: made.bridge.status is not None, timeout=WAIT_MS)
        with Client.connect(made.context.folders) as host:
            list(host.generate("boots", seconds=1.0, count=2, request_id="first"))
        yield made


@pytest.fixture
def panel(parts: Around, qtbot: QtBot) -> Iterator[HistoryPanel]:
    made = HistoryPanel(parts.context)
    with shown(made):
        made.shown()
        qtbot.waitUntil(lambda: made.model.rowCount() > 1, timeout=WAIT_MS)
        made.take("first")
        qtbot.waitUntil(lambda: bool(made.takes.list.takes), timeout=WAIT_MS)
        yield made
        made.hidden()


def newest(parts: Around, qtbot: QtBot) -> Order:
    reader = JournalReader(parts.context.folders.journal_file)

    def there() -> bool:
        row = reader.page(limit=1)[0]
        return row.job.id != "first" and row.job.state is State.DONE

    qtbot.waitUntil(there, timeout=WAIT_MS)
    return Order.from_json(reader.page(limit=1)[0].job.order)


def test_a_sound_of_history_becomes_the_guide_in_the_generate_panel(
    parts: Around, panel: HistoryPanel, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(panel.wants, timeout=WAIT_MS) as wanted:
        panel.takes.act("guide")
    name, thing = wanted.args
    path = panel.takes.list.takes[0].path
    assert (name, thing) == ("generate", GuideFile(path))
    entry = next(one for one in all_entries() if one.name == name)
    other = GeneratePanel(parts.context)
    with shown(other):
        entry.give(other, thing)
        assert other.form.guide.path == str(path)
        qtbot.waitUntil(lambda: other.form.guide.guide is not None, timeout=WAIT_MS)


def test_a_sound_of_history_is_filled_and_a_notice_leads_to_what_comes(
    parts: Around, panel: HistoryPanel, qtbot: QtBot
) -> None:
    panel.takes.act("fill")
    (window,) = panel.findChildren(FillWindow)
    qtbot.waitUntil(lambda: window.bar.span is not None, timeout=WAIT_MS)
    window.make.click()
    order = newest(parts, qtbot)
    assert order.filled is not None
    assert order.filled.recording.path == str(panel.takes.list.takes[0].path)
    qtbot.waitUntil(lambda: any("It is asked for." in one.sentence for one in parts.notices), timeout=WAIT_MS)


def test_a_refused_fill_is_told_in_its_window_alone(parts: Around, panel: HistoryPanel, qtbot: QtBot) -> None:
    panel.takes.act("fill")
    (window,) = panel.findChildren(FillWindow)
    qtbot.waitUntil(lambda: window.bar.span is not None, timeout=WAIT_MS)
    window.bar.start.setValue(0.0)
    window.bar.end.setValue(1.0)
    window.make.click()
    qtbot.waitUntil(lambda: window.sentence != "", timeout=WAIT_MS)
    assert "too little to fit to" in window.sentence
    assert parts.notices == []
    window.reject()


def test_less_like_a_sound_is_asked_for_from_history(parts: Around, panel: HistoryPanel, qtbot: QtBot) -> None:
    panel.takes.asking.less.emit(panel.takes.list.takes[1], 0.6, 1)
    source = newest(parts, qtbot).source
    assert source is not None
    assert (source.candidate, source.amount, source.less) == ("first#1", 0.6, True)


def test_a_panel_that_knows_no_guide_is_left_alone(qtbot: QtBot) -> None:
    entry = next(one for one in all_entries() if one.name == "generate")
    entry.give(QWidget(), GuideFile(Path("/a.wav")))
