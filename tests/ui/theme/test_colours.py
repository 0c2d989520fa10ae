"""Colours by role, and whether what is written in them can be read."""

import re
from collections.abc import Mapping

import pytest
from PySide6.QtGui import QPalette

from foley_ui.theme import sheet
from foley_ui.theme.glyphs import GLYPHS
from foley_ui.theme.palette import palette
from foley_ui.theme.roles import DARK, LIGHT, SHAPE_CONTRAST, TEXT_CONTRAST, Role, contrast

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
GROUNDS = (Role.BACKGROUND, Role.SURFACE, Role.RAISED)
WRITTEN = (Role.TEXT, Role.FAINT, Role.ACCENT, Role.GOOD, Role.WARN, Role.BAD)


@BOTH
def test_every_role_has_a_colour(colours: Mapping[Role, str]) -> None:
    assert set(colours) == set(Role)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in colours.values())


@BOTH
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("written", WRITTEN)
def test_what_is_written_can_be_read_on_every_ground(colours: Mapping[Role, str], ground: Role, written: Role) -> None:
    assert contrast(colours[written], colours[ground]) >= TEXT_CONTRAST


@BOTH
@pytest.mark.parametrize("ground", [Role.HOVER, Role.SELECTED])
@pytest.mark.parametrize("written", [Role.TEXT, Role.FAINT, Role.ACCENT])
def test_chosen_rows_can_be_read(colours: Mapping[Role, str], ground: Role, written: Role) -> None:
    assert contrast(colours[written], colours[ground]) >= TEXT_CONTRAST


@BOTH
def test_text_on_the_accent_can_be_read_also_under_the_pointer(colours: Mapping[Role, str]) -> None:
    hovered = sheet.mixed(colours[Role.ACCENT], colours[Role.TEXT], 0.15)
    pressed = sheet.mixed(colours[Role.ACCENT], colours[Role.BACKGROUND], 0.15)
    for ground in (colours[Role.ACCENT], hovered, pressed):
        assert contrast(colours[Role.ON_ACCENT], ground) >= TEXT_CONTRAST


@BOTH
@pytest.mark.parametrize("shape", [Role.EDGE, Role.ACCENT, Role.WAVE, Role.WAVE_PLAYED])
def test_borders_focus_rings_and_waves_are_seen(colours: Mapping[Role, str], shape: Role) -> None:
    for ground in (Role.BACKGROUND, Role.SURFACE):
        assert contrast(colours[shape], colours[ground]) >= SHAPE_CONTRAST


@BOTH
def test_the_played_part_of_a_wave_differs_from_the_rest(colours: Mapping[Role, str]) -> None:
    assert contrast(colours[Role.WAVE], colours[Role.WAVE_PLAYED]) >= 1.4


def test_contrast_is_the_one_of_the_recommendation() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the recommendation's own near miss


def test_the_sheet_takes_its_colours_from_the_palette_alone() -> None:
    text = sheet.sheet(points=10, marks="somewhere")
    assert "$" not in text
    assert not re.findall("#[0-9a-fA-F]{3,8}", text)


@BOTH
def test_each_place_of_the_palette_has_the_colour_that_the_sheet_looks_for_there(colours: Mapping[Role, str]) -> None:
    made = palette(colours)
    held = {place: made.color(QPalette.ColorRole[_role_name(place)]).name() for place in sheet.PLACES.values()}
    for name in set(sheet.PLACES) & set(Role):
        assert held[sheet.PLACES[name]] == colours[Role(name)], name
    assert held[sheet.PLACES["accent_hover"]] == sheet.mixed(colours[Role.ACCENT], colours[Role.TEXT], 0.15)
    assert len(set(sheet.PLACES.values())) == len(sheet.PLACES)


def _role_name(place: str) -> str:
    """As Qt's code calls what a sheet writes as `place`."""
    return "".join(part.capitalize() for part in place.replace("tooltip", "tool-tip").split("-"))


def test_every_mark_of_the_sheet_is_drawn_and_used() -> None:
    text = sheet.sheet(points=10, marks="m")
    assert set(re.findall(r":/m/([a-z_.]+)", text)) == set(sheet.MARKS)
    assert all(name in GLYPHS for name, _ in sheet.MARKS.values())
