"""The view of a take: what it shows of a sound, how it follows the player, and what mouse and keys do."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QImage, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from foley_bridge.audition.output import LATENCY_S
from foley_ui.sound.layout import LARGE_PX
from foley_ui.sound.take_view import TakeView
from foley_ui.theme.roles import Role
from foley_ui.theme.theme import Mode
from tests.bridge.audition.fake_sounddevice import Library
from tests.bridge.audition.making import noise, tone
from tests.ui.sound.around import RATE_HZ, Room, room, write

LARGE, ROW = QSize(600, 160), QSize(300, 36)


@pytest.fixture
def here(qapp: QApplication) -> Iterator[Room]:
    with room(qapp, Library()) as one:
        yield one


@pytest.fixture
def take(tmp_path: Path) -> Path:
    """A second of silence, then a second of noise."""
    return write(tmp_path / "boots.wav", np.concatenate([np.zeros(RATE_HZ, np.float32), noise(1.0)]))


def view_of(here: Room, path: Path | None, qtbot: QtBot, *, size: QSize = LARGE, compact: bool = False) -> TakeView:
    view = TakeView(here.context, compact=compact)
    qtbot.addWidget(view)
    view.resize(size)
    view.set_path(path)
    view.show()
    if path is not None:
        qtbot.waitUntil(lambda: view.trouble != "" or view._image.rest is not None)
    return view


def seen(view: TakeView) -> np.ndarray:
    """Pixels (row, column, colour)."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def drawn_share(pixels: np.ndarray) -> float:
    """How much of a region is not its commonest colour."""
    flat = pixels.reshape(-1, 3)
    _, counts = np.unique(flat, axis=0, return_counts=True)
    return float(1 - counts.max() / len(flat))


@pytest.mark.parametrize("mode", [Mode.LIGHT, Mode.DARK])
@pytest.mark.parametrize(("size", "compact"), [(LARGE, False), (ROW, True), (QSize(400, 64), False)])
def test_sound_is_seen_where_it_is_and_silence_where_none_is(
    qapp: QApplication, take: Path, qtbot: QtBot, mode: Mode, size: QSize, *, compact: bool
) -> None:
    with room(qapp, Library(), mode=mode) as here:
        pixels = seen(view_of(here, take, qtbot, size=size, compact=compact))
        middle, top, bottom = pixels.shape[1] // 2, size.height() // 4, size.height() * 3 // 4
        assert drawn_share(pixels[top:bottom, 60 : middle - 10]) < 0.1  # where no pointer is
        assert drawn_share(pixels[top:bottom, middle + 10 :]) > 0.4


def test_it_says_what_it_shows(here: Room, take: Path, qtbot: QtBot) -> None:
    view = view_of(here, take, qtbot)
    assert view.accessibleName() == "Sound boots"
    assert view.accessibleDescription().startswith("2.00 s, −")
    assert " LUFS, peak −" in view.accessibleDescription()
    view.set_path(None)
    assert (view.accessibleName(), view.accessibleDescription()) == ("No sound", "")


def test_silence_is_called_so(here: Room, tmp_path: Path, qtbot: QtBot) -> None:
    view = view_of(here, write(tmp_path / "nothing.wav", np.zeros(4_800, np.float32)), qtbot)
    assert view.accessibleDescription() == "0.10 s, silent"


def test_a_file_that_cannot_be_read_says_why_where_its_picture_would_be(
    here: Room, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "broken.wav").write_text("no sound", encoding="utf-8")
    view = view_of(here, tmp_path / "broken.wav", qtbot)
    assert view.trouble.startswith("broken.wav cannot be played: it ")
    assert view.toolTip() == view.accessibleDescription() == view.trouble
    assert here.complaints == []
    assert drawn_share(seen(view)) > 0.01


