"""From a call for a variation to its order: the candidate's own values, and the host's where it says something."""

import json
import math
from dataclasses import replace

import pytest

from foley_bridge.files.recipe import Ancestor
from foley_bridge.files.recipe_reading import recipe_from
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.order import Order, VariedFrom
from foley_bridge.protocol.parse import Call, parse
from foley_bridge.protocol.variation import (
    Parent,
    Weights,
    amount_of,
    candidate_of,
    said_weights,
    variation_order_of,
)
from foley_models.errors import RequestError
from tests.bridge.files.sounds import REQUEST, make_sound

OWN = Order(REQUEST, 44_100, "/project", position_s=12.5, pack="core", adapter="/a.safetensors", project="Film")
RECIPE = json.dumps(make_sound().recipe)
PARENT = Parent(OWN, recipe_from(make_sound().recipe), RECIPE, path="/project/Foley/one.wav", sha256="c" * 64)
SAME = Weights("core", "/a.safetensors", same_pack=True)


def called(*pairs: Argument, candidate: str = "req#3", amount: float = 0.3, count: int = 4, name: str = "id") -> Call:
    return parse(Message("/foley/variation", (name, candidate, amount, count, *pairs)))


def ordered(*pairs: Argument, weights: Weights = SAME) -> Order:
    return variation_order_of(called(*pairs), PARENT, weights)


def test_what_the_host_leaves_out_is_as_with_the_candidate() -> None:
    order = ordered()
    assert (order.rate_hz, order.destination, order.position_s, order.project) == (44_100, "/project", 12.5, "Film")
    assert (order.pack, order.adapter, order.cat_id) == ("core", "/a.safetensors", "FEETHmn")
    own = replace(REQUEST, count=4, pool=None, seed=order.request.seed)
    assert order.request == own
    assert order.request.seed != REQUEST.seed
    assert order.source == VariedFrom("req#3", 0.3, "c" * 64, "/project/Foley/one.wav", RECIPE)


def test_what_the_host_says_goes_before_it() -> None:
    pairs = ("seed", 7, "pool", 9, "steps", 3, "guidance", 1.5, "negative", "rain", "threshold", -1.0, "under", "drop")
    more = ("target", "mixed", "sampler", "ddim", "destination", "/p", "position", 1.0, "rate", 48_000)
    order = ordered(*pairs, *more, "category", "DOORWood", "project", "Other")
    request = order.request
    assert (request.seed, request.pool, request.steps, request.guidance, request.negative) == (7, 9, 3, 1.5, "rain")
    assert (request.threshold, request.under, request.target, request.sampler) == (-1.0, "drop", "mixed", "ddim")
    assert (order.destination, order.position_s, order.rate_hz) == ("/p", 1.0, 48_000)
    assert (order.cat_id, order.project) == ("DOORWood", "Other")
    assert (request.prompt, request.seconds) == (REQUEST.prompt, REQUEST.seconds)


def test_what_the_card_of_another_pack_said_is_not_taken_over() -> None:
    request = ordered(weights=Weights("/other", "", same_pack=False)).request
    assert (request.steps, request.guidance, request.sampler, request.threshold, request.category) == (None,) * 5


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ((), ("core", "/a.safetensors")),
        (("adapter", ""), ("core", "")),
        (("adapter", "boots"), ("core", "boots")),
        (("pack", "/other"), ("/other", None)),
        (("pack", "core"), ("core", "/a.safetensors")),
    ],
)
def test_pack_and_adapter_are_the_candidates_unless_another_is_named(
    pairs: tuple[Argument, ...], expected: tuple[str, str | None]
) -> None:
    assert said_weights(called(*pairs), OWN) == expected


@pytest.mark.parametrize(
    "text", ["", "req", "req#", "#2", "req#x", "req#-1", "req#1.0", "r q#1", "a#b#1", "req#1234567"]
)
def test_what_names_no_candidate_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(RequestError, match=r"candidate is .* such as 5f0c#2"):
        candidate_of(called(candidate=text))


def test_a_candidate_is_named_by_its_request_and_index() -> None:
    assert candidate_of(called(candidate="unity-01#12")) == ("unity-01", 12)


@pytest.mark.parametrize("amount", [0.0, -0.5, 2.0, 1.0001])
def test_an_amount_that_is_none_is_refused_in_words(amount: float) -> None:
    with pytest.raises(RequestError, match=r"amount is .*: choose a number over 0, nearly the same sound, up to 1"):
        amount_of(called(amount=amount))


def test_nan_is_refused_before_that() -> None:
    with pytest.raises(RequestError, match="amount is nan"):
        called(amount=math.nan)


def test_an_order_lies_in_the_journal_as_text_and_one_of_before_is_still_read() -> None:
    order = ordered()
    assert Order.from_json(order.to_json()) == order
    plain = replace(order, source=None)
    assert "source" not in json.loads(plain.to_json())  # so that it is the text that an older version wrote
    assert Order.from_json(plain.to_json()) == plain


def test_less_like_a_variation_is_sampled_as_a_fresh_sound_and_less_like_a_fresh_one_as_that_was() -> None:
    part_way = recipe_from(make_sound().recipe)
    varied = replace(part_way, source=Ancestor("req#1", "c" * 64, 0.3, recipe=part_way))
    fresh, again = (
        variation_order_of(called("less", 1), replace(PARENT, recipe=one, recipe_json=one.to_json()), SAME)
        for one in (varied, part_way)
    )
    assert (fresh.request.steps, fresh.request.guidance, fresh.request.sampler) == (None, None, None)
    assert (again.request.steps, again.request.sampler) == (REQUEST.steps, REQUEST.sampler)
    assert fresh.source is not None
    assert fresh.source.less
    assert Order.from_json(fresh.to_json()) == fresh
    assert '"less"' not in ordered().to_json()
