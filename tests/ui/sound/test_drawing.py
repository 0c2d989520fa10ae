"""Colours, outlines, axes and words of sounds."""

import math
from itertools import pairwise

import numpy as np
import pytest

from foley_ui.sound.drawing import wave_cover
from foley_ui.sound.shades import Rgb, lightness, over, shades
from foley_ui.sound.time_axis import LABEL_PX, ticks
from foley_ui.sound.wording import decimal, described, loudness_text, peak_text, seconds_text
from foley_ui.theme.roles import DARK, LIGHT, Role


def ground(colours: str) -> Rgb:
    red, green, blue = (int(colours[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


@pytest.mark.parametrize("role", [Role.SURFACE, Role.BACKGROUND])
@pytest.mark.parametrize("dark", [True, False])
def test_what_is_louder_stands_out_more_from_every_ground(role: Role, *, dark: bool) -> None:
    below = ground((DARK if dark else LIGHT)[role])
    light = [lightness(over(colour, below)) for colour in shades(dark=dark)]
    away = np.abs(np.array(light) - light[0])
    assert away[0] == 0
    assert away[-1] > 60
    assert (np.diff(away[64:]) > -0.5).all()
    assert away[128] > 15


@pytest.mark.parametrize("dark", [True, False])
def test_on_a_chosen_row_what_is_loud_is_seen_as_well(*, dark: bool) -> None:
    below = ground((DARK if dark else LIGHT)[Role.SELECTED])
    light = [lightness(over(colour, below)) for colour in shades(dark=dark)]
    assert abs(light[-1] - light[0]) > 55
    assert abs(light[192] - light[0]) > 20


def test_silence_has_no_colour_of_its_own() -> None:
    for dark in (True, False):
        colours = shades(dark=dark)
        assert len(colours) == 256
        assert colours[0] >> 24 == 0
        assert colours[-1] >> 24 == 255


def test_an_outline_fills_the_height_at_its_peak_and_silence_is_a_line() -> None:
    peaks = np.array([[-0.5] * 50 + [0.0] * 50, [0.5] * 50 + [0.0] * 50], np.float32)
    cover = wave_cover(peaks, 100, 40)
    assert cover.shape == (40, 100)
    assert (cover[:, :50].sum(axis=0) >= 39).all()
    assert cover[:, 60:].sum(axis=0) == pytest.approx(np.ones(40))
    assert set(np.unique(cover[:, 60:])) == {0.0, 1.0}  # on whole pixels: crisp


@pytest.mark.parametrize("height", [17, 18])
@pytest.mark.parametrize("thinnest", [1.0, 2.0])
def test_the_line_of_silence_is_crisp_at_any_height(height: int, thinnest: float) -> None:
    cover = wave_cover(np.zeros((2, 10), np.float32), 10, height, thinnest=thinnest)
    assert set(np.unique(cover)) == {0.0, 1.0}
    assert cover[:, 0].sum() == thinnest


@pytest.mark.parametrize("columns", [1, 3, 100, 1600])
@pytest.mark.parametrize("width", [1, 7, 100, 3000])
def test_outlines_are_drawn_at_any_width(columns: int, width: int) -> None:
    peaks = np.array([[-0.3] * columns, [0.9] * columns], np.float32)
    cover = wave_cover(peaks, width, 20)
    assert cover.shape == (20, width)
    assert np.allclose(cover, cover[:, :1])


def test_quiet_sounds_are_not_drawn_as_if_they_were_loud() -> None:
    quiet = np.array([[-0.001] * 10, [0.001] * 10], np.float32)
    assert wave_cover(quiet, 10, 100)[:, 0].sum() < 15


@pytest.mark.parametrize("seconds", [0.05, 0.1, 0.7, 1.0, 4.0, 9.99, 10.0, 61.0, 250.0, 1500.0])
@pytest.mark.parametrize("width", [100.0, 300.0, 900.0, 2500.0])
def test_an_axis_has_round_times_that_do_not_touch(seconds: float, width: float) -> None:
    marks = list(ticks(seconds, width))
    times = [time_s for time_s, _ in marks]
    assert times[0] == 0
    assert times[-1] <= seconds * (1 + 1e-6)
    assert len({text for _, text in marks}) == len(marks)
    assert all(later - earlier >= LABEL_PX * seconds / width * 0.999 for earlier, later in pairwise(times))
    assert len(marks) <= width / LABEL_PX + 1


def test_axes_read_as_people_write_times() -> None:
    assert [text for _, text in ticks(4.0, 600)] == ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0"]
    assert [text for _, text in ticks(10.0, 400)] == ["0", "2", "4", "6", "8", "10"]
    assert [text for _, text in ticks(150.0, 400)] == ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30"]
    assert list(ticks(0.0, 100)) == []


def test_numbers_read_as_people_write_them() -> None:
    assert decimal(-0.04, 1) == "0.0"
    assert loudness_text(-23.06) == "−23.1 LUFS"
    assert peak_text(0.2) == "0.2 dBTP"
    assert loudness_text(-math.inf) == "silent"
    assert peak_text(-math.inf) == ""
    assert seconds_text(1.2345) == "1.23 s"
    assert seconds_text(125.0) == "2:05"
    assert described(4.0, -23.0, -1.0) == "4.00 s, −23.0 LUFS, peak −1.0 dBTP"
