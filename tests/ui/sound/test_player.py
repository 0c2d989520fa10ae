"""The player over a strict sound library: what is heard, where it says it is, and what goes wrong quietly."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foley_bridge.audition.levels import TARGET_LUFS
from foley_bridge.audition.output import LATENCY_S
from foley_bridge.files.loudness import integrated_lufs
from tests.bridge.audition.fake_sounddevice import Device, Library
from tests.bridge.audition.making import noise, tone
from tests.ui.sound.around import RATE_HZ, Room, room, write


@pytest.fixture
def here(qapp: QApplication) -> Iterator[Room]:
    library = Library(forbidden=threading.current_thread())
    with room(qapp, library) as one:
        one.player.matched = False
        yield one


@pytest.fixture
def sounds(tmp_path: Path) -> list[Path]:
    return [write(tmp_path / f"{seed}.wav", noise(1.0, seed=seed)) for seed in range(3)]


def begin(here: Room, path: Path, qtbot: QtBot) -> None:
    """Play, and wait until the mixer was told."""
    here.player.play(path)
    qtbot.waitUntil(lambda: here.player._wanted is None)
    assert (here.player.playing.path, here.player.playing.sounding) == (path, True)


def test_a_file_is_heard_as_it_is(here: Room, sounds: list[Path], qtbot: QtBot) -> None:
    begin(here, sounds[0], qtbot)
    assert np.array_equal(here.library.stream.pull(48_000)[:, 0], noise(1.0, seed=0))


def test_positions_are_told_while_it_sounds_and_its_end_once(here: Room, sounds: list[Path], qtbot: QtBot) -> None:
    begin(here, sounds[0], qtbot)
    for part in range(1, 11):
        here.library.stream.pull(4_800)
        expected = part / 10 - LATENCY_S  # the rest is on its way to the ear
        qtbot.waitUntil(lambda expected=expected: here.player.playing.position_s == pytest.approx(expected))  # type: ignore[misc]
    here.library.stream.pull(9_600)
    qtbot.waitUntil(lambda: not here.player.playing.sounding)
    positions = [one.position_s for one in here.said if one.sounding]
    assert positions == sorted(positions)
    assert [one.sounding for one in here.said].count(False) == 1
    heard = len(here.said)
    qtbot.wait(100)
    assert len(here.said) == heard


def test_toggling_stops_and_plays_again_from_where_a_person_last_sought(
    here: Room, sounds: list[Path], qtbot: QtBot
) -> None:
    here.player.seek(sounds[0], 0.25)
    assert here.said[-1].position_s == 0.25
    assert not here.said[-1].sounding
    for _ in range(2):
        here.player.toggle(sounds[0])
        qtbot.waitUntil(lambda: here.player.playing.sounding)
        assert np.array_equal(here.library.stream.pull(4_800)[400:, 0], noise(1.0, seed=0)[12_400:16_800])
        here.player.toggle(sounds[0])
        assert not here.player.playing.sounding
        assert here.player.playing.position_s == 0.25
        assert not here.library.stream.pull(4_800)[400:].any()


def test_pressing_twice_before_it_is_loaded_plays_nothing(here: Room, sounds: list[Path], qtbot: QtBot) -> None:
    here.library.gate.clear()
    here.player.toggle(sounds[0])
    here.player.toggle(sounds[0])
    here.library.gate.set()
    qtbot.waitUntil(lambda: bool(here.library.streams))
    qtbot.wait(50)
    assert not here.library.stream.pull(4_800).any()
    assert not any(one.sounding for one in here.said)


def test_the_other_one_is_heard_from_the_same_position(here: Room, sounds: list[Path], qtbot: QtBot) -> None:
    begin(here, sounds[0], qtbot)
    here.library.stream.pull(12_000)
    here.player.switch(sounds[1])
    qtbot.waitUntil(lambda: here.player.playing.path == sounds[1])
    heard = here.library.stream.pull(12_000)[:, 0]
    assert np.array_equal(heard[400:], noise(1.0, seed=1)[12_400:24_000])
    here.player.switch(sounds[0])
    qtbot.waitUntil(lambda: here.player.playing.path == sounds[0])
    assert np.array_equal(here.library.stream.pull(12_000)[400:, 0], noise(1.0, seed=0)[24_400:36_000])


def test_while_the_other_one_is_loaded_the_first_one_goes_on(here: Room, sounds: list[Path], qtbot: QtBot) -> None:
    begin(here, sounds[0], qtbot)
    here.player.switch(sounds[1])
    assert here.library.stream.pull(4_800).any()
    assert here.player.playing.path == sounds[0]


def test_a_switch_where_nothing_sounds_plays_it(here: Room, sounds: list[Path], qtbot: QtBot) -> None:
    here.player.switch(sounds[1])
    qtbot.waitUntil(lambda: here.player.playing.sounding)
    assert np.array_equal(here.library.stream.pull(4_800)[:, 0], noise(1.0, seed=1)[:4_800])


def test_of_many_that_are_asked_for_while_the_device_opens_the_last_one_is_played(
    here: Room, sounds: list[Path], qtbot: QtBot
) -> None:
    here.library.gate.clear()
    for path in sounds * 5:
        here.player.play(path)
    here.library.gate.set()
    qtbot.waitUntil(lambda: here.player.playing.sounding)
    assert {one.path for one in here.said} == {sounds[2]}
    assert np.array_equal(here.library.stream.pull(4_800)[:, 0], noise(1.0, seed=2)[:4_800])
    assert len(here.library.streams) == 1


def test_a_loop_goes_on_until_it_is_stopped(here: Room, tmp_path: Path, qtbot: QtBot) -> None:
    here.player.loop = True
    begin(here, write(tmp_path / "tone.wav", tone(0.1, pitch_hz=400)), qtbot)
    heard = np.concatenate([here.library.stream.pull(1_000)[:, 0] for _ in range(30)])
    assert np.allclose(heard, np.resize(tone(0.1, pitch_hz=400), 30_000), atol=1e-6)
    qtbot.wait(80)
    assert here.player.playing.sounding
    here.player.stop()
    assert not here.player.playing.sounding


def test_volume_is_square_and_takes_effect_at_once(here: Room, tmp_path: Path, qtbot: QtBot) -> None:
    here.player.volume = 0.5
    path = write(tmp_path / "even.wav", np.full(48_000, 0.4, np.float32))
    begin(here, path, qtbot)
    assert here.library.stream.pull(9_600)[-1, 0] == pytest.approx(0.1)
    here.player.volume = 7.0
    assert here.player.volume == 1.0
    assert here.library.stream.pull(9_600)[-1, 0] == pytest.approx(0.4)


def test_loud_and_quiet_sounds_are_heard_equally_loud_and_the_switch_takes_effect(
    here: Room, tmp_path: Path, qtbot: QtBot
) -> None:
    here.player.matched = True
    for name, level in (("quiet", 0.02), ("loud", 0.3)):
        begin(here, write(tmp_path / f"{name}.wav", tone(2.0, level=level)), qtbot)
        heard = here.library.stream.pull(96_000)[4_800:, 0]
        assert integrated_lufs(heard, RATE_HZ) == pytest.approx(TARGET_LUFS, abs=0.3)
    begin(here, tmp_path / "loud.wav", qtbot)
    here.player.matched = False
    assert np.abs(here.library.stream.pull(48_000)[9_600:]).max() == pytest.approx(0.3, abs=0.01)


def test_among_sounds_with_high_peaks_all_are_as_loud_as_the_peakiest_can_be(
    here: Room, tmp_path: Path, qtbot: QtBot
) -> None:
    here.player.matched = True
    peaky = tone(2.0, level=0.1)
    peaky[48_000] = 0.999
    paths = [write(tmp_path / "even.wav", tone(2.0, level=0.3)), write(tmp_path / "peaky.wav", peaky)]
    here.player.among([*paths, tmp_path / "gone.wav"])
    qtbot.waitUntil(lambda: here.player._matching._group == frozenset(paths))
    levels = []
    for path in paths:
        begin(here, path, qtbot)
        levels.append(integrated_lufs(here.library.stream.pull(96_000)[4_800:, 0], RATE_HZ))
    assert levels[0] == pytest.approx(levels[1], abs=0.3)
    assert levels[0] < TARGET_LUFS - 0.5


def test_no_device_is_one_quiet_notice_and_every_play_tries_again(here: Room, sounds: list[Path], qtbot: QtBot) -> None:
    here.library.plugged.clear()
    here.library._listed.clear()
    scans = here.library.scans
    for tries in range(1, 4):
        here.player.play(sounds[0])
        qtbot.waitUntil(lambda: not here.player._desk._busy)
        assert here.library.scans == scans + tries - 1
    assert here.complaints == [
        "No sound can be played: this machine has no sound device now; the next sound looks for one again."
    ]
    assert not here.player.playing.sounding
    here.library.plugged.append(Device("Headphones"))
    begin(here, sounds[0], qtbot)
    assert here.library.stream.pull(4_800).any()


def test_a_device_that_goes_away_is_one_notice_and_the_next_sound_finds_another(
    here: Room, sounds: list[Path], qtbot: QtBot
) -> None:
    here.library.plugged.append(Device("Speakers of the screen"))
    begin(here, sounds[0], qtbot)
    here.library.stream.pull(4_800)
    here.library.stream.vanish()
    qtbot.waitUntil(lambda: not here.player.playing.sounding)
    assert here.complaints == ["The sound device went away. The next sound looks for it again."]
    begin(here, sounds[1], qtbot)
    assert here.library.stream.device.name == "Speakers of the screen"
    assert here.library.stream.pull(4_800).any()


def test_a_device_that_went_away_in_the_meantime_is_not_spoken_of(here: Room, sounds: list[Path], qtbot: QtBot) -> None:
    here.library.plugged.append(Device("Speakers of the screen"))
    begin(here, sounds[0], qtbot)
    here.player.stop()
    here.library.stream.vanish()
    begin(here, sounds[1], qtbot)
    assert here.library.stream.pull(4_800).any()
    assert here.complaints == []


def test_a_device_that_does_not_answer_is_told_and_keeps_nobody_waiting(
    here: Room, sounds: list[Path], qtbot: QtBot
) -> None:
    here.player._desk._patience.setInterval(30)
    here.library.gate.clear()
    here.player.play(sounds[0])
    qtbot.waitUntil(lambda: bool(here.complaints))
    assert here.complaints == ["The sound device does not answer. Sounds are not heard until it does."]
    here.player.play(sounds[1])
    here.library.gate.set()
    qtbot.waitUntil(lambda: here.player.playing.sounding)
    assert here.player.playing.path == sounds[1]


def test_a_file_that_is_gone_or_broken_is_a_sentence_and_what_sounds_stops(
    here: Room, sounds: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    begin(here, sounds[0], qtbot)
    (tmp_path / "broken.wav").write_text("nothing", encoding="utf-8")
    for number, name in enumerate(("gone.wav", "broken.wav"), start=1):
        here.player.play(tmp_path / name)
        qtbot.waitUntil(lambda number=number: len(here.complaints) == number)  # type: ignore[misc]
        assert here.complaints[-1].startswith(f"{name} cannot be played: it ")
        assert not here.player.playing.sounding
    begin(here, sounds[1], qtbot)


def test_a_device_is_taken_by_its_name_and_a_change_closes_the_one_before(
    here: Room, sounds: list[Path], qtbot: QtBot
) -> None:
    here.library.plugged.append(Device("Monitor", rate_hz=44_100))
    begin(here, sounds[0], qtbot)
    here.player.device = "Monitor, Usual"
    assert not here.player.playing.sounding
    begin(here, sounds[0], qtbot)
    assert here.library.stream.device.name == "Monitor"
    here.player.device = "Studio"
    begin(here, sounds[0], qtbot)
    assert here.library.stream.device.name == "Speakers"
    assert here.complaints == ["“Studio” is not there: the default output is used."]


def test_the_device_is_given_back_after_a_while_of_silence(here: Room, sounds: list[Path], qtbot: QtBot) -> None:
    here.player._desk._linger.setInterval(20)
    begin(here, sounds[0], qtbot)
    here.player.stop()
    qtbot.waitUntil(lambda: here.library.streams[0].closed)
    begin(here, sounds[1], qtbot)
    qtbot.wait(60)
    assert not here.library.stream.closed


def test_nothing_happens_after_closing_and_a_device_that_hangs_does_not_keep_it(
    qapp: QApplication, sounds: list[Path]
) -> None:
    library = Library()
    with room(qapp, library) as one:
        library.gate.clear()
        one.player.play(sounds[0])
        one.player.close()
        one.player.play(sounds[0])
        one.player.toggle(sounds[1])
        one.player.among(sounds)
        library.gate.set()
    assert not any(said.sounding for said in one.said)
