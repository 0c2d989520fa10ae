"""What a variation's recipe says of its source: read back strictly, to the first of a chain."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foley_bridge.commands.show import describe
from foley_bridge.files.lineage import generations, held, kept, layout_of, named_layout, source_of, variation_of
from foley_bridge.files.recipe import Ancestor, Recipe
from foley_bridge.files.recipe_reading import NoRecipeError, parse_recipe, read_recipe, recipe_from
from foley_bridge.files.sound_file import encode_sound
from foley_bridge.files.sound_reading import read_sound
from foley_bridge.files.tags import Tags
from foley_bridge.files.ucs import Catalogue
from foley_models.limits import VARIATIONS_MOST
from foley_models.requests import HeldLatent, Layout, Source, Variation, WentOn
from tests.bridge.files.sounds import REQUEST, make_sound

FIRST = recipe_from(make_sound().recipe)
SHA256 = "c" * 64


def varied(recipe: Recipe | None = FIRST, *, amount: float = 0.3, latent: HeldLatent | None = None) -> Recipe:
    """A variation of a recipe's sound, or of one that was read."""
    ancestor = Ancestor("req#3", SHA256, amount, recipe, None if latent is None else kept(latent))
    return parse_recipe(_json(FIRST, ancestor))


def _json(recipe: Recipe, ancestor: Ancestor) -> str:
    return replace(recipe, source=ancestor).to_json()


def a_latent() -> HeldLatent:
    return HeldLatent(np.random.default_rng(1).normal(size=(8, 5, 4)).astype(np.float16))


def test_what_is_no_variation_says_nothing_of_a_source() -> None:
    assert "source" not in json.loads(FIRST.to_json())
    assert variation_of(FIRST) is None
    assert generations(FIRST) == 0


def test_a_chain_is_read_back_whole() -> None:
    recipe = FIRST
    for amount in (0.1, 0.2, 0.3):
        recipe = varied(recipe, amount=amount)
    assert generations(recipe) == 3
    amounts, variation = [], variation_of(recipe)
    while variation is not None:
        amounts.append(variation.amount)
        assert isinstance(variation.source, Source)
        assert variation.source.request == REQUEST
        assert (variation.source.layout, variation.source.index) == (Layout((0, 1, 2, 3), (3,)), 3)
        before = variation.source.variation
        assert before is None or isinstance(before, Variation)
        variation = before
    assert amounts == [0.3, 0.2, 0.1]
    assert source_of(FIRST).variation is None


def test_who_went_on_after_which_step_is_read_back_in_order() -> None:
    layout = Layout((0, 1, 2, 3), (3,), (WentOn(4, (0, 3)), WentOn(10, (3,))))
    told = replace(FIRST, layout=named_layout(layout)).to_json()
    assert '"after 10"' in told
    assert layout_of(parse_recipe(told)) == layout


def test_a_latent_is_read_back_bit_for_bit() -> None:
    latent = a_latent()
    assert held(kept(latent)).values.tobytes() == latent.values.tobytes()
    variation = variation_of(varied(None, latent=latent))
    assert variation is not None
    assert isinstance(variation.source, HeldLatent)
    assert variation.source.values.tobytes() == latent.values.tobytes()


def test_the_file_of_a_variation_says_of_what(tmp_path: Path) -> None:
    recipe = varied(varied(None, latent=a_latent(), amount=0.5))
    made = make_sound()
    sound = replace(made, recipe=json.loads(recipe.to_json()))
    path = tmp_path / "one.wav"
    entry = Catalogue.load().lookup("FEETHmn")
    path.write_bytes(encode_sound(sound, Tags("job", entry, datetime(2026, 1, 2))))
    assert read_recipe(path) == recipe
    assert b"Variation of req#3, amount 0.3." in path.read_bytes()
    lines = list(describe(read_sound(path), Catalogue.load()))
    assert "Variation of req#3 (file cccccccccccc), amount 0.3." in lines
    assert "That one is a variation of req#3 (file cccccccccccc), amount 0.5, read from its sound file." in lines


def _set(*keys: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(source: dict[str, Any]) -> None:
        for key in keys[:-1]:
            source = source[key]
        source[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_set("amount", value=0.0), "amount is 0.0"),
        (_set("amount", value=1.5), "amount is 1.5"),
        (_set("amount", value="much"), "must be a number"),
        (_set("sha256", value="x"), "64 lower-case hex"),
        (_set("candidate", value="x" * 81), "more than 80 characters"),
        (_set("candidate", value=None), "must be a text"),
        (_set("extra", value=1), "`extra`"),
        (lambda source: source.pop("recipe"), "either a `recipe` or a `latent`"),
        (_set("latent", value={"shape": [1, 1, 1], "data": "AAA="}), "either a `recipe` or a `latent`"),
        (_set("recipe", "request", "seconds", value=0.75), "as long as its source"),
        (_set("recipe", "request", "prompt", value=""), "prompt is empty"),
        (_set("recipe", "layout", value={"denoise": [0], "decode": [0]}), "cannot have been made in batches"),
        (_set("recipe", "schema", value=2), "schema"),
        (_set("recipe", value=7), "`recipe` must be an object"),
    ],
)
def test_a_source_that_is_not_as_it_must_be_is_refused(change: Callable[[dict[str, Any]], object], reason: str) -> None:
    values = json.loads(varied().to_json())
    change(values["source"])
    with pytest.raises(NoRecipeError) as caught:
        parse_recipe(json.dumps(values))
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_set("shape", value=[8, 5]), "three whole numbers"),
        (_set("shape", value=[8, 5, 5]), "bytes, its shape asks for"),
        (_set("shape", value=[0, 5, 4]), "must hold from 1 to"),
        (_set("shape", value=[60000, 60000, 60000]), "must hold from 1 to"),
        (_set("shape", value=[-8, 5, -4]), "from 0 to"),
        (_set("data", value="?"), "no base64"),
        (_set("data", value="é"), "no base64"),
        (_set("data", value="A" * 2_100_000), "more than 2097152 are not read"),
        (_set("data", value=[1]), "must hold from 1 to"),
    ],
)
def test_a_latent_that_is_not_as_it_must_be_is_refused(change: Callable[[dict[str, Any]], None], reason: str) -> None:
    values = json.loads(varied(None, latent=a_latent()).to_json())
    change(values["source"]["latent"])
    with pytest.raises(NoRecipeError) as caught:
        parse_recipe(json.dumps(values))
    assert reason in str(caught.value)


def test_a_chain_without_end_is_refused() -> None:
    values = json.loads(FIRST.to_json())
    for _ in range(VARIATIONS_MOST):
        values = json.loads(FIRST.to_json()) | {
            "source": {"candidate": "req#3", "sha256": SHA256, "amount": 0.3, "recipe": values}
        }
    assert generations(parse_recipe(json.dumps(values))) == VARIATIONS_MOST
    values = values | {"source": values["source"] | {"recipe": values}}
    with pytest.raises(NoRecipeError, match="come of one another"):
        parse_recipe(json.dumps(values))
