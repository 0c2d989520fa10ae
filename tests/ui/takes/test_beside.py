"""Recordings of the studio's library on one ranked list with what was made, and what is similar to a take in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_ui.generate.panel import GeneratePanel
from foley_ui.generate.preset import Preset
from foley_ui.library.question import Like
from foley_ui.takes.beside import ranked
from foley_ui.takes.take import Take
from tests.bridge.library.recordings import settled, write_hum
from tests.ui.takes.around import Around, around
from tests.ui.takes.sounds import take

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
WAIT_MS = 30_000
PROMPT = "a hum at 800 hertz"
HERTZ = (200, 800, 1600)


@dataclass
class Desk:
    panel: GeneratePanel
    around: Around
    sounds: Path
    qtbot: QtBot

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=WAIT_MS)

    @property
    def takes(self) -> tuple[Take, ...]:
        return self.panel.takes.list.takes

    def own(self) -> list[str]:
        return [one.path.name for one in self.takes if one.own]

    def generate(self) -> None:
        before = self.panel.takes.following.request
        self.panel.show_preset(Preset(prompt=PROMPT, seconds=0.5, count=2))
        self.panel.generate()
        self.until(lambda: self.panel.takes.following.request != before and not self.pending())
        self.until(lambda: len(self.takes) >= 2)

    def pending(self) -> bool:
        asked = self.panel.takes.asked
        return asked is None or not asked.row.job.state.final


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    """With an empty library."""
    with around(tmp_path) as made:
        yield desk_of(made, tmp_path, qtbot)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[tuple[Around, Path]]:
    """With three recordings that are heard; `qapp` is there before it."""
    home = tmp_path_factory.mktemp("studio")
    sounds = home / "sounds"
    for hertz in HERTZ:
        write_hum(sounds / f"hum {hertz}.wav", hertz)
    with around(home) as made:
        with made.bridge.client() as client:
            client.library("add", folder=str(sounds))
            settled(client, lambda told: told.heard == len(HERTZ))
        yield made, sounds


@pytest.fixture
def stocked(studio: tuple[Around, Path], qtbot: QtBot) -> Desk:
    made, sounds = studio
    made.notices.clear()
    return desk_of(made, sounds, qtbot)


def desk_of(made: Around, sounds: Path, qtbot: QtBot) -> Desk:
    qtbot.waitUntil(lambda: made.bridge.status is not None, timeout=WAIT_MS)
    panel = GeneratePanel(made.context)
    qtbot.addWidget(panel)
    panel.resize(1000, 800)
    panel.show()
    panel.shown()
    return Desk(panel, made, sounds, qtbot)


def test_recordings_stand_among_the_takes_by_their_score_and_say_what_they_are(stocked: Desk) -> None:
    stocked.generate()
    stocked.until(lambda: len(stocked.own()) == 3)
    scores = [one.score for one in stocked.takes]
    assert scores == sorted(scores, reverse=True)
    assert [one.rank for one in stocked.takes] == [1, 2, 3, 4, 5]
    assert stocked.own()[0] == "hum 800.wav"
    cards = stocked.panel.takes.list._cards
    stocked.until(lambda: len(cards) == 5)
    for key, card in cards.items():
        own = stocked.panel.takes.list._takes[key].own
        assert card._own.isVisible() is own
        assert card._star.isVisible() is not own


def test_what_moves_or_marks_files_leaves_recordings_alone(stocked: Desk, tmp_path: Path) -> None:
    stocked.generate()
    stocked.until(lambda: len(stocked.own()) == 3)
    view = stocked.panel.takes
    made = [one.path for one in stocked.takes if not one.own]
    view.list.setFocus()
    recording = next(one for one in stocked.takes if one.own)
    view.list.choose(recording.key)
    view.act("trash")
    view.act("favourite")
    assert stocked.around.context.keeping.favourites == ()
    assert any("recording of your own" in sentence.sentence for sentence in stocked.around.notices)
    view.list._choosing.choose_all()
    view.list._choosing._current = next(one.key for one in stocked.takes if not one.own)
    view.act("trash")
    stocked.until(lambda: not any(path.exists() for path in made) or bool(stocked.around.told))
    assert all((stocked.sounds / f"hum {hertz}.wav").exists() for hertz in HERTZ)


def test_the_switch_takes_them_off_the_list_and_brings_them_back(stocked: Desk) -> None:
    stocked.generate()
    stocked.until(lambda: len(stocked.own()) == 3)
    QTest.mouseClick(stocked.panel.takes.own_switch, Qt.MouseButton.LeftButton)
    assert stocked.own() == []
    assert [one.rank for one in stocked.takes] == [1, 2]
    QTest.mouseClick(stocked.panel.takes.own_switch, Qt.MouseButton.LeftButton)
    stocked.until(lambda: len(stocked.own()) == 3)


def test_with_an_empty_library_the_list_is_what_was_made_and_the_switch_says_so(desk: Desk) -> None:
    desk.generate()
    switch = desk.panel.takes.own_switch
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    desk.until(lambda: any("holds no recordings" in one.sentence for one in desk.around.notices))
    assert desk.own() == []


def test_what_is_similar_to_a_take_is_asked_of_the_library(desk: Desk, qtbot: QtBot) -> None:
    desk.generate()
    desk.panel.takes.list.setFocus()
    current = desk.panel.takes.list.current
    assert current is not None
    with qtbot.waitSignal(desk.panel.wants) as wanted:
        desk.panel.takes.act("similar")
    assert wanted.args == ["library", Like(current.key, current.name)]


def test_takes_without_a_score_stay_behind_the_recordings(tmp_path: Path) -> None:
    unscored, low, high = (
        take(tmp_path, 0, score=float("nan")),
        take(tmp_path, 1, score=0.1),
        take(tmp_path, 2, score=0.9),
    )
    assert [one.index for one in ranked([unscored, low, high])] == [2, 1, 0]
