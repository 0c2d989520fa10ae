"""The status strip and its words."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QProgressBar
from pytestqt.qtbot import QtBot

from foley_ui.link.told import Status
from foley_ui.theme.theme import Mode, Theme
from foley_ui.window import strip_words
from foley_ui.window.standing import Now, Training
from foley_ui.window.strip import LampDot, StatusStrip
from foley_ui.window.strip_words import Lamp

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window manager: there is no screen
MAKING = Now(
    reached=True,
    status=Status(
        version="1", pack="core", adapter="/adapters/boots.safetensors", engine="busy", device="cuda:0", queued=2,
        running="a", stage="denoise", fraction=0.42, left_s=3.2, memory_mb=1536,
    ),
    making="a heavy oak door slams in a stone corridor, long echo",
)  # fmt: skip


@pytest.fixture
def strip(qapp: QApplication, qtbot: QtBot) -> StatusStrip:
    made = StatusStrip(Theme(qapp, Mode.LIGHT))
    qtbot.addWidget(made)
    made.resize(1000, 30)
    made.show()
    return made


@pytest.mark.parametrize(
    ("now", "lamp", "words"),
    [
        (Now(), Lamp.LOADING, "Starting"),
        (Now(trouble="The port is taken."), Lamp.TROUBLE, "Not connected"),
        (Now(reached=True), Lamp.ASLEEP, "Asleep until asked"),
        (Now(reached=True, status=Status(engine="loading")), Lamp.LOADING, "Loading the pack"),
        (Now(reached=True, status=Status(engine="ready")), Lamp.READY, "Ready"),
        (MAKING, Lamp.BUSY, "At work"),
        (replace(MAKING, trouble="It crashed."), Lamp.TROUBLE, "At work"),
    ],
)
def test_the_engine_is_told_by_a_shape_and_in_words(now: Now, lamp: Lamp, words: str) -> None:
    assert (strip_words.lamp(now), strip_words.engine(now)) == (lamp, words)


def test_pack_and_adapter_stand_together() -> None:
    assert strip_words.pack(MAKING.status) == "core · boots"
    assert strip_words.pack(Status(pack="core")) == "core"
    assert strip_words.pack(Status()) == ""


def test_trouble_stands_where_the_pack_stood(strip: StatusStrip) -> None:
    strip.show_now(replace(MAKING, trouble="It is full."))
    assert strip._pack.whole == "It is full."
    strip.show_now(MAKING)
    assert strip._pack.whole == "core · boots"


def test_a_paused_training_is_told_while_nothing_else_is_made() -> None:
    waiting = Training("t", "boots", paused=True)
    assert strip_words.doing(Now(reached=True, training=waiting)) == "Training “boots” is paused"
    assert strip_words.doing(replace(MAKING, training=waiting)) == strip_words.doing(MAKING)


def test_memory_and_device_are_short() -> None:
    assert strip_words.memory(MAKING.status) == "1.5 GB"
    assert strip_words.memory(Status(memory_mb=512)) == "512 MB"
    assert strip_words.memory(Status()) == ""
    assert strip_words.device(MAKING.status) == "GPU:0"
    assert strip_words.device(Status(device="cpu")) == "CPU"


def test_what_is_being_made_is_its_prompt_and_a_training_its_name() -> None:
    assert strip_words.doing(MAKING) == "“a heavy oak door slams in a stone corridor, long echo”"
    training = replace(MAKING, status=Status(running="t", training="t"), training=Training("t", "boots", paused=False))
    assert strip_words.doing(training) == "Training “boots”"
    assert strip_words.doing(Now()) == strip_words.how_far(Now()) == ""


def test_the_tooltip_says_it_in_words_for_every_state() -> None:
    assert strip_words.tooltip(Now(trouble="The port is taken.")) == "Foley Bridge\nThe port is taken."
    assert "Making “a heavy oak" in strip_words.tooltip(MAKING)
    assert "42 %" in strip_words.tooltip(MAKING)
    assert "Waiting: 2" in strip_words.tooltip(MAKING)
    paused = Now(reached=True, training=Training("t", "boots", paused=True))
    assert "Training “boots” is paused" in strip_words.tooltip(paused)


def test_a_long_prompt_is_shortened_in_the_tooltip() -> None:
    shown = strip_words.tooltip(replace(MAKING, making="rain " * 100))
    assert max(map(len, shown.splitlines())) < 120


def test_the_strip_shows_progress_only_while_something_is_made(strip: StatusStrip) -> None:
    bar = strip.findChild(QProgressBar)
    assert bar is not None
    assert not bar.isVisible()
    strip.show_now(MAKING)
    assert bar.isVisible()
    assert bar.value() == 420
    strip.show_now(Now(reached=True))
    assert not bar.isVisible()


def test_what_matters_least_gives_way_first(strip: StatusStrip) -> None:
    strip.show_now(MAKING)
    assert strip._memory.isVisible()
    strip.resize(600, 30)
    assert not strip._memory.isVisible()
    assert strip._pack.isVisible()
    strip.resize(480, 30)
    assert not strip._pack.isVisible()
    assert strip._queue.isVisible()


@pytest.mark.parametrize("width", [480, 599, 600, 779, 780, 1400])
def test_nothing_in_the_strip_is_cut_off(strip: StatusStrip, width: int) -> None:
    strip.show_now(MAKING)
    strip.resize(width, strip.sizeHint().height())
    QApplication.processEvents()
    for label in (strip._engine, strip._how_far, strip._queue, strip._memory, strip._device):
        if label.isVisible():
            assert label.width() >= label.sizeHint().width(), label.text()
            assert strip.rect().contains(label.geometry()), label.text()


def test_the_lamp_has_another_shape_for_each_state(qapp: QApplication, qtbot: QtBot) -> None:
    dot = LampDot(Theme(qapp, Mode.LIGHT))
    qtbot.addWidget(dot)
    shapes = set()
    for lamp in Lamp:
        dot.set_lamp(lamp)
        image = dot.grab().toImage().convertToFormat(dot.grab().toImage().Format.Format_Grayscale8)
        ground = image.pixelColor(0, 0).value()
        shapes.add(
            tuple(
                abs(image.pixelColor(x, y).value() - ground) > 60
                for x in range(image.width())
                for y in range(image.height())
            )
        )
    assert len(shapes) == len(Lamp)
