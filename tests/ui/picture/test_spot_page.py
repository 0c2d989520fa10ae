"""Hits on a guide in the window: events on the waveform, the result as items and a stem that can be heard."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foley_bridge.engine.launch import Launch
from foley_models.errors import RequestError
from foley_models.pack_files import embedded_packs
from foley_ui.picture.panel import PicturePanel
from foley_ui.picture.spot_options import notes_of
from foley_ui.picture.spot_page import SpotPage
from foley_ui.picture.spotted_table import NAME
from tests.bridge.spotting.clicks import hits_at
from tests.ui.takes.around import Around, around

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
WAIT_MS = 30_000
needs_core = pytest.mark.skipif("core" not in embedded_packs(), reason="the pack core is not built in")
TIMES_S = (0.5, 1.1, 1.9, 2.45, 3.3)
STRENGTHS = (1.0, 0.5, 1.0, 0.35, 0.8)


@dataclass
class Desk:
    page: SpotPage
    around: Around
    qtbot: QtBot
    guide: Path

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    with desk_in(tmp_path, qtbot, command=None) as made:
        yield made


@pytest.fixture
def real(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """With the pack that ships."""
    with desk_in(tmp_path, qtbot, command=Launch().command) as made:
        yield made


@contextmanager
def desk_in(tmp_path: Path, qtbot: QtBot, *, command: tuple[str, ...] | None) -> Iterator[Desk]:
    guide = tmp_path / "guide.wav"
    soundfile.write(guide, hits_at(TIMES_S, STRENGTHS, 24_000, seconds=4.0), 24_000)
    with around(tmp_path, command=command) as made:
        panel = PicturePanel(made.context)
        qtbot.addWidget(panel)
        panel.resize(1000, 800)
        panel.show()
        panel.tabs.setCurrentWidget(panel.spot)
        qtbot.waitUntil(lambda: made.bridge.status is not None, timeout=WAIT_MS)
        yield Desk(panel.spot, made, qtbot, guide)


def test_the_events_of_a_recording_stand_on_its_waveform(desk: Desk) -> None:
    desk.page.open(desk.guide)
    desk.until(lambda: len(desk.page.events.events) == len(TIMES_S) and desk.page.events.picture is not None)
    assert [round(one.place_s, 2) for one in desk.page.events.events] == pytest.approx(TIMES_S, abs=0.01)
    lines = desk.page.events._columns(4.0)
    assert [round(x / desk.page.events.width() * 4.0, 1) for x, _ in lines] == pytest.approx(TIMES_S, abs=0.1)
    assert "Events: 5" in desk.page._asks.text()
    desk.page.options.least.setValue(0.6)
    desk.until(lambda: len(desk.page.events.events) == 3)


def test_a_list_has_events_too_and_what_is_none_is_told(desk: Desk, tmp_path: Path) -> None:
    times = tmp_path / "drops.csv"
    times.write_text("time,strength\n0.5,1\n1.25,0.4\n", encoding="utf-8")
    desk.page.open(times)
    desk.until(lambda: len(desk.page.events.events) == 2)
    assert desk.page.events.path is None
    other = tmp_path / "notes.docx"
    other.write_text("nothing", encoding="utf-8")
    desk.page.open(other)
    desk.until(lambda: "no source of events" in desk.page.trouble.text)
    assert not desk.page.foot.start.isEnabled()


def test_without_words_it_says_what_is_missing(desk: Desk) -> None:
    desk.page.open(desk.guide)
    desk.until(lambda: desk.page.foot.start.isEnabled())
    QTest.mouseClick(desk.page.foot.start, Qt.MouseButton.LeftButton)
    assert "What" not in desk.page.trouble.text
    assert desk.page.trouble.text.startswith("Write what should be heard")
    assert not desk.page.run.busy


def made_from(desk: Desk, prompt: str, *, count: int, seconds: float) -> SpotPage:
    page = desk.page
    page.open(desk.guide)
    desk.until(lambda: page.foot.start.isEnabled())
    page.options.count.setValue(count)
    page.options.seconds.setValue(seconds)
    page.prompt.setText(prompt)
    QTest.keyClick(page.prompt, Qt.Key.Key_Return)
    assert page.run.busy
    desk.qtbot.waitUntil(lambda: not page.run.busy, timeout=4 * WAIT_MS)
    return page


def test_takes_without_a_hit_are_told_in_a_sentence(desk: Desk) -> None:
    page = made_from(desk, "a noise that is there from its first sample on", count=1, seconds=1.0)
    assert page.trouble.text.startswith("The takes have no clear hits")
    desk.until(page.foot.start.isEnabled)
    assert not page.table.isVisible()


@needs_core
def test_every_event_gets_a_hit_and_the_whole_can_be_heard(real: Desk) -> None:
    desk = real
    page = made_from(desk, "heavy boots on gravel", count=2, seconds=3.0)
    assert page.trouble.text == ""
    spotted = page._spotted
    assert spotted is not None
    assert (spotted.events, len(spotted.takes)) == (5, 2)
    assert spotted.project.read_text(encoding="utf-8").count("<ITEM") == 5
    assert spotted.stem is not None
    assert page.table.spotted.index(0, NAME).data() == "All hits in place (5)"
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    assert desk.around.player.asked[-1] == ("toggle", spotted.stem)
    assert page.detail.view.path == spotted.stem


def test_notes_are_numbers() -> None:
    assert notes_of("36, 38 40") == (36, 38, 40)
    assert notes_of("") == ()
    with pytest.raises(RequestError, match="C3"):
        notes_of("C3")
