"""History with a real daemon: what hosts ask appears, is found, used, removed; and nothing jumps."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, QEvent, QLocale, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from foley_bridge.client import Client
from foley_bridge.journal.journal import Journal
from foley_bridge.journal.records import Kind
from foley_ui.generate.preset import Preset
from foley_ui.history.cells import Column
from foley_ui.history.filters import Shown
from foley_ui.history.panel import HistoryPanel
from tests.ui.takes.around import WAIT_MS, Around, app, around, shown

UDP = "udp:127.0.0.1:9001"
FRAME_S = 0.016
GENEROUS = 8  # times a frame: the machine of the tests does other things as well


@contextmanager
def panel_in(parts: Around, width: int = 900) -> Iterator[HistoryPanel]:
    panel = HistoryPanel(parts.context)
    with shown(panel, width):
        panel.shown()
        yield panel
        panel.hidden()


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Around]:
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with around(tmp_path) as made:
        qtbot.waitUntil(lambda: made.bridge.status is not None, timeout=WAIT_MS)
        yield made


@pytest.fixture
def panel(parts: Around) -> Iterator[HistoryPanel]:
    with panel_in(parts) as made:
        yield made


def ask(parts: Around, prompt: str, request: str, count: int = 2, **pairs: str) -> None:
    """As a host does it."""
    with Client.connect(parts.context.folders) as host:
        list(host.generate(prompt, seconds=0.5, count=count, pairs=pairs, request_id=request))


def lines(panel: HistoryPanel) -> list[str]:
    model = panel.model
    return [str(model.index(place, Column.PROMPT).data() or "") for place in range(model.rowCount())]


def prompts(panel: HistoryPanel) -> list[str]:
    return [one for one in lines(panel) if one]


def wait_for(panel: HistoryPanel, qtbot: QtBot, found: list[str]) -> None:
    qtbot.waitUntil(lambda: prompts(panel) == found, timeout=WAIT_MS)


def filled_journal(path: Path, requests: int) -> None:
    path.parent.mkdir(parents=True)
    with Journal(path) as journal:
        order = '{"request": {"prompt": "boots on gravel %d", "seconds": 4.0, "count": 4}, "cat_id": ""}'
        database = journal._database
        with database.write() as connection:
            for number in range(requests):
                values = (f"r{number}", order % number, UDP, "done", 8, time.time() - (requests - number) * 300.0)
                columns = "id, order_text, route, state, batch_size, created_s"
                connection.execute(f"INSERT INTO jobs ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values)


def test_what_a_host_asks_appears_with_its_sounds(parts: Around, panel: HistoryPanel, qtbot: QtBot) -> None:
    ask(parts, "a door", "of-a-host")
    qtbot.waitUntil(lambda: prompts(panel) == ["a door"], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: len(panel.takes.list.takes) == 2, timeout=WAIT_MS)
    index = panel.model.index_of("of-a-host")
    assert [index.siblingAtColumn(one).data() for one in (Column.HOST, Column.LENGTH)] == ["unnamed", "0.50 s"]
    qtbot.waitUntil(lambda: index.siblingAtColumn(Column.STATE).data() == "done", timeout=WAIT_MS)
    assert index.siblingAtColumn(Column.SOUNDS).data() == "2"
    assert panel.model.index(0, 0).data() == "Today"


def test_new_requests_move_neither_the_choice_nor_the_view(tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path, start=False) as parts:
        filled_journal(parts.context.folders.journal_file, 80)
        with panel_in(parts) as panel:
            qtbot.waitUntil(lambda: len(prompts(panel)) == 80, timeout=WAIT_MS)
            panel.list.choose("r40")
            panel.list.scrollTo(panel.model.index_of("r40"), panel.list.ScrollHint.PositionAtCenter)
            before = panel.list.visualRect(panel.model.index_of("r40")).top()
            parts.bridge.start()
            qtbot.waitUntil(lambda: parts.bridge.status is not None, timeout=WAIT_MS)
            ask(parts, "a door", "new")
            qtbot.waitUntil(lambda: panel.model.index_of("new").isValid(), timeout=WAIT_MS)
            qtbot.wait(50)
            assert panel.list.request == "r40"
            assert panel.list.visualRect(panel.model.index_of("r40")).top() == before


def test_search_and_filters_find_what_they_say(parts: Around, panel: HistoryPanel, qtbot: QtBot) -> None:
    ask(parts, "slow boots on gravel", "one")
    ask(parts, "rain on a tin roof", "two", category="RAINMetl")
    with pytest.raises(Exception, match="passed"):
        ask(parts, "drop-all", "three")
    with Client.connect(parts.context.folders) as host:
        host.ask("/foley/imported", "two", 0)
    qtbot.waitUntil(lambda: len(prompts(panel)) == 3, timeout=WAIT_MS)
    parts.context.keeping.set_favourite("one#1", on=True)
    for text, found in (("GRAVEL boots", ["slow boots on gravel"]), ("metal", ["rain on a tin roof"]), ("zzz", [])):
        panel.filters.field.setText(text)
        wait_for(panel, qtbot, found)
    qtbot.waitUntil(lambda: panel._not_found.isVisible(), timeout=WAIT_MS)
    panel._not_found.acted.emit()
    qtbot.waitUntil(lambda: len(prompts(panel)) == 3, timeout=WAIT_MS)
    expected = {
        Shown.FAVOURITES: ["slow boots on gravel"],
        Shown.IMPORTED: ["rain on a tin roof"],
        Shown.FAILED: ["drop-all"],
        Shown.TRAININGS: [],
        Shown.ALL: ["drop-all", "rain on a tin roof", "slow boots on gravel"],
    }
    for kind, found in expected.items():
        panel.filters.buttons[kind].click()
        wait_for(panel, qtbot, found)


def test_a_prompt_is_used_in_the_other_panel_and_asked_again_here(
    parts: Around, panel: HistoryPanel, qtbot: QtBot
) -> None:
    ask(parts, "a door", "of-a-host", negative="music")
    qtbot.waitUntil(lambda: len(panel.takes.list.takes) == 2, timeout=WAIT_MS)
    with qtbot.waitSignal(panel.wants, timeout=WAIT_MS) as wanted:
        panel._use.click()
    name, preset = wanted.args
    assert name == "generate"
    assert isinstance(preset, Preset)
    assert (preset.prompt, preset.seconds, preset.count, preset.negative) == ("a door", 0.5, 2, "music")
    panel._again.click()
    qtbot.waitUntil(lambda: prompts(panel) == ["a door", "a door"], timeout=WAIT_MS)
    assert panel.list.request == "of-a-host"


def test_a_request_is_removed_and_comes_back_with_its_files(parts: Around, panel: HistoryPanel, qtbot: QtBot) -> None:
    ask(parts, "a door", "one")
    ask(parts, "rain", "two")
    qtbot.waitUntil(lambda: prompts(panel) == ["rain", "a door"], timeout=WAIT_MS)
    panel.list.choose("two")
    qtbot.waitUntil(lambda: [take.request for take in panel.takes.list.takes] == ["two", "two"], timeout=WAIT_MS)
    paths = [take.path for take in panel.takes.list.takes]
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: prompts(panel) == ["a door"], timeout=WAIT_MS)
    assert all(path.exists() for path in paths)
    _undo(parts)
    qtbot.waitUntil(lambda: prompts(panel) == ["rain", "a door"], timeout=WAIT_MS)
    panel.list.choose("two")
    panel._hide_and_trash()
    qtbot.waitUntil(lambda: prompts(panel) == ["a door"] and not any(path.exists() for path in paths), timeout=WAIT_MS)
    _undo(parts)
    qtbot.waitUntil(lambda: len(prompts(panel)) == 2 and all(path.exists() for path in paths), timeout=WAIT_MS)


def test_files_that_are_gone_are_shown_as_such(parts: Around, panel: HistoryPanel, qtbot: QtBot) -> None:
    ask(parts, "a door", "one", count=1)
    qtbot.waitUntil(lambda: len(panel.takes.list.takes) == 1, timeout=WAIT_MS)
    panel.takes.list.takes[0].path.unlink()
    panel.takes.following.refresh()
    qtbot.waitUntil(lambda: not panel.takes.list.takes[0].there, timeout=WAIT_MS)


def test_a_training_is_listed_and_leads_to_its_panel(tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path, start=False) as parts:
        parts.context.folders.state.mkdir(parents=True)
        with Journal(parts.context.folders.journal_file) as journal:
            journal.accept("s", '{"name": "reel 1.csv"}', UDP, kind=Kind.CUES)
            journal.accept("t", '{"name": "my boots"}', UDP, kind=Kind.TRAIN)
        with panel_in(parts) as panel:
            qtbot.waitUntil(lambda: prompts(panel) == ["Training: my boots", "Cue sheet: reel 1.csv"], timeout=WAIT_MS)
            qtbot.waitUntil(lambda: panel.takes.asked is not None, timeout=WAIT_MS)
            assert not any(label.text().startswith("sounds:") for label in panel.takes.header.findChildren(QLabel))
            with qtbot.waitSignal(panel.wants, timeout=WAIT_MS) as wanted:
                panel._use.click()
            assert wanted.args == ["training", "t"]


def test_keys_lead_from_the_list_to_the_sounds_and_back(parts: Around, panel: HistoryPanel, qtbot: QtBot) -> None:
    ask(parts, "a door", "one")
    qtbot.waitUntil(lambda: len(panel.takes.list.takes) == 2, timeout=WAIT_MS)
    panel.activateWindow()
    assert QTest.qWaitForWindowActive(panel, WAIT_MS)
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert parts.player.asked == [("toggle", panel.takes.list.takes[0].path)]
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert panel.takes.list.isAncestorOf(app().focusWidget() or panel)
    QTest.keyClick(app().focusWidget() or panel, Qt.Key.Key_Up)
    assert panel.list.hasFocus()
    QTest.keyClick(panel, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert panel.filters.field.hasFocus()


class Watch(QObject):
    """CPU time of this thread between two turns of the event loop, the longest."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s = 0.0
        self._began_s = time.thread_time()
        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        dispatcher.awake.connect(self._begin)
        dispatcher.aboutToBlock.connect(self._end)

    def _begin(self) -> None:
        self._began_s = time.thread_time()

    def _end(self) -> None:
        self.longest_s = max(self.longest_s, time.thread_time() - self._began_s)