def test_the_same_path_is_looked_at_again_when_it_is_set_again(here: Room, take: Path, qtbot: QtBot) -> None:
    view = view_of(here, take, qtbot)
    write(take, tone(0.5))
    view.set_path(take)
    qtbot.waitUntil(lambda: view.picture is not None and view.picture.seconds == 0.5)


def test_what_was_played_has_another_colour_up_to_the_playhead(here: Room, tmp_path: Path, qtbot: QtBot) -> None:
    path = write(tmp_path / "full.wav", tone(2.0, level=0.9))
    view = view_of(here, path, qtbot)
    here.player.seek(path, 1.0)
    row = seen(view)[view._layout().strip + 10]
    theme = here.context.theme
    played, rest, head = (rgb(theme.colour(role)) for role in (Role.WAVE_PLAYED, Role.WAVE, Role.TEXT))
    assert tuple(row[150]) == played
    assert tuple(row[450]) == rest
    assert tuple(row[300]) == head or tuple(row[299]) == head


def test_it_follows_the_player_and_no_other_sound(here: Room, take: Path, tmp_path: Path, qtbot: QtBot) -> None:
    view = view_of(here, take, qtbot)
    here.player.seek(write(tmp_path / "other.wav", tone(1.0)), 0.5)
    assert view._marks().position_s is None
    here.player.play(take)
    qtbot.waitUntil(lambda: here.player.playing.sounding)
    here.library.stream.pull(RATE_HZ)
    qtbot.waitUntil(lambda: view._marks().position_s == pytest.approx(1.0 - LATENCY_S))
    here.player.stop()
    assert view._marks().position_s is None  # at the start again


def test_a_click_plays_from_there_and_later_clicks_go_on_elsewhere(here: Room, take: Path, qtbot: QtBot) -> None:
    view = view_of(here, take, qtbot)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(450, 80))
    qtbot.waitUntil(lambda: here.player.playing.sounding)
    assert here.player.playing.position_s == pytest.approx(1.5)
    expected = noise(1.0)[24_000:28_800]
    here.player.matched = False
    here.library.stream.pull(9_600)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(450, 80))
    assert np.allclose(here.library.stream.pull(4_800)[400:, 0], expected[400:], atol=0.01)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 80))
    assert here.player.playing.position_s == 0.0


def test_a_drag_seeks_and_plays_nothing(here: Room, take: Path, qtbot: QtBot) -> None:
    view = view_of(here, take, qtbot)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(100, 80))
    for x in (120, 200, 300):
        QTest.mouseMove(view, QPoint(x, 80))
    assert here.player.playing.position_s == pytest.approx(1.0)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(300, 80))
    assert not here.library.streams


def test_a_click_that_chooses_rows_and_other_buttons_play_nothing(here: Room, take: Path, qtbot: QtBot) -> None:
    view = view_of(here, take, qtbot)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(300, 80))
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=QPoint(300, 80))
    assert here.said == []


def test_left_and_right_go_a_tenth_of_a_second_and_home_to_the_start(here: Room, take: Path, qtbot: QtBot) -> None:
    view = view_of(here, take, qtbot)
    for key, position_s in (
        (Qt.Key.Key_Right, 0.1),
        (Qt.Key.Key_Right, 0.2),
        (Qt.Key.Key_Left, 0.1),
        (Qt.Key.Key_Left, 0.0),
        (Qt.Key.Key_Left, 0.0),
        (Qt.Key.Key_Right, 0.1),
        (Qt.Key.Key_Home, 0.0),
    ):
        QTest.keyClick(view, key)
        assert here.player.playing.position_s == pytest.approx(position_s)


def test_keys_that_are_not_its_own_reach_the_window(here: Room, take: Path, qtbot: QtBot) -> None:
    keys: list[int] = []

    class Window(QWidget):
        def keyPressEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # Qt's own signature
            keys.append(event.key())

    window = Window()
    qtbot.addWidget(window)
    view = TakeView(here.context, window)
    QVBoxLayout(window).addWidget(view)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Right):  # nothing to seek in yet
        QTest.keyClick(view, key)
    assert keys == [Qt.Key.Key_Space, Qt.Key.Key_Up, Qt.Key.Key_Right]


