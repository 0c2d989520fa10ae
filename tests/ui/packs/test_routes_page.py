"""Routes in the packs panel: the same file as the command's, checked in the same words."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foley_bridge.cli import main
from foley_bridge.files.ucs import Catalogue
from foley_bridge.folders import HOME_VARIABLE
from foley_bridge.routes.file import load_routes, routes_file
from foley_bridge.routes.route import Route
from foley_ui.generate.panel import GeneratePanel
from foley_ui.generate.preset import Preset
from foley_ui.packs.panel import PacksPanel
from foley_ui.packs.routes_model import Column
from foley_ui.packs.routes_page import RoutesPage
from tests.ui.takes.around import Around, around

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
WAIT_MS = 30_000


@dataclass
class Desk:
    page: RoutesPage
    around: Around
    qtbot: QtBot

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    @property
    def file(self) -> Path:
        return routes_file(self.around.context.folders)

    def routes(self) -> dict[str, Route]:
        return dict(load_routes(self.file, Catalogue.load()))

    def fill(self, category: str, *, guidance: str = "", threshold: str = "", pack: str = "") -> None:
        form = self.page.form
        form.category.setEditText(category)
        form.pack.setCurrentIndex(max(0, form.pack.findData(pack)))
        form.guidance.setText(guidance)
        form.threshold.setText(threshold)
        QTest.mouseClick(form.save, Qt.MouseButton.LeftButton)


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with around(tmp_path) as made:
        panel = PacksPanel(made.context)
        qtbot.addWidget(panel)
        panel.resize(1000, 700)
        panel.show()
        panel.shown()
        qtbot.waitUntil(lambda: bool(panel.watch.shelf.packs), timeout=WAIT_MS)
        panel.tabs.setCurrentIndex(1)
        assert panel.routes is not None
        page = panel.routes
        qtbot.waitUntil(lambda: page._catalogue is not None, timeout=WAIT_MS)
        yield Desk(page, made, qtbot)


def test_a_route_is_saved_where_the_command_reads_it_and_only_for_its_owner(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.page._empty.isVisible()
    desk.fill("FEETHmn", pack="core", guidance="2.5", threshold="0.25")
    desk.until(lambda: desk.page.model.rowCount() == 1)
    assert desk.routes() == {"FEETHmn": Route("FEETHmn", "core", "", 2.5, 0.25)}
    assert stat.S_IMODE(desk.file.stat().st_mode) == 0o600
    model = desk.page.model
    assert [model.index(0, column).data() for column in (Column.PACK, Column.GUIDANCE, Column.STATE)] == [
        "core",
        "2.50",
        "in effect",
    ]
    assert "FOOTSTEPS HUMAN" in str(model.index(0, Column.CATEGORY).data())
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "own"))
    assert main(["routes"]) == 0
    assert "FEETHmn: pack core, guidance 2.5, threshold 0.25" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("category", "guidance", "said"),
    [
        ("FOOTSTEP", "3", "did you mean"),
        ("RAIN", "99", "The guidance of the route for RAIN is 99"),
        ("RAIN", "much", "write a number"),
        ("RAIN", "", "says nothing"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(desk: Desk, category: str, guidance: str, said: str) -> None:
    desk.fill(category, guidance=guidance)
    desk.until(lambda: said in desk.page.trouble.text)
    assert not desk.file.exists()


def test_a_route_is_changed_in_its_row_and_taken_away_by_a_key(desk: Desk) -> None:
    desk.fill("RAIN", guidance="3")
    desk.until(lambda: desk.page.model.rowCount() == 1)
    desk.fill("WIND", guidance="4")
    desk.until(lambda: desk.page.model.rowCount() == 2)
    table = desk.page.table
    table.setCurrentIndex(desk.page.model.index(0, 0))
    assert desk.page.form.category.currentText().startswith("RAIN")
    desk.page.form.guidance.setText("5")
    QTest.mouseClick(desk.page.form.save, Qt.MouseButton.LeftButton)
    desk.until(lambda: desk.routes()["RAIN"].guidance == 5.0)
    desk.until(lambda: desk.page.model.told[0].route.guidance == 5.0)
    table.setCurrentIndex(desk.page.model.index(1, 0))
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Delete)
    desk.until(lambda: desk.page.model.rowCount() == 1)
    assert set(desk.routes()) == {"RAIN"}


def test_a_route_whose_pack_is_gone_says_so(desk: Desk) -> None:
    desk.file.parent.mkdir(parents=True, exist_ok=True)
    desk.file.write_text('[RAIN]\npack = "no-such-pack"\n', encoding="utf-8")
    desk.page.look()
    desk.until(lambda: desk.page.model.rowCount() == 1)
    assert desk.page.model.index(0, Column.STATE).data() == "cannot be used"
    desk.page.table.setCurrentIndex(desk.page.model.index(0, 0))
    assert "no-such-pack" in desk.page.trouble.text
    assert desk.page.trouble.text.endswith("Change or remove it below.")


def test_what_a_route_chose_stands_above_the_sounds(desk: Desk, qtbot: QtBot) -> None:
    desk.fill("RAIN", pack="core", guidance="3")
    desk.until(lambda: desk.page.model.rowCount() == 1)
    panel = GeneratePanel(desk.around.context)
    qtbot.addWidget(panel)
    panel.show()
    panel.shown()
    panel.show_preset(Preset(prompt="heavy rain on a tin roof", seconds=0.5, count=1))
    panel.generate()
    desk.until(lambda: "route RAIN: core" in panel.takes.header._facts.whole)
