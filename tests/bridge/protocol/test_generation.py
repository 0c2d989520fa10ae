"""From a call to a complete order: bounds, defaults, and the same order for the same message."""

import pytest

from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.generation import Defaults, digest_of, order_of
from foley_bridge.protocol.order import Order
from foley_bridge.protocol.parse import Call, parse
from foley_models.errors import FoleyError, RequestError

DEFAULTS = Defaults(rate_hz=48_000, destination="/sounds", pack="core")


def called(*pairs: Argument, prompt: str = "boots", seconds: float = 4.1, count: int = 4, name: str = "id") -> Call:
    return parse(Message("/foley/generate", (name, prompt, seconds, count, *pairs)))


def test_what_the_host_leaves_out_is_the_daemons() -> None:
    order = order_of(called(), DEFAULTS)
    assert (order.rate_hz, order.destination, order.pack, order.position_s) == (48_000, "/sounds", "core", 0.0)
    request = order.request
    assert (request.prompt, request.seconds, request.count) == ("boots", 4.1, 4)
    assert (request.pool, request.steps, request.guidance, request.threshold) == (None, None, None, None)
    assert (request.under, request.target, request.sampler, request.negative) == ("mark", "text", None, "")


def test_what_the_host_says_is_in_the_order() -> None:
    pairs = ("seed", 7, "pool", 9, "steps", 3, "guidance", 1.5, "negative", "rain", "threshold", 0.2, "under", "drop")
    more = ("target", "mixed", "sampler", "ddim", "destination", "/p", "position", 12.5, "rate", 44_100, "pack", "/k")
    order = order_of(called(*pairs, *more, "category", "FEETHmn", "project", "Film"), DEFAULTS)
    request = order.request
    assert (request.seed, request.pool, request.steps, request.guidance) == (7, 9, 3, 1.5)
    assert (request.negative, request.threshold, request.under, request.target) == ("rain", 0.2, "drop", "mixed")
    assert (request.sampler, order.destination, order.position_s, order.rate_hz) == ("ddim", "/p", 12.5, 44_100)
    assert (order.pack, order.cat_id, order.project) == ("/k", "FEETHmn", "Film")


def test_a_loop_is_one_where_a_1_is_said() -> None:
    assert [order_of(called(*said), DEFAULTS).request.loop for said in ((), ("loop", 0), ("loop", 1))] == [
        False,
        False,
        True,
    ]
    assert Order.from_json(order_of(called("loop", 1), DEFAULTS).to_json()).request.loop


def test_an_order_of_a_version_without_loops_is_none() -> None:
    order = order_of(called(), DEFAULTS)
    assert Order.from_json(order.to_json().replace('"loop": false, ', "")) == order


def test_a_seed_that_is_not_given_is_drawn_from_the_id_and_so_is_the_same_when_it_is_sent_again() -> None:
    seeds = [order_of(called(name=name), DEFAULTS).request.seed for name in ("a", "b", "a")]
    assert seeds[0] == seeds[2] != seeds[1]
    assert all(0 <= seed <= 2**31 - 1 for seed in seeds)


def test_the_same_message_by_another_way_asks_for_the_same() -> None:
    assert digest_of(called("seed", 1, "token", "x", "reply", 9)) == digest_of(called("token", "y", "seed", 1))
    assert digest_of(called("seed", 1)) != digest_of(called("seed", 2))
    assert digest_of(called(prompt="rain")) != digest_of(called())


def test_an_order_lies_in_the_journal_as_text_and_comes_back_the_same() -> None:
    order = order_of(called("negative", "雨", "position", "0.1"), DEFAULTS)
    assert Order.from_json(order.to_json()) == order
    for text in ("", "{}", "[]", '{"request": {"colour": 1}}', order.to_json().replace("rate_hz", "rate")):
        with pytest.raises(RequestError):
            Order.from_json(text)


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        (called(prompt=""), "bad-request", "The prompt is empty"),
        (called(prompt="x" * 501), "too-long", "501 characters"),
        (called(seconds=0.05), "bad-request", "seconds is 0.05"),
        (called(seconds=199.0), "bad-request", "seconds is 199"),
        (called(count=0), "bad-request", "count is 0"),
        (called(count=17), "bad-request", "count is 17"),
        (called("seed", -1), "bad-request", "seed is -1"),
        (called("pool", 3), "bad-request", "pool is 3"),
        (called("under", "hide"), "bad-request", "under is 'hide': choose one of mark, drop"),
        (called("target", "x"), "bad-request", "target is 'x'"),
        (called("sampler", "euler"), "bad-request", "sampler is 'euler'"),
        (called("rate", 1), "bad-request", "rate is 1"),
        (called("position", -1.0), "bad-request", "position is -1"),
        (called("destination", "/" + "x" * 1100), "bad-request", "destination has 1101 characters"),
    ],
)
def test_what_cannot_be_met_is_refused(call: Call, code: str, words: str) -> None:
    with pytest.raises(FoleyError) as caught:
        order_of(call, DEFAULTS)
    assert caught.value.code == code
    assert words in str(caught.value)