def test_the_pointer_shows_the_time_under_it(here: Room, take: Path, qtbot: QtBot) -> None:
    view = view_of(here, take, qtbot)
    before = seen(view)
    QApplication.sendEvent(view, QEnterEvent(QPointF(150, 80), QPointF(150, 80), QPointF(150, 80)))
    assert view._marks().hover_s == pytest.approx(0.5)
    assert (seen(view) != before).any()
    view.leaveEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert view._marks().hover_s is None


def test_a_view_that_gets_narrower_under_the_pointer_shows_no_time_beyond_its_edge(
    here: Room, take: Path, qtbot: QtBot
) -> None:
    view = view_of(here, take, qtbot)
    QApplication.sendEvent(view, QEnterEvent(QPointF(150, 80), QPointF(150, 80), QPointF(150, 80)))
    view.resize(100, view.height())
    assert view._marks().hover_s is None


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_there_is_a_pixel_of_the_picture_for_each_pixel_of_the_screen(
    here: Room, take: Path, qtbot: QtBot, ratio: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TakeView, "devicePixelRatioF", lambda _: ratio)
    view = view_of(here, take, qtbot)
    view.repaint()
    qtbot.waitUntil(lambda: view._image.rest is not None and view._image.rest.devicePixelRatio() == ratio)
    assert view._image.rest is not None
    assert view._image.rest.width() == round(600 * ratio)
    assert view._image.rest.height() == round(view._layout().picture_height * ratio)


def test_another_size_or_theme_is_drawn_anew(here: Room, take: Path, qtbot: QtBot) -> None:
    view = view_of(here, take, qtbot)
    first = view._image.rest
    view.resize(300, 160)
    qtbot.waitUntil(lambda: view._image.rest is not None and view._image.rest.width() == 300)
    second = view._image.rest
    here.context.theme.set_mode(Mode.DARK)
    qtbot.waitUntil(lambda: view._image.rest not in (first, second))


def test_only_large_views_have_an_axis_and_numbers(here: Room, take: Path, qtbot: QtBot) -> None:
    for size, compact, large in ((LARGE, False, True), (LARGE, True, False), (QSize(300, LARGE_PX - 1), False, False)):
        view = view_of(here, take, qtbot, size=size, compact=compact)
        assert (view._layout().axis > 0) == large


def test_a_row_is_painted_from_its_pixmaps_in_a_blink(here: Room, take: Path, qtbot: QtBot) -> None:
    """0.05 ms where this was written; the bound is for machines that are busy or slow."""
    view = view_of(here, take, qtbot, size=ROW, compact=True)
    onto = QPixmap(view.size())
    taken_s = []
    for _ in range(20):
        start_s = time.thread_time()
        view.render(onto)
        taken_s.append(time.thread_time() - start_s)
    assert min(taken_s) < 0.005


def test_views_that_are_gone_while_their_sound_is_looked_at_do_no_harm(here: Room, take: Path, qtbot: QtBot) -> None:
    for _ in range(20):
        view = TakeView(here.context)
        view.set_path(take)
        view.deleteLater()
    done: list[int] = []
    here.context.work.run(lambda _: 1, owner=here.player, done=done.append)
    qtbot.waitUntil(lambda: bool(done))


def test_a_stereo_file_that_is_no_wav_is_shown_and_played_as_well(here: Room, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "pair.flac"
    soundfile.write(path, np.stack([tone(0.5), tone(0.5) / 2], axis=1), 44_100)
    view = view_of(here, path, qtbot)
    assert view.picture is not None
    assert view.picture.channels == 2
    here.player.play(path)
    qtbot.waitUntil(lambda: here.player.playing.sounding)
    heard = here.library.stream.pull(20_000)
    assert np.allclose(heard[:, 0], heard[:, 1] * 2, atol=0.01)
