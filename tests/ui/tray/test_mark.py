"""The pictures of the tray: told apart by shape, sharp, seen on light and on dark panels."""

from itertools import combinations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from foley_ui.link.told import Status
from foley_ui.theme.roles import SHAPE_CONTRAST, contrast
from foley_ui.tray.mark import INK, RING_STEPS, SIDES, TILE, TROUBLE, Look, mark, mark_icon, ring_step
from foley_ui.tray.tray_icon import picture_of
from foley_ui.window.standing import Now, Training

STEP = RING_STEPS // 2
SMALL = [16, 22, 24, 32, 48, 64]


def shape(image: QImage) -> list[bool]:
    """What remains of a picture for eyes that see no colour: where it is bright, and where it is there at all."""
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    colours = [image.pixelColor(x, y) for x, y in pixels]
    return [colour.alpha() > 127 for colour in colours] + [
        colour.alpha() > 127 and colour.lightness() > 200 for colour in colours
    ]


@pytest.mark.parametrize("side", SMALL)
def test_the_states_are_told_apart_without_colour(qapp: QApplication, side: int) -> None:
    shapes = {look: shape(mark(look, side, STEP).toImage()) for look in Look}
    for one, other in combinations(Look, 2):
        differing = sum(a != b for a, b in zip(shapes[one], shapes[other], strict=True))
        assert differing > 0.08 * side * side, (one, other)


@pytest.mark.parametrize("side", SMALL)
@pytest.mark.parametrize("look", [Look.IDLE, Look.TRAINING])
def test_what_is_on_the_tile_has_no_blurred_edges_when_small(qapp: QApplication, look: Look, side: int) -> None:
    image = mark(look, side).toImage()
    if side < 32:  # above, bars have round ends
        inner = range(side // 5, side - side // 5)
        colours = {image.pixelColor(x, y).name() for x in inner for y in inner}
        assert colours == {TILE.name(), INK.name()}


def test_the_ring_fills_from_the_top_clockwise(qapp: QApplication) -> None:
    side = 64
    for step, filled in ((5, 1), (10, 2), (15, 3)):
        image = mark(Look.MAKING, side, step).toImage()
        quarters = [(side - 12, 12), (side - 12, side - 12), (12, side - 12), (12, 12)]
        solid = [image.pixelColor(x, y).alpha() > 200 for x, y in quarters]
        assert solid == [place < filled for place in range(4)]


def test_the_ring_has_twenty_pictures_and_begins_at_once() -> None:
    assert [ring_step(fraction) for fraction in (-1.0, 0.0, 0.02, 0.5, 0.99, 1.0, 7.0)] == [1, 1, 1, 10, 20, 20, 20]


@pytest.mark.parametrize("colour", [TILE, TROUBLE])
def test_the_pictures_are_seen_on_light_and_on_dark_panels(colour: object) -> None:
    name = TILE.name() if colour is TILE else TROUBLE.name()
    for panel in ("#ffffff", "#202020", INK.name()):
        assert contrast(name, panel) >= SHAPE_CONTRAST


def test_each_size_is_drawn_by_itself(qapp: QApplication) -> None:
    icon = mark_icon(Look.IDLE)
    assert {size.width() for size in icon.availableSizes()} == set(SIDES)
    assert icon.pixmap(QSize(22, 22), 2.0).width() == 44


def test_trouble_goes_before_making_and_making_before_training() -> None:
    status = Status(running="a", training="t", fraction=0.5)
    training = Training("t", "boots", paused=False)
    assert picture_of(Now(reached=True, trouble="It is full.", status=status)) == (Look.TROUBLE, 0)
    assert picture_of(Now(reached=True, status=status, training=training)) == (Look.MAKING, 10)
    assert picture_of(Now(reached=True, status=Status(running="t", training="t"))) == (Look.TRAINING, 0)
    assert picture_of(Now(reached=True)) == (Look.IDLE, 0)
    assert picture_of(Now(trouble="The port is taken.")) == (Look.TROUBLE, 0)
