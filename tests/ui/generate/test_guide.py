"""A recording in the form sets timing and loudness: from a drop to the request, and every file that cannot."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from foley_bridge.files.ucs import Catalogue
from foley_bridge.journal.records import State
from foley_bridge.protocol.order import Order
from foley_models.limits import READ_LEAST_S, READ_MOST_S
from foley_ui.generate.checks import problems
from foley_ui.generate.guide_box import follow_words, strength_words
from foley_ui.generate.panel import GeneratePanel
from foley_ui.generate.preset import Preset
from foley_ui.takes.take import Asked
from tests.ui.takes.around import WAIT_MS, Around, around, shown
from tests.ui.takes.dropped import RATE_HZ, drop, recording


@pytest.fixture
def parts(tmp_path: Path, qtbot: QtBot) -> Iterator[Around]:
    with around(tmp_path) as made:
        yield made


@pytest.fixture
def panel(parts: Around, qtbot: QtBot) -> Iterator[GeneratePanel]:
    made = GeneratePanel(parts.context)
    with shown(made):
        made.shown()
        qtbot.waitUntil(lambda: parts.bridge.status is not None, timeout=WAIT_MS)
        yield made
        made.hidden()


def ask(panel: GeneratePanel, qtbot: QtBot, prompt: str) -> Asked:
    panel.form.prompt.setText(prompt)
    panel.generate()
    return wait_for(panel, qtbot, lambda one: one.row.prompt == prompt)


def wait_for(panel: GeneratePanel, qtbot: QtBot, wanted: Callable[[Asked], bool]) -> Asked:
    def there() -> bool:
        one = panel.takes.asked
        return one is not None and wanted(one) and one.row.job.state is State.DONE

    qtbot.waitUntil(there, timeout=WAIT_MS)
    assert panel.takes.asked is not None
    return panel.takes.asked


def follow(panel: GeneratePanel, qtbot: QtBot, path: Path) -> None:
    assert drop(panel.form, [path])
    qtbot.waitUntil(lambda: panel.form.guide.guide is not None or bool(panel.form.guide.problem), timeout=WAIT_MS)


def order_of(asked: Asked) -> Order:
    return Order.from_json(asked.row.job.order)


def test_a_dropped_recording_is_followed_and_again_follows_it_too(
    panel: GeneratePanel, qtbot: QtBot, tmp_path: Path
) -> None:
    path = recording(tmp_path / "mouth.wav", 1.234)
    follow(panel, qtbot, path)
    assert panel.form.guide.isVisible()
    assert panel.form.row.length.seconds == pytest.approx(1.23)
    panel.form.guide.strength.set_share(0.4)
    panel.form.guide.loudness.set_share(0.8)
    asked = ask(panel, qtbot, "boots")
    order = order_of(asked)
    assert order.imitated is not None
    assert (order.imitated.recording.path, order.imitated.strength, order.imitated.follow) == (str(path), 0.4, 0.8)
    assert order.request.seconds == order.imitated.recording.seconds  # not what two decimals make of it
    assert "in the timing of mouth.wav, 40 % away from its sound" in panel.takes.header._facts.whole
    panel.takes.act("again")
    other = order_of(wait_for(panel, qtbot, lambda one: one.row.job.id != asked.row.job.id))
    assert other.imitated == order.imitated
    assert other.request.seed != order.request.seed


def test_a_history_entry_brings_the_recording_back_and_without_it_sounds_follow_none(
    panel: GeneratePanel, qtbot: QtBot, tmp_path: Path
) -> None:
    follow(panel, qtbot, recording(tmp_path / "mouth.wav"))
    preset = Preset.of_order(ask(panel, qtbot, "boots").row.job.order).anew()
    remove = [
        one for one in panel.form.guide.findChildren(QAbstractButton) if one.accessibleName() == "Follow no recording"
    ]
    remove[0].click()
    assert not panel.form.guide.isVisible()
    assert order_of(ask(panel, qtbot, "rain")).imitated is None
    panel.show_preset(preset)
    assert panel.form.guide.path == str(tmp_path / "mouth.wav")
    assert panel.form.preset == preset


def test_another_length_than_the_recordings_is_asked_for(panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    follow(panel, qtbot, recording(tmp_path / "mouth.wav", 1.0))
    panel.form.row.length.set_seconds(2.0)
    assert order_of(ask(panel, qtbot, "boots")).request.seconds == 2.0


def test_of_a_long_recording_the_beginning_is_followed(panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    panel.form.row.count.setValue(1)
    follow(panel, qtbot, recording(tmp_path / "long.wav", READ_MOST_S + 2.5))
    assert "its first" in panel.form.guide.sentence
    assert order_of(ask(panel, qtbot, "boots")).request.seconds == READ_MOST_S


def test_a_take_becomes_the_guide_of_the_next(panel: GeneratePanel, qtbot: QtBot) -> None:
    panel.form.row.length.set_seconds(1.5)
    take = ask(panel, qtbot, "boots").takes[1]
    panel.takes.list.choose(take.key)
    panel.takes.act("guide")
    qtbot.waitUntil(lambda: panel.form.guide.guide is not None, timeout=WAIT_MS)
    order = order_of(ask(panel, qtbot, "rain"))
    assert order.imitated is not None
    assert order.imitated.recording.path == str(take.path)


@pytest.mark.parametrize(
    ("name", "seconds", "level", "said"),
    [
        ("short.wav", READ_LEAST_S / 2, 0.4, "short.wav lasts 0.12 s: at least 0.25 s can be followed."),
        ("silent.wav", 1.0, 1e-5, "silent.wav is silent"),
        ("text.wav", 0.0, 0.0, "text.wav cannot be played"),
    ],
)
def test_a_recording_that_sets_nothing_is_refused_in_the_window(
    panel: GeneratePanel, qtbot: QtBot, tmp_path: Path, name: str, seconds: float, *, level: float, said: str
) -> None:
    path = tmp_path / name
    if seconds:
        recording(path, seconds, level=level)
    else:
        path.write_text("once upon a time")
    follow(panel, qtbot, path)
    qtbot.waitUntil(lambda: panel.form.guide.sentence != "", timeout=WAIT_MS)
    assert said in panel.form.guide.sentence
    panel.form.prompt.setText("boots")
    panel.generate()
    assert panel._on_the_way == 0  # nothing was sent
    assert said in panel.form.guide.sentence


def test_a_recording_that_went_away_is_told_by_its_name(panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    path = recording(tmp_path / "gone.wav")
    follow(panel, qtbot, path)
    path.unlink()
    panel.form.prompt.setText("boots")
    panel.generate()
    qtbot.waitUntil(lambda: panel.refusal.isVisible(), timeout=WAIT_MS)
    assert "gone.wav" in panel.refusal.sentence
    assert "not there" in panel.refusal.sentence


def test_what_is_no_single_sound_file_is_refused_in_a_sentence(
    parts: Around, panel: GeneratePanel, tmp_path: Path
) -> None:
    one = recording(tmp_path / "one.wav")
    for dropped, said in (
        ([one, one], "Drop one sound file: these are 2."),
        ([tmp_path], "is a folder"),
        (["https://example.org/a.wav"], "is not a file of this machine"),
    ):
        assert drop(panel.form, dropped)
        assert said in parts.notices[-1].sentence
    assert panel.form.guide.path == ""


def test_a_file_over_a_field_is_not_taken_for_text(panel: GeneratePanel, tmp_path: Path) -> None:
    path = recording(tmp_path / "one.wav")
    assert drop(panel.form.prompt, [path])  # which Qt offers to the form around it
    assert panel.form.prompt.text() == ""
    assert panel.form.guide.path == str(path)


def test_what_does_not_go_with_a_recording_is_said_at_its_field() -> None:
    wrong = problems(
        Preset(prompt="boots", seconds=2 * READ_MOST_S, guide="/a.wav", loop=True, sampler="few-steps"),
        Catalogue.load(),
    )
    assert [one.field for one in wrong] == ["seconds", "loop", "sampler"]
    assert problems(Preset(prompt="boots", guide="/a.wav"), Catalogue.load()) == ()


def test_sliders_say_in_words_what_they_mean(panel: GeneratePanel, tmp_path: Path, qtbot: QtBot) -> None:
    assert len({strength_words(share) for share in (0.1, 0.4, 0.6, 0.9)}) == 4
    assert len({follow_words(share) for share in (0.0, 0.3, 0.7, 1.0)}) == 4
    follow(panel, qtbot, recording(tmp_path / "one.wav"))
    panel.form.guide.strength.slider.setFocus()
    QTest.keyClick(panel.form.guide.strength.slider, Qt.Key.Key_Home)
    assert panel.form.guide.strength.words == "1 % · nearly the recording"
    assert "nearly the recording" in panel.form.guide.strength.slider.accessibleName()


def test_the_length_slider_reaches_short_and_long_sounds_alike(panel: GeneratePanel) -> None:
    length = panel.form.row.length
    said = []
    for value in (0, 200, length.slider.maximum()):
        length.slider.setValue(value)
        said.append(length.seconds)
    assert (said[0], said[2]) == (0.1, 180.0)
    assert 3.0 < said[1] < 6.0
    length.set_seconds(7.77)
    assert length.seconds == 7.77


def test_stereo_and_other_rates_are_guides_too(panel: GeneratePanel, qtbot: QtBot, tmp_path: Path) -> None:
    sound = np.random.default_rng(1).uniform(-0.3, 0.3, (RATE_HZ, 2))
    soundfile.write(tmp_path / "wide.flac", sound, 96_000)
    follow(panel, qtbot, tmp_path / "wide.flac")
    order = order_of(ask(panel, qtbot, "boots"))
    assert order.imitated is not None
    assert (order.imitated.recording.rate_hz, order.imitated.recording.channels) == (96_000, 2)
