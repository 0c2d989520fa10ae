"""Deeds with a studio's own files in the tray application: its library, sheets and guides, routes by category."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from benchmarks.tray_deeds import Deed, panel_of, scroll
from tests.bridge.library.recordings import write_hum
from tests.ui.takes.dropped import recording

if TYPE_CHECKING:
    from foley_ui.program import Program

RECORDINGS, CUES, MADE_CUES, EVENTS = 60, 10_000, 12, 20_000


def of_files(program: "Program", home: Path) -> Iterator[Deed]:
    """All of them."""
    yield from searching_the_library(program, home)
    yield from making_cues(program, home)
    yield from hits_on_a_guide(program, home)
    yield from routing(program)


def searching_the_library(program: "Program", home: Path) -> Iterator[Deed]:
    """Adds a folder, which is heard; searches it by words and by a sound; goes through what is found."""
    from foley_ui.library.panel import LibraryPanel
    from foley_ui.library.question import Like

    yield Deed("going to library", lambda: program.window.open("library"))
    panel = panel_of(program, "library", LibraryPanel)
    search, hits = panel.search, panel.search.table
    hums = [write_hum(home / "Sounds" / f"hum {100 + 50 * at}.wav", 100 + 50 * at) for at in range(RECORDINGS)]

    def heard() -> bool:
        told = panel.watch.told
        return told is not None and told.settled and told.heard == len(hums)

    def answered() -> bool:
        return bool(hits.hits.hits) and not search.searching.busy

    yield Deed("a folder being heard", lambda: panel.watch.add((home / "Sounds",)), heard)
    for letter in "800 hertz":
        yield Deed("searching the library", lambda letter=letter: QTest.keyClicks(search.field, letter))  # type: ignore[misc]
    yield Deed("searching the library", lambda: None, answered)
    for _ in range(5):
        yield Deed("going through what was found", lambda: QTest.keyClick(hits, Qt.Key.Key_Down))
    yield Deed("searching by a sound", lambda: panel.take(Like(str(hums[3]), hums[3].name)), answered)
    for page in (panel.folders, search):
        yield Deed("turning the library's pages", lambda page=page: panel.tabs.setCurrentWidget(page))  # type: ignore[misc]


def making_cues(program: "Program", home: Path) -> Iterator[Deed]:
    """A sheet of 10,000 rows is looked at, a short one is made."""
    from foley_ui.picture.panel import PicturePanel

    yield Deed("going to picture", lambda: program.window.open("picture"))
    panel = panel_of(program, "picture", PicturePanel)
    page = panel.cues
    for name, count in (("long", CUES), ("short", MADE_CUES)):
        rows = "".join(f"{at},0.5,step {at},Feet\n" for at in range(count))
        (home / f"{name}.csv").write_text(f"time,length,prompt,track\n{rows}", encoding="utf-8")

    def shows(count: int) -> bool:
        return page.table.cues.rowCount() == count and page.foot.start.isEnabled()

    yield Deed(f"opening a sheet of {CUES} cues", lambda: page.open(home / "long.csv"), lambda: shows(CUES))
    for _ in range(10):
        yield Deed("scrolling the sheet", lambda: scroll(page))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End):
        yield Deed("going through its rows", lambda key=key: QTest.keyClick(page.table, key))  # type: ignore[misc]
    yield Deed("choosing all its rows", page.table.selectAll)
    yield Deed("opening another sheet", lambda: page.open(home / "short.csv"), lambda: shows(MADE_CUES))
    yield Deed("making cues", page.start, lambda: not page.run.busy)
    for _ in range(5):
        yield Deed("hearing cues", lambda: QTest.keyClick(page.table, Qt.Key.Key_Down))
    yield Deed(f"opening a sheet of {CUES} cues", lambda: page.open(home / "long.csv"), lambda: shows(CUES))


def hits_on_a_guide(program: "Program", home: Path) -> Iterator[Deed]:
    """A list of 20,000 events, then a recording; a hit is asked for each of its events."""
    from foley_ui.picture.panel import PicturePanel

    panel = panel_of(program, "picture", PicturePanel)
    page = panel.spot
    rows = "".join(f"{at / 10:.1f},{(at % 10) / 10 + 0.05:.2f}\n" for at in range(EVENTS))
    (home / "drops.csv").write_text(f"time,strength\n{rows}", encoding="utf-8")
    guide = recording(home / "knocks.wav", 4.0)

    def read() -> bool:
        return bool(page.events.events) and page.foot.start.isEnabled()

    yield Deed("turning to hits on a guide", lambda: panel.tabs.setCurrentWidget(page))
    yield Deed(f"opening a guide of {EVENTS} events", lambda: page.open(home / "drops.csv"), read)
    yield Deed("opening a recording as guide", lambda: page.open(guide), read)
    yield Deed("typing what should be heard", lambda: QTest.keyClicks(page.prompt, "heavy boots"))
    yield Deed("putting a hit to every event", page.start, lambda: not page.run.busy)


def routing(program: "Program") -> Iterator[Deed]:
    """The page of routes for the first time; a route is set, chosen and removed."""
    from foley_ui.packs.panel import PacksPanel

    yield Deed("going to packs", lambda: program.window.open("packs"))
    panel = panel_of(program, "packs", PacksPanel)

    def knows() -> bool:
        return panel.routes is not None and panel.routes.form.category.count() > 0

    yield Deed("first sight of routes", lambda: panel.tabs.setCurrentIndex(1), knows)
    page = panel.routes
    assert page is not None
    yield Deed("typing a category", lambda: QTest.keyClicks(page.form.category, "FEETHmn"))
    yield Deed("saving a route", lambda: _save(program), lambda: page.model.rowCount() == 1)
    yield Deed("choosing a route", lambda: page.table.setCurrentIndex(page.model.index(0, 0)))
    yield Deed("removing a route", page.form.remove.click, lambda: page.model.rowCount() == 0)
    for at in (0, 1, 0):
        yield Deed("turning the packs' pages", lambda at=at: panel.tabs.setCurrentIndex(at))  # type: ignore[misc]


def _save(program: "Program") -> None:
    from foley_ui.packs.panel import PacksPanel

    page = panel_of(program, "packs", PacksPanel).routes
    assert page is not None
    page.form.guidance.setText("3")
    page.form.save.click()
