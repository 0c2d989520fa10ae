"""The library's panel as a person uses it: real folders, a real daemon, an ear that knows hums by their hertz."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_ui.context import Context
from foley_ui.library.folders_model import FILES, HEARD, REFUSED
from foley_ui.library.hits_model import Column
from foley_ui.library.panel import LibraryPanel
from foley_ui.library.question import Like
from foley_ui.notices import Notice
from foley_ui.sounds.listed import Listed
from foley_ui.sounds.wave_cell import WaveCell
from tests.bridge.library.recordings import write_hum, write_two_hums
from tests.ui.takes.around import around, quick_folders

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
WAIT_MS = 30_000
HERTZ = (200, 400, 800, 1600, 3200)


@pytest.fixture(scope="module")
def hums(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    for hertz in HERTZ:
        write_hum(folder / "single" / f"hum {hertz}.wav", hertz)
    write_two_hums(folder / "long" / "both.wav", 500, 2500, half_s=10.0)
    (folder / "single" / "broken.wav").write_bytes(b"RIFF\x00\x00\x00\x00WAVE no sound at all")
    return folder


@dataclass
class Desk:
    panel: LibraryPanel
    context: Context
    qtbot: QtBot
    notices: list[Notice]

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    def names(self) -> list[str]:
        return [Path(hit.path).name for hit in self.panel.search.table.hits.hits]

    def type_words(self, words: str) -> None:
        self.panel.search.focus_field()
        QTest.keyClick(self.panel.search.field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(self.panel.search.field, words)

    def drop(self, *paths: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        modifiers, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        self.panel.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, modifiers))


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Context]:
    """One daemon for all of these; its library fills in the first of them that needs it."""
    with around(tmp_path_factory.mktemp("home")) as made:
        yield made.context


@pytest.fixture
def empty(context: Context, qtbot: QtBot) -> Desk:
    return desk_of(context, qtbot)


def desk_of(context: Context, qtbot: QtBot) -> Desk:
    panel = LibraryPanel(context)
    qtbot.addWidget(panel)
    panel.resize(1000, 700)
    panel.show()
    notices: list[Notice] = []
    context.notices.told.connect(notices.append)
    panel.shown()
    desk = Desk(panel, context, qtbot, notices)
    desk.until(lambda: panel.watch.told is not None)
    return desk


@pytest.fixture
def desk(empty: Desk, hums: Path) -> Desk:
    """With all hums heard."""
    told = empty.panel.watch.told
    if told is not None and not told.folders:
        empty.drop(hums)
    empty.until(lambda: (told := empty.panel.watch.told) is not None and told.settled and told.heard == len(HERTZ) + 1)
    return empty


def test_without_a_folder_it_says_what_to_do(empty: Desk) -> None:
    page = empty.panel.search
    assert page._no_folder.isVisible()
    assert not page.field.isEnabled()


def test_folders_that_are_dropped_are_heard_and_what_cannot_be_is_named(desk: Desk, hums: Path) -> None:
    rows = desk.panel.folders.folders
    assert [rows.index(0, column).data() for column in (FILES, HEARD, REFUSED)] == ["7", "6", "1"]
    assert rows.folders[0].path == str(hums.resolve())
    (refused,) = desk.panel.folders.refused.refused
    assert Path(refused[0]).name == "broken.wav"
    assert refused[1]
    assert "6 of 7" in desk.panel._state.text()


def test_words_find_recordings_while_they_are_typed(desk: Desk) -> None:
    desk.type_words("a hum at 800 hertz")
    desk.until(lambda: desk.names()[:1] == ["hum 800.wav"])
    desk.type_words("a hum at 1600 hertz")
    desk.until(lambda: desk.names()[:1] == ["hum 1600.wav"])
    model = desk.panel.search.table.hits
    assert model.index(0, Column.NAME).data() == "hum 1600"
    assert float(model.index(0, Column.SCORE).data()) > 0.8
    assert desk.panel.search.detail.view.path == Path(model.hits[0].path)


def test_only_the_last_of_what_was_typed_meanwhile_is_asked(desk: Desk) -> None:
    searching, asked = desk.panel.search.searching, list[str]()
    searching.found.connect(lambda answered: asked.append(answered.question.words))
    genuine = desk.context.bridge.visit
    visits: list[object] = []

    def visit(do: object, **named: object) -> object:
        visits.append(do)
        return genuine(do, **named)  # type: ignore[arg-type]

    desk.context.bridge.visit = visit  # type: ignore[method-assign, assignment]
    try:
        for hertz in HERTZ:
            desk.panel.search.field.setText(f"{hertz} hertz")
            searching.want(searching.question, at_once=True)  # as if each letter came after a pause
        desk.until(lambda: bool(asked))
    finally:
        del desk.context.bridge.visit
    assert asked == ["3200 hertz"]
    assert len(visits) == 2, "the first, and then the last"


def test_what_is_similar_to_a_row_is_found_by_a_key_and_words_mix_in(desk: Desk) -> None:
    page = desk.panel.search
    desk.type_words("400 hertz")
    desk.until(lambda: desk.names()[:1] == ["hum 400.wav"])
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_K)
    desk.until(lambda: bool(desk.names()) and "hum 400.wav" not in desk.names())
    assert page.chip.like is not None
    assert page.chip.like.name == "hum 400.wav"
    assert page.field.text() == ""
    desk.type_words("3200 hertz")
    desk.until(lambda: page.searching.question.words == "3200 hertz" and not page.searching.busy)
    QTest.mouseClick(page.chip.cross, Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.names()[:1] == ["hum 3200.wav"])
    assert page.chip.isHidden()


def test_another_panel_can_ask_for_what_is_similar(desk: Desk, hums: Path) -> None:
    desk.panel.take(Like(str(hums / "single" / "hum 1600.wav"), "hum 1600.wav"))
    desk.until(lambda: bool(desk.names()))
    assert "hum 1600.wav" not in desk.names()


def test_a_sound_that_cannot_be_compared_is_told_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    stray = write_hum(tmp_path / "elsewhere" / "stray.wav", 300)
    desk.drop(stray)
    desk.until(lambda: "stray.wav" in desk.panel.search.trouble.text)
    assert desk.names() == []


def test_a_row_is_the_file_itself_with_the_part_that_is_meant(desk: Desk, hums: Path) -> None:
    desk.type_words("a hum at 2500 hertz")
    desk.until(lambda: desk.names()[:1] == ["both.wav"])
    table = desk.panel.search.table
    listed = table.listed
    assert listed == Listed(hums / "long" / "both.wav", 10.0, 10.0, 20.0)
    assert listed.section == (0.5, 1.0)
    assert table.hits.index(0, Column.PART).data() == "10.00 s to 20.00 s"
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == str(hums / "long" / "both.wav")


def test_rows_show_their_sound_once_a_worker_has_drawn_it(desk: Desk) -> None:
    desk.type_words("200 hertz")
    desk.until(lambda: desk.names()[:1] == ["hum 200.wav"])
    cell = desk.panel.search.table.itemDelegateForColumn(Column.WAVE)
    assert isinstance(cell, WaveCell)
    desk.until(lambda: len(cell.thumbnails._kept) >= len(desk.names()))
    assert all(one.rest is not None and one.seconds > 0 for one in cell.thumbnails._kept.values())


def test_a_folder_that_is_taken_out_is_searched_no_more(desk: Desk, hums: Path) -> None:
    page = desk.panel.folders
    desk.panel.tabs.setCurrentWidget(page)
    assert page.chosen == str(hums.resolve())
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    desk.until(lambda: page.folders.rowCount() == 0)
    assert (hums / "single" / "hum 200.wav").exists()


def test_an_index_that_cannot_be_opened_is_told_and_nothing_else_ends(tmp_path: Path, qtbot: QtBot) -> None:
    folders = quick_folders(tmp_path)
    folders.library_file.mkdir(parents=True)  # nothing that SQLite could open
    with around(tmp_path) as made:
        panel = LibraryPanel(made.context)
        qtbot.addWidget(panel)
        panel.show()
        panel.shown()
        qtbot.waitUntil(lambda: bool(panel.folders.problem.text), timeout=WAIT_MS)
        assert panel._state.text() == "The library cannot be asked."
