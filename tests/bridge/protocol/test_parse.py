"""Bad input of every kind is refused with the value and the right code; what is right arrives as it was sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.parse import claims_of, parse
from foley_bridge.protocol.table import TO_DAEMON
from foley_models.errors import FoleyError

GENERATE = ("id-1", "boots on gravel", 4.1, 4)


def refusal(address: str, *arguments: Argument) -> tuple[str, str]:
    with pytest.raises(FoleyError) as caught:
        parse(Message(address, arguments))
    return caught.value.code, str(caught.value)


def test_a_call_arrives_with_its_values_by_name() -> None:
    call = parse(Message("/foley/generate", (*GENERATE, "seed", 7, "under", "drop", "token", "x")))
    assert (call.address.word, call.id) == ("generate", "id-1")
    assert call.arguments == {"prompt": "boots on gravel", "seconds": 4.1, "count": 4}
    assert call.pairs == {"seed": 7, "under": "drop", "token": "x"}


def test_hosts_that_know_one_kind_of_number_are_understood() -> None:
    call = parse(Message("/foley/generate", ("id", "boots", 4, 4.0, "seed", 7.0)))
    assert (call.arguments["seconds"], call.arguments["count"], call.pairs["seed"]) == (4.0, 4, 7)
    assert [type(call.arguments[name]) for name in ("seconds", "count")] == [float, int]


def test_a_position_may_be_a_decimal_in_a_string_for_more_than_32_bits() -> None:
    call = parse(Message("/foley/generate", (*GENERATE, "position", "3600.000020833")))
    assert call.pairs["position"] == 3600.000020833


@pytest.mark.parametrize(
    ("address", "arguments", "code", "words"),
    [
        ("/foley/generat", GENERATE, "unknown-address", "did you mean /foley/generate?"),
        ("/other", (), "unknown-address", "There is no address '/other'"),
        ("/foley/*", GENERATE, "unknown-address", "There is no address '/foley/*'"),
        ("/foley/{generate,ping}", GENERATE, "unknown-address", "There is no address"),
        ("/foley/gen\x1b[2Jerate", GENERATE, "unknown-address", r"\x1b"),
        ("/foley/candidate", GENERATE, "unknown-address", "There is no address"),
        ("/foley/fill", ("id", "/x"), "bad-request", "/foley/fill has 1 arguments after the id, it needs 5"),
        ("/foley/generate", (), "bad-request", "must begin with the request's id"),
        ("/foley/generate", (1, "boots", 4.0, 4), "bad-request", "must begin with the request's id"),
        ("/foley/generate", ("", "boots", 4.0, 4), "bad-request", "The request's id is ''"),
        ("/foley/generate", ("a b", "boots", 4.0, 4), "bad-request", "The request's id is 'a b'"),
        ("/foley/generate", ("a#b", "boots", 4.0, 4), "bad-request", "without spaces and '#'"),
        ("/foley/generate", ("x" * 65, "boots", 4.0, 4), "bad-request", "1 to 64"),
        ("/foley/generate", ("id", "boots", 4.0), "bad-request", "needs 3: prompt, seconds, count"),
        ("/foley/generate", ("id", 5, 4.0, 4), "bad-request", None),
        ("/foley/generate", ("id", "boots", "4", 4), "bad-request", "seconds is '4': it must be a number (f)"),
        ("/foley/generate", ("id", "boots", float("nan"), 4), "bad-request", "seconds is nan"),
        ("/foley/generate", ("id", "boots", float("inf"), 4), "bad-request", "seconds is inf"),
        ("/foley/generate", ("id", "boots", 4.0, 4.5), "bad-request", "count is 4.5: it must be a whole number (i)"),
        ("/foley/generate", ("id", "two\nlines", 4.0, 4), "bad-request", "prompt holds the control character U+000A"),
        ("/foley/generate", ("id", "a\u2028b", 4.0, 4), "bad-request", "U+2028"),
        ("/foley/generate", (*GENERATE, "sede", 7), "bad-request", "no pair 'sede'; did you mean 'seed'?"),
        ("/foley/generate", (*GENERATE, 7, 7), "bad-request", "no pair 7"),
        ("/foley/generate", (*GENERATE, "seed"), "bad-request", "The pair 'seed' of /foley/generate has no value"),
        ("/foley/generate", (*GENERATE, "seed", 1, "seed", 2), "bad-request", "comes twice"),
        ("/foley/generate", (*GENERATE, "seed", "one"), "bad-request", "seed is 'one'"),
        ("/foley/generate", (*GENERATE, "position", "soon"), "bad-request", "position is 'soon'"),
        ("/foley/generate", (*GENERATE, "position", "nan"), "bad-request", "position is 'nan'"),
        ("/foley/ping", ("id", "extra", 1), "bad-request", "no pair 'extra'"),
    ],
)
def test_what_is_wrong_is_refused_with_its_value(
    address: str, arguments: tuple[Argument, ...], *, code: str, words: str | None
) -> None:
    found, sentence = refusal(address, *arguments)
    assert found == code
    assert words is None or words in sentence
    assert sentence.isprintable()
    assert len(sentence) < 400


ARGUMENTS = st.one_of(
    st.text(max_size=20), st.integers(-(2**31), 2**31 - 1), st.floats(width=32), st.sampled_from(["token", "seed"])
)


@given(
    address=st.one_of(st.sampled_from([one.path for one in TO_DAEMON]), st.text(max_size=20)),
    arguments=st.lists(ARGUMENTS, max_size=12),
)
def test_whatever_comes_is_a_call_or_a_refusal(address: str, arguments: list[Argument]) -> None:
    message = Message(address, tuple(arguments))
    claims_of(message)
    try:
        said = parse(message).id
    except FoleyError as error:
        said = str(error)
    assert said.isprintable()


def test_claims_are_read_also_from_a_message_that_is_wrong() -> None:
    claims = claims_of(Message("/nowhere", ("id", 3.0, "token", "secret", "reply", 9001)))
    assert (claims.id, claims.token, claims.reply) == ("id", "secret", 9001)
    assert claims_of(Message("/nowhere", (4, "token"))).token is None
