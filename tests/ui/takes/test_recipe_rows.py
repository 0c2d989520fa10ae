"""A recipe as a person reads it."""

import json
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from foley_bridge.files.ucs import Catalogue
from foley_ui.takes.recipe_rows import recipe_json, recipe_rows
from foley_ui.takes.recipe_window import RecipeWindow
from tests.ui.takes.around import app, around
from tests.ui.takes.sounds import RECIPE, take


def values(recipe: dict[str, object], folder: Path) -> dict[str, str]:
    one = replace(take(folder, 0), recipe=json.dumps(recipe))
    return {row.name: row.value for row in recipe_rows(one, Catalogue.load())}


def test_all_that_says_something_is_a_line_and_nothing_else(tmp_path: Path, qtbot: QtBot) -> None:
    shown = values(RECIPE, tmp_path)
    assert shown["Prompt"] == "boots"
    assert shown["Category"] == "FEETHmn · FOOTSTEPS-HUMAN"
    assert shown["Commercial use"] == "yes"
    assert shown["torch"] == "2.13"
    assert "Should not be heard" not in shown
    assert shown["What was asked"] == ""


def test_a_variation_says_what_it_is_like(tmp_path: Path, qtbot: QtBot) -> None:
    shown = values({**RECIPE, "source": {"candidate": "q#2", "amount": 0.25}}, tmp_path)
    assert (shown["Sound"], shown["Amount"]) == ("q#2", "0.25")


def test_a_blend_an_imitation_and_a_fill_say_what_they_begin_from(tmp_path: Path, qtbot: QtBot) -> None:
    blend = {"candidate": "q#2", "amount": 0.25, "blend": {"candidate": "p#1", "mix": 0.75}}
    shown = values({**RECIPE, "source": blend}, tmp_path)
    assert (shown["Between two earlier sounds"], shown["Second sound"], shown["Mix"]) == ("", "p#1", "0.75")
    assert "Less like an earlier sound" in values({**RECIPE, "source": {"candidate": "q#2", "less": True}}, tmp_path)
    imitation = {"name": "mouth.wav", "strength": 0.6, "follow": 1.0, "correlation": 0.97}
    shown = values({**RECIPE, "imitation": imitation}, tmp_path)
    assert (shown["Recording"], shown["Strength"], shown["Correlation of both"]) == ("mouth.wav", "0.6", "0.97")
    fill = {"name": "rain.wav", "first": 24_000, "last": 48_000}
    shown = values({**RECIPE, "fill": fill, "sound": {"rate_hz": 48_000}}, tmp_path)
    assert (shown["Recording"], shown["From"], shown["To"]) == ("rain.wav", "0.50 s", "1.00 s")


def test_a_recipe_of_another_version_shows_what_is_there(tmp_path: Path, qtbot: QtBot) -> None:
    assert values({"request": 7, "pack": None}, tmp_path)["Rank"] == "1"


def test_the_window_copies_the_whole_as_json(tmp_path: Path, qtbot: QtBot) -> None:
    with around(tmp_path, start=False):
        window = RecipeWindow(take(tmp_path, 0), Catalogue.load())
        window.copy_json()
        assert json.loads(app().clipboard().text()) == RECIPE
        assert json.loads(recipe_json(take(tmp_path, 0))) == RECIPE
        window.deleteLater()
