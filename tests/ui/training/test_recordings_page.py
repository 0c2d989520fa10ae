"""Step 1 with real files: checked by the limited process, watched, captioned; and what goes wrong."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from foley_bridge.recordings.gather import gather
from foley_ui.training.looking import Split
from foley_ui.training.recordings_model import Column, RecordingsModel
from foley_ui.training.recordings_page import RecordingsPage
from foley_ui.training.rows import RecordingRow
from foley_ui.training.sources import Chosen
from tests.bridge.recordings.making import record, tone
from tests.ui.training.around import Around, around, until

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen


@pytest.fixture
def room(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path / "own", daemon=False) as room:
        yield room


@pytest.fixture
def page(room: Around, qtbot: QtBot) -> Iterator[RecordingsPage]:
    page = RecordingsPage(room.context)
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    yield page
    page.close_files()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "Foley"
    for number in range(6):
        record(folder / "small bell" / f"bell {'abcdef'[number]}.wav", tone(300 + 50 * number))
    record(folder / "silent.wav", np.zeros(8000, np.float32))
    return folder


def names(page: RecordingsPage) -> list[str]:
    return [page._model.row(place).name for place in range(page._model.rowCount())]


def cell(page: RecordingsPage, name: str, column: Column) -> str:
    place = names(page).index(name)
    return str(page._model.index(place, column).data(Qt.ItemDataRole.DisplayRole))


def checked(page: RecordingsPage, qtbot: QtBot, count: int) -> None:
    until(qtbot, lambda: not page.checking and page._model.rowCount() == count)


def test_a_folder_is_checked_and_summed_up(page: RecordingsPage, folder: Path, qtbot: QtBot) -> None:
    page.add([folder])
    checked(page, qtbot, 7)
    assert cell(page, "small bell/bell a.wav", Column.CAPTION) == "a small bell"
    assert cell(page, "small bell/bell a.wav", Column.SOURCE) == "folder name"
    assert "It is silent" in cell(page, "silent.wav", Column.VERDICT)
    assert "check its level" in cell(page, "silent.wav", Column.VERDICT)
    assert "6 of 7 can be used, 0.0 minutes" in page._totals.text()
    assert page._next.isEnabled()
    page._only_problems.setChecked(True)
    assert names(page) == ["silent.wav"]

    def said() -> bool:
        page._table.selectRow(0)  # the split of the set may come in between and lay the table out anew
        return "It is silent" in page._detail.text()

    until(qtbot, said)


def test_captions_are_typed_in_place_and_for_many_and_kept_beside_the_files(
    page: RecordingsPage, folder: Path, qtbot: QtBot
) -> None:
    page.add([folder])
    checked(page, qtbot, 7)
    place = names(page).index("small bell/bell a.wav")
    assert page._model.setData(page._model.index(place, Column.CAPTION), "  a  brass bell ")
    assert cell(page, "small bell/bell a.wav", Column.CAPTION) == "a brass bell"
    assert cell(page, "small bell/bell a.wav", Column.SOURCE) == "typed"
    until(qtbot, lambda: (folder / "captions.csv").exists() and not page.checking)
    page._table.selectAll()
    page._captions._category.setText("bells")
    page._captions._category.setModified(True)
    page._captions._commit()
    until(qtbot, lambda: {one.category for one in gather(folder).takes} == {"bells"})
    until(qtbot, lambda: not page.checking)
    takes = {one.label: one for one in gather(folder).takes}
    assert takes["small bell/bell a.wav"].caption == "a brass bell"
    assert takes["small bell/bell b.wav"].caption == ""
    assert cell(page, "small bell/bell b.wav", Column.CATEGORY) == "bells"


def test_what_cannot_be_kept_is_told(page: RecordingsPage, folder: Path, qtbot: QtBot, room: Around) -> None:
    page.add([folder])
    checked(page, qtbot, 7)
    (folder / "captions.csv").mkdir()
    place = names(page).index("small bell/bell a.wav")
    page._model.setData(page._model.index(place, Column.CAPTION), "a brass bell")
    until(qtbot, lambda: any("could not be kept" in one for one in room.sentences()))


def test_a_watched_folder_is_live_and_says_when_it_is_gone(page: RecordingsPage, folder: Path, qtbot: QtBot) -> None:
    page.add([folder])
    checked(page, qtbot, 7)
    page._watch.setChecked(True)
    record(folder / "small bell" / "bell g.wav", tone(900))
    checked(page, qtbot, 8)
    shutil.rmtree(folder)
    until(qtbot, lambda: "is not there" in page._problem.text)
    assert not page._next.isEnabled()
    page._watch.setChecked(False)
    until(qtbot, lambda: not page.checking)
    assert "is not there" in page._problem.text


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder.mkdir(), "no sound file in it"),
        (lambda _: None, "is not there"),
        (lambda folder: record(folder / "77" / "1.wav", np.zeros(800, np.float32)), "None of these recordings"),
    ],
)
def test_what_holds_nothing_is_a_sentence(
    page: RecordingsPage, tmp_path: Path, qtbot: QtBot, make: object, words: str
) -> None:
    folder = tmp_path / "9"
    make(folder)  # type: ignore[operator]
    page.add([folder])
    until(qtbot, lambda: words in page._problem.text)
    assert not page._next.isEnabled()


def test_one_recording_and_damaged_ones_are_told_of(page: RecordingsPage, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "bell"
    record(folder / "ä bell.wav", tone())
    (folder / "torn.wav").write_bytes((folder / "ä bell.wav").read_bytes()[:60])
    (folder / "text.wav").write_text("no sound at all")
    page.add([folder])
    checked(page, qtbot, 3)
    assert "Only one recording can be used" in page._notes.text()
    assert all(row.kind for row in page.rows if row.name in ("torn.wav", "text.wav"))
    assert all(cell(page, name, Column.VERDICT).count(".") > 1 for name in ("torn.wav", "text.wav"))  # what to do, too


def test_a_check_can_be_stopped_and_done_again(page: RecordingsPage, folder: Path, qtbot: QtBot) -> None:
    page.add([folder])
    page._stop.click()
    assert "was stopped" in page._problem.text
    page._again.click()
    checked(page, qtbot, 7)
    assert page._problem.text == ""


def test_another_share_is_split_anew(page: RecordingsPage, folder: Path, qtbot: QtBot) -> None:
    page.add([folder])
    checked(page, qtbot, 7)
    before = page.totals.held_out
    page.set_split(Split(0.5, 1))
    until(qtbot, lambda: not page.checking and page.totals.held_out > before)


def test_five_thousand_rows_are_shown_filtered_and_sorted_within_a_frame_or_two(room: Around, qtbot: QtBot) -> None:
    rows = tuple(
        RecordingRow(
            Path(f"/x/{number:05d}.wav"),
            f"door/{number:05d}.wav",
            seconds=float(number % 97),
            caption=f"a door {number % 7}",
            kind="" if number % 9 else "silent",
            reason="" if number % 9 else "it is silent",
        )
        for number in range(5000)
    )
    page = RecordingsPage(room.context)
    qtbot.addWidget(page)
    page._chosen = Chosen((Path("/x"),))
    page._show_set()
    page.resize(900, 600)
    page.show()
    times_s: list[float] = []
    acts: tuple[Callable[[], object], ...] = (
        lambda: page._model.set_rows(rows),
        lambda: page._model.set_rows(rows[::-1]),
        lambda: page._model.sort(Column.SECONDS),
        lambda: page._model.set_filter(words="door 3"),
        lambda: page._model.set_filter(words="", only_problems=True),
        lambda: page._model.set_filter(only_problems=False),
        lambda: page._table.viewport().repaint(),
        lambda: page._table.selectAll(),
    )
    for act in acts:
        began_s = time.process_time()
        act()
        times_s.append(time.process_time() - began_s)
    assert sorted(times_s)[-2] < 0.05, times_s  # one may meet a pause of the garbage collector
    assert page._model.rowCount() == 5000


def test_the_model_keeps_the_rules_of_models(room: Around, qtbot: QtBot) -> None:
    model = RecordingsModel(room.context.theme)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, mode)
    rows = tuple(RecordingRow(Path(f"/{name}"), name) for name in "cab")
    model.set_rows(rows)
    assert [model.row(place).name for place in range(3)] == ["a", "b", "c"]
    model.sort(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert [model.row(place).name for place in range(3)] == ["c", "b", "a"]
    model.set_rows(rows[:1])
    assert model.rowCount() == 1
    del tester


def test_the_panel_never_loads_torch() -> None:
    code = "import sys, foley_ui.training.panel; assert not {'torch', 'pyqtgraph', 'scipy'} & sys.modules.keys()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_a_list_is_learnt_from_and_what_is_typed_stays_out_of_it(
    page: RecordingsPage, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "items.csv"
    path = folder / "small bell" / "bell a.wav"
    file.write_text(f"path,start_s,end_s,caption\n{path},0.05,0.2,a bell\n{path},0.1,0.3,\n{path},1,2,gone\n")
    before = file.read_bytes()
    page.add([file])
    checked(page, qtbot, 3)
    assert not page._watch.isEnabled()
    place = next(place for place in range(3) if page._model.row(place).start_s == 0.1)
    page._model.setData(page._model.index(place, Column.CAPTION), "a handle")
    until(qtbot, lambda: not page.checking)
    assert [row.caption for row in page.rows if row.start_s == 0.1] == ["a handle"]
    assert [row.kind for row in page.rows if row.start_s == 1.0] == ["piece"]
    assert file.read_bytes() == before
    assert not page.chosen.is_plain


def test_space_plays_a_row_and_a_damaged_file_is_not_tried(
    page: RecordingsPage, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "torn.wav").write_text("no sound at all")
    page.add([folder])
    checked(page, qtbot, 8)
    played: list[Path] = []
    monkeypatch.setattr(page._context.player, "toggle", played.append)
    for name in ("torn.wav", "small bell/bell a.wav"):
        page._table.selectRow(names(page).index(name))
        page._table.setFocus()
        QTest.keyClick(page._table, Qt.Key.Key_Space)
    assert played == [folder / "small bell" / "bell a.wav"]
