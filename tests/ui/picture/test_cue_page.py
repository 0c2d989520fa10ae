"""Cue sheets in the window, through a real daemon with the quick engine: checked, made, gone on with, cancelled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foley_bridge.cli import main
from foley_bridge.cues.keeping import made_so_far
from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.journal.journal import Journal
from foley_ui.context import Context
from foley_ui.notices import Notice
from foley_ui.picture.cue_page import CuePage
from foley_ui.picture.cues_model import Column, CuesModel
from foley_ui.picture.pace import Pace
from foley_ui.picture.panel import PicturePanel
from foley_ui.picture.sheet import SheetChoice, read_choice
from tests.ui.takes.around import Around, around

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
WAIT_MS = 30_000
SHEET = """time,length,prompt,track,count
0.5,0.5,heavy boots on gravel,Feet,2
3,0.5,a door slams,Doors,1
5,0.5,heavy boots on gravel,Feet,2
"""


@dataclass
class Desk:
    page: CuePage
    around: Around
    qtbot: QtBot
    sheet: Path

    @property
    def context(self) -> Context:
        return self.around.context

    @property
    def notices(self) -> list[Notice]:
        return self.around.notices

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def states(self) -> list[str]:
        model = self.page.table.cues
        return [str(model.index(row, Column.STATE).data()) for row in range(model.rowCount())]

    def read(self) -> None:
        self.until(lambda: self.page._sheet is not None and self.page._reading is None)

    def make(self) -> None:
        self.read()
        QTest.mouseClick(self.page.foot.start, Qt.MouseButton.LeftButton)
        self.until(lambda: not self.page.run.busy and self.page._reading is None)

    @property
    def folder(self) -> Path:
        folder = self.page.options.folder.path
        assert folder is not None
        return folder


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    sheet = tmp_path / "reel 1.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    with around(tmp_path) as made:
        panel = PicturePanel(made.context)
        qtbot.addWidget(panel)
        panel.resize(1000, 760)
        panel.show()
        panel.shown()
        yield Desk(panel.cues, made, qtbot, sheet)
        panel.cues.run.stop()
        qtbot.waitUntil(lambda: not panel.cues.run.busy, timeout=WAIT_MS)


def test_a_sheet_that_is_dropped_is_made_as_the_command_makes_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(desk.sheet))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    desk.page.dropEvent(drop)
    desk.read()
    assert desk.states() == ["can be made"] * 3
    assert "Cues: 3 · tracks: 2 · takes: 5" in desk.page._asks.text()
    assert desk.page.foot.start.text() == "Make all cues (3)"
    desk.make()
    assert all(state.startswith("made") for state in desk.states())
    assert {one.name for one in desk.folder.iterdir()} >= {"cues.RPP", "report.html", "report.csv", "cues.jsonl"}
    assert len(list((desk.folder / "Foley").glob("*.wav"))) == 5
    assert any("every cue is made" in one.sentence for one in desk.notices)
    assert desk.page.report.isVisible()
    asked = jobs(desk)
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    assert main(["cues", str(desk.sheet), "--out", str(desk.folder)]) == 0
    assert jobs(desk) == asked, "the command finds all of it made"


def test_every_fault_stands_in_its_row_and_nothing_can_be_started(desk: Desk) -> None:
    desk.sheet.write_text("time,length,prompt\n1,0.5,a door\nsoon,1,a bell\n3,,rain\n", encoding="utf-8")
    desk.page.open(desk.sheet)
    desk.read()
    assert desk.states()[0] == "can be made"
    assert desk.states()[1].startswith("row 3: 'soon' is no time")
    assert "neither length nor end" in desk.states()[2]
    desk.page.table.setCurrentIndex(desk.page.table.cues.index(2, 0))
    assert "“Length where none is given”" in desk.page._why.text(), "not the command line's option"
    assert not desk.page.foot.start.isEnabled()
    assert desk.page._asks.text().startswith("2 of 3 rows")
    desk.page.options.seconds.setValue(2.0)
    desk.until(lambda: not desk.states()[2].startswith("row"))
    assert desk.page.table.cues.index(2, Column.LENGTH).data() == "2.00 s"


def test_what_is_no_sheet_is_told_in_one_sentence(desk: Desk) -> None:
    desk.sheet.write_text("one,two\n1,2\n", encoding="utf-8")
    desk.page.open(desk.sheet)
    desk.until(lambda: "'one'" in desk.page.trouble.text)
    assert not desk.page.foot.start.isEnabled()
    assert desk.states() == []


def test_a_recording_is_sent_on_to_the_page_where_it_is_of_use(desk: Desk, tmp_path: Path) -> None:
    desk.page.open(tmp_path / "steps.wav")
    assert "“Hits on a guide”" in desk.notices[-1].sentence
    assert desk.page._path is None


def test_a_run_that_was_cancelled_goes_on_where_it_was(desk: Desk) -> None:
    desk.page.open(desk.sheet)
    desk.read()
    heard: list[object] = []

    def first_made(end: object) -> None:
        heard.append(end)
        desk.page.cancel()

    desk.page.run.made.connect(first_made)
    desk.make()
    desk.page.run.made.disconnect(first_made)
    assert heard
    made = sum(bool(one.takes) for one in made_so_far(desk.folder).values())
    assert made >= 1
    if made < 3:  # cancelled between two cues, which the quick engine may outrun
        assert desk.page.foot.start.text() == f"Go on: {3 - made} left"
    desk.make()
    takes = [take.file for one in made_so_far(desk.folder).values() for take in one.takes]
    assert len(takes) == len(set(takes)) == 5
    assert all(file.is_file() for file in takes)
    assert any("made before" in state for state in desk.states())


def test_another_start_of_the_window_shows_the_sheet_and_what_is_made(desk: Desk, qtbot: QtBot) -> None:
    desk.page.open(desk.sheet)
    desk.make()
    other = PicturePanel(desk.context)
    qtbot.addWidget(other)
    other.show()
    other.shown()
    qtbot.waitUntil(lambda: other.cues._sheet is not None, timeout=WAIT_MS)
    assert other.cues._sheet is not None
    assert (other.cues._sheet.left, other.cues._path) == (0, desk.sheet)
    assert other.cues.foot.start.text() == "Write project and report again"
    assert other.cues.foot.said == "All is made."


def test_finished_rows_are_heard_by_the_keys_of_takes_and_t_takes_the_next(desk: Desk) -> None:
    desk.page.open(desk.sheet)
    desk.make()
    table = desk.page.table
    table.setCurrentIndex(table.cues.index(0, 0))
    table.setFocus()
    first = table.listed
    assert first is not None
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert desk.around.player.asked[-1] == ("toggle", first.path)
    assert table.cues.index(0, Column.TAKES).data() == "1/2"
    QTest.keyClick(table, Qt.Key.Key_T)
    second = table.listed
    assert second is not None
    assert second.path != first.path
    assert table.cues.index(0, Column.TAKES).data() == "2/2"
    assert desk.around.player.asked[-1] == ("play", second.path)
    assert desk.page.detail.view.path == second.path


def test_ten_thousand_rows_are_looked_at_and_shown(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"{at},0.5,step {at},Feet\n" for at in range(10_000))
    desk.sheet.write_text(f"time,length,prompt,track\n{rows}", encoding="utf-8")
    model = CuesModel(desk.context.theme)
    model.set_sheet(read_choice(SheetChoice(desk.sheet, tmp_path / "out")))
    assert model.rowCount() == 10_000
    assert model.index(9_999, Column.PROMPT).data() == "step 9999"
    told: list[int] = []
    model.dataChanged.connect(lambda first, last: told.append(last.row() - first.row()))
    model.next_take(4_000)  # has none yet
    assert told == []
    model.deleteLater()


def test_a_table_whose_rows_are_all_chosen_is_painted_without_asking_each_of_them(desk: Desk, tmp_path: Path) -> None:
    rows = "".join(f"{at},0.5,step {at}\n" for at in range(2_000))
    desk.sheet.write_text(f"time,length,prompt\n{rows}", encoding="utf-8")
    asked: list[int] = []

    class Counting(CuesModel):
        def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
            asked.append(index.row())
            return super().flags(index)

    desk.page.open(desk.sheet)
    desk.read()
    table, model = desk.page.table, Counting(desk.context.theme, desk.page)
    model.set_sheet(read_choice(SheetChoice(desk.sheet, tmp_path / "out")))
    table.setModel(model)
    table.selectAll()
    asked.clear()
    table.grab()
    assert len(asked) < 1_000


def test_pace_tells_rate_and_time_left_by_seconds_of_takes() -> None:
    pace = Pace(open_cues=4, open_s=40.0, began_s=100.0)
    assert pace.left_s(101.0) < 0
    pace.step(0.5, 10.0)
    pace.end_cue(10.0, made=True)
    assert pace.share == pytest.approx(0.25)
    assert pace.left_s(110.0) == pytest.approx(30.0)
    assert pace.cues_a_minute(110.0) == pytest.approx(6.0)
    pace.end_cue(10.0, made=False)
    assert (pace.made, pace.failed) == (1, 1)
    assert pace.cost(120.0) == pytest.approx(1.0)


def jobs(desk: Desk) -> int:
    with Journal(desk.context.folders.journal_file) as journal:
        return len(journal.recent(100))
