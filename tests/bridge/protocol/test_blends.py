"""From a call for a blend to its order, and the recipe of one: both candidates are in it; mistakes are sentences."""

import json
from dataclasses import replace

import pytest

from foley_bridge.files.lineage import generations, variation_of
from foley_bridge.files.recipe import Ancestor, Blended, Recipe
from foley_bridge.files.recipe_reading import NoRecipeError, parse_recipe, recipe_from
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.order import BlendedWith, Order
from foley_bridge.protocol.parse import Call, parse
from foley_bridge.protocol.variation import Parent, Weights, blend_of, mix_of, variation_order_of
from foley_models.errors import RequestError
from foley_models.requests import SCALES, Source
from tests.bridge.files.sounds import REQUEST, make_sound

OWN = Order(REQUEST, 44_100, "/project", position_s=12.5, pack="core")
MADE = recipe_from(make_sound().recipe)
RECIPE = MADE.to_json()
PARENT = Parent(OWN, MADE, RECIPE, path="/project/one.wav", sha256="c" * 64)
OTHER = replace(PARENT, path="/project/two.wav", sha256="d" * 64)
SAME = Weights("core", "", same_pack=True)


def called(*pairs: Argument) -> Call:
    return parse(Message("/foley/variation", ("id", "req#3", 0.4, 4, *pairs)))


def test_both_candidates_are_in_the_order_and_it_reads_as_it_was_written() -> None:
    order = variation_order_of(called("blend", "two#1", "mix", 0.25), PARENT, SAME, other=OTHER)
    assert order.source is not None
    assert order.source.candidate == "req#3"
    assert order.source.blend == BlendedWith("two#1", 0.25, "d" * 64, "/project/two.wav", RECIPE)
    assert Order.from_json(order.to_json()) == order
    plain = variation_order_of(called(), PARENT, SAME)
    assert "blend" not in plain.to_json()
    assert Order.from_json(plain.to_json()) == plain


def test_half_of_each_is_what_is_made_where_no_mix_is_said() -> None:
    assert blend_of(called("blend", "two#1")) == ("two", 1)
    assert mix_of(called("blend", "two#1")) == 0.5
    assert blend_of(called()) is None


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (("mix", 0.3), "there is no blend"),
        (("blend", "two#1", "mix", 1.5), "mix is 1.5"),
        (("blend", "two#1", "mix", -0.1), "mix is -0.1"),
    ],
)
def test_a_mix_that_is_none_or_of_nothing_is_refused(pairs: tuple[Argument, ...], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        mix_of(called(*pairs))


def test_what_is_no_candidate_or_of_another_length_is_refused() -> None:
    with pytest.raises(RequestError, match="blend is 'nothing'"):
        blend_of(called("blend", "nothing"))
    with pytest.raises(RequestError, match="candidate and blend are both req#3: name two sounds, or leave blend out"):
        blend_of(called("blend", "req#3"))
    longer = replace(OTHER, recipe=replace(MADE, request=replace(MADE.request, seconds=2.0)))
    with pytest.raises(RequestError, match=r"two#1 is a sound of 2 s, req#3 a sound of 0\.5 s"):
        variation_order_of(called("blend", "two#1"), PARENT, SAME, other=longer)


def blended(recipe: Recipe, other: Recipe) -> Recipe:
    blend = Blended("two#1", "d" * 64, 0.25, "rain", recipe=other)
    return replace(MADE, source=Ancestor("req#3", "c" * 64, 0.4, recipe=recipe, blend=blend))


def test_a_recipe_holds_both_and_is_read_as_it_was_written() -> None:
    once = blended(MADE, MADE)
    twice = blended(once, MADE)
    assert parse_recipe(twice.to_json()) == twice
    assert (generations(MADE), generations(once), generations(twice)) == (0, 1, 2)
    variation = variation_of(twice)
    assert variation is not None
    assert variation.blend is not None
    assert (variation.blend.mix, variation.blend.prompt) == (0.25, "rain")
    assert isinstance(variation.blend.source, Source)
    assert isinstance(variation.source, Source)
    assert variation.source.variation is not None
    assert variation.scale == SCALES[-1]
    before = replace(MADE, source=Ancestor("req#3", "c" * 64, 0.4, recipe=MADE, scale=1))
    assert "scale" not in before.to_json()  # as they were written before there was another one
    assert parse_recipe(before.to_json()) == before
    assert "blend" not in replace(MADE, source=Ancestor("req#3", "c" * 64, 0.4, recipe=MADE)).to_json()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mix": 2.0}, "mix is 2.0"),
        ({"recipe": None}, "recipe"),
        ({"mood": "calm"}, "mood"),
        ({"sha256": "x"}, "source.blend.sha256"),
    ],
)
def test_a_broken_blend_in_a_recipe_is_refused(change: dict[str, object], said: str) -> None:
    values = json.loads(blended(MADE, MADE).to_json())
    values["source"]["blend"] |= change
    with pytest.raises(NoRecipeError, match=said):
        parse_recipe(json.dumps(values))
