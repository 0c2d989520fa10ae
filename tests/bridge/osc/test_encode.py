import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_message_builder import OscMessageBuilder

from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message, OscError

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.integers(-(2**31), 2**31 - 1) | st.floats(width=32, allow_nan=False) | texts, max_size=12))
def test_the_bytes_are_those_that_python_osc_builds(arguments: list[Argument]) -> None:
    builder = OscMessageBuilder("/foley/generate")
    for one in arguments:
        builder.add_arg(one, {int: "i", float: "f", str: "s"}[type(one)])
    assert encode_message(Message("/foley/generate", tuple(arguments))) == builder.build().dgram


def test_true_and_false_travel_as_numbers() -> None:
    assert encode_message(Message("/a", (True, False))) == encode_message(Message("/a", (1, 0)))


@pytest.mark.parametrize("address", ["", "foley", "/é", "/a\0", "/a\n", " /a"])
def test_an_address_that_osc_does_not_know_is_refused(address: str) -> None:
    with pytest.raises(OscError, match="address"):
        encode_message(Message(address))


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1, 3.5e38, -1e300])
def test_a_number_beyond_32_bits_is_refused(value: float) -> None:
    with pytest.raises(OscError, match="32 bits"):
        encode_message(Message("/a", (value,)))


@pytest.mark.parametrize("text", ["a\0b", "\udc80"])
def test_a_string_that_cannot_travel_is_refused(text: str) -> None:
    with pytest.raises(OscError, match="cannot be sent"):
        encode_message(Message("/a", (text,)))


def test_another_type_is_refused() -> None:
    with pytest.raises(OscError, match="int, float and str"):
        encode_message(Message("/a", (b"bytes",)))  # type: ignore[arg-type]  # what the test is about
