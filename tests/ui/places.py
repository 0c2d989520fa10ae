"""Every page, window and small window of the program, opened one after the other with something in it, for walks."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from foley_ui.generate.panel import GeneratePanel
from foley_ui.history.panel import HistoryPanel
from foley_ui.library.panel import LibraryPanel
from foley_ui.packs.panel import PacksPanel
from foley_ui.picture.panel import PicturePanel
from foley_ui.program import Program
from foley_ui.takes.family_popup import FamilyPopup
from foley_ui.takes.popup import AskPopup
from foley_ui.takes.recipe_window import RecipeWindow
from tests.bridge.library.recordings import write_hum
from tests.ui.takes.dropped import recording

P = TypeVar("P", bound=QWidget)
WAIT_MS = 60_000
PROMPT = "slow boots on gravel"
SHEET = "time,length,prompt,track\n0.5,0.5,heavy boots on gravel,Feet\nsoon,1,a bell,Bells\n"


@dataclass(frozen=True)
class Around:
    """What opens them."""

    program: Program
    qtbot: QtBot
    folder: Path

    def until(self, so: Callable[[], bool]) -> None:
        """Wait for it."""
        self.qtbot.waitUntil(so, timeout=WAIT_MS)

    def panel(self, name: str, kind: type[P]) -> P:
        """The panel in front."""
        self.until(lambda: self.program.context.bridge.status is not None)
        self.program.window.open(name)
        self.until(lambda: self.program.window.panel(name) is not None)
        panel = self.program.window.panel(name)
        assert isinstance(panel, kind)
        return panel


Open = Callable[[Around], AbstractContextManager[QWidget]]


def _takes(around: Around) -> GeneratePanel:
    """Sounds, and what came of one of them; made once."""
    panel = around.panel("generate", GeneratePanel)

    def made() -> bool:
        asked = panel.takes.asked
        return asked is not None and asked.row.job.state.final and len(asked.takes) > 1

    if not made():
        panel.form.prompt.setText(PROMPT)
        panel.generate()
        around.until(made)
        panel.takes.more_asked.emit(panel.takes.list.current, 0.4, 2)
        around.until(lambda: made() and len(panel.takes.family.tree) > 1)
    return panel


@contextmanager
def _guide(around: Around) -> Iterator[QWidget]:
    panel = _takes(around)
    panel.form.follow(recording(around.folder / "mouth.wav"))
    around.until(lambda: panel.form.guide.guide is not None)
    try:
        yield around.program.window
    finally:
        panel.form.guide.leave()


@contextmanager
def _advanced(around: Around) -> Iterator[QWidget]:
    panel = _takes(around)
    panel.form.set_unfolded(unfolded=True)
    try:
        yield around.program.window
    finally:
        panel.form.set_unfolded(unfolded=False)


@contextmanager
def _fill(around: Around) -> Iterator[QWidget]:
    window = _takes(around).fillings.open(recording(around.folder / "rain.wav"), "rain")
    around.until(lambda: window.bar.span is not None)
    try:
        yield window
    finally:
        window.reject()


@contextmanager
def _export(around: Around) -> Iterator[QWidget]:
    panel = _takes(around)
    window = panel.takes._exports.open((recording(around.folder / "own.wav"),), "rain")
    window.start()  # a recording has no recipe, which is a long sentence
    around.until(lambda: window.sentence != "" and not window.working)
    try:
        yield window
    finally:
        window.reject()


def _asking(name: str) -> Open:
    @contextmanager
    def opened(around: Around) -> Iterator[QWidget]:
        panel = _takes(around)
        QTest.keyClick(panel.takes.list, Qt.Key.Key_Home)
        if name == "blend":
            QTest.keyClick(panel.takes.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        panel.takes.act(name)
        (popup,) = [one for one in around.program.window.findChildren(AskPopup) if one.isVisible()]
        try:
            yield popup
        finally:
            popup.close()

    return opened


@contextmanager
def _recipe(around: Around) -> Iterator[QWidget]:
    panel = _takes(around)
    panel.takes.act("recipe")
    around.until(lambda: any(one.isVisible() for one in around.program.window.findChildren(RecipeWindow)))
    (window,) = [one for one in around.program.window.findChildren(RecipeWindow) if one.isVisible()]
    try:
        yield window
    finally:
        window.close()


@contextmanager
def _tree(around: Around) -> Iterator[QWidget]:
    panel = _takes(around)
    panel.takes.family.open_tree()
    (popup,) = panel.takes.family.findChildren(FamilyPopup)
    try:
        yield popup
    finally:
        popup.close()


@contextmanager
def _found(around: Around) -> Iterator[QWidget]:
    panel = around.panel("library", LibraryPanel)
    write_hum(around.folder / "Sounds" / "hum 800.wav", 800)
    (around.folder / "Sounds" / "broken.wav").write_bytes(b"RIFF no sound")
    around.until(lambda: panel.watch.told is not None)
    told = panel.watch.told
    if told is not None and not told.folders:
        panel.watch.add((around.folder / "Sounds",))
    around.until(lambda: (told := panel.watch.told) is not None and told.settled and told.heard > 0)
    panel.search.field.setText("800 hertz")
    around.until(lambda: bool(panel.search.table.hits.hits) and not panel.search.searching.busy)
    yield around.program.window


@contextmanager
def _folders(around: Around) -> Iterator[QWidget]:
    panel = around.panel("library", LibraryPanel)
    with _found(around):
        panel.tabs.setCurrentWidget(panel.folders)
        around.until(lambda: bool(panel.folders.refused.refused))
        try:
            yield around.program.window
        finally:
            panel.tabs.setCurrentWidget(panel.search)


@contextmanager
def _sheet(around: Around) -> Iterator[QWidget]:
    panel = around.panel("picture", PicturePanel)
    (around.folder / "reel.csv").write_text(SHEET, encoding="utf-8")
    panel.cues.open(around.folder / "reel.csv")
    around.until(lambda: panel.cues.table.cues.rowCount() == 2)
    panel.cues.table.setCurrentIndex(panel.cues.table.cues.index(1, 0))
    yield around.program.window


@contextmanager
def _spot(around: Around) -> Iterator[QWidget]:
    panel = around.panel("picture", PicturePanel)
    panel.tabs.setCurrentWidget(panel.spot)
    panel.spot.open(recording(around.folder / "knocks.wav", 2.0))
    around.until(lambda: bool(panel.spot.events.events))
    panel.spot.prompt.clear()
    panel.spot.start()  # without words: it says what is missing
    try:
        yield around.program.window
    finally:
        panel.tabs.setCurrentWidget(panel.cues)


@contextmanager
def _routes(around: Around) -> Iterator[QWidget]:
    panel = around.panel("packs", PacksPanel)
    panel.tabs.setCurrentIndex(1)
    around.until(lambda: panel.routes is not None and panel.routes.form.category.count() > 0)
    try:
        yield around.program.window
    finally:
        panel.tabs.setCurrentIndex(0)


@contextmanager
def _history(around: Around) -> Iterator[QWidget]:
    _takes(around)
    panel = around.panel("history", HistoryPanel)
    around.until(lambda: panel.takes.asked is not None and bool(panel.takes.asked.takes))
    yield around.program.window


PLACES: Mapping[str, Open] = {
    "guide": _guide,
    "advanced": _advanced,
    "fill": _fill,
    "export": _export,
    "more": _asking("more"),
    "less": _asking("less"),
    "blend": _asking("blend"),
    "recipe": _recipe,
    "tree": _tree,
    "found": _found,
    "folders": _folders,
    "sheet": _sheet,
    "spot": _spot,
    "routes": _routes,
    "history": _history,
}