def test_the_time_of_a_request_is_whole_where_it_is_longest(tmp_path: Path, qapp: QApplication) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    try:
        with around(tmp_path, start=False) as parts, panel_in(parts) as panel:
            needed = panel.list.fontMetrics().horizontalAdvance("10:58 PM")
            assert panel.list.columnWidth(Column.TIME) > needed + 12  # and what the style sheet leaves free beside it
    finally:
        QLocale.setDefault(before)


def measured(do: Callable[[], None]) -> float:
    before_s = time.thread_time()
    do()
    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    return time.thread_time() - before_s


def test_with_ten_thousand_requests_no_step_takes_longer_than_a_frame(tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path, start=False) as parts:
        filled_journal(parts.context.folders.journal_file, 10_000)
        with panel_in(parts) as panel:
            qtbot.waitUntil(lambda: panel.model.rowCount() > 0, timeout=WAIT_MS)
            watch = Watch()
            while panel.model.canFetchMore(panel.model.index(-1, -1)) or panel.model._reading:
                if not panel.model._reading:
                    panel.model.fetchMore(panel.model.index(-1, -1))
                qtbot.wait(1)
            assert len(prompts(panel)) == 10_000
            panel.list.choose("r5000")
            panel.list.scrollTo(panel.model.index_of("r5000"))
            qtbot.wait(20)
            steps = {
                "scroll": lambda: panel.list.verticalScrollBar().setValue(100_000),
                "mark": lambda: parts.context.keeping.set_favourite("r5000#0", on=True),
                "find by id": lambda: panel.list.choose("r9000"),
                "paint": lambda: panel.list.viewport().repaint(),
            }
            taken_s = {name: measured(step) for name, step in steps.items()}
            assert max(*taken_s.values(), watch.longest_s) < GENEROUS * FRAME_S, (taken_s, watch.longest_s)


def _undo(parts: Around) -> None:
    undo = parts.notices[-1].action
    assert undo is not None
    undo()
