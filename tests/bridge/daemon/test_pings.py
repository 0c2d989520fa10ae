"""The short way of a ping gives what the long way gives, and takes nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.daemon.pings import Pings
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol import answers
from foley_bridge.protocol.parse import is_id

TOKEN = "0123456789abcdef" * 4
PINGS = Pings(TOKEN)


def packet(*arguments: Argument, address: str = "/foley/ping") -> bytes:
    return encode_message(Message(address, arguments))


@given(st.text(st.characters(min_codepoint=1, max_codepoint=0x2FF, exclude_categories=["Cs"]), max_size=70))
def test_a_plain_ping_is_answered_as_the_long_way_answers_it_where_its_id_is_one(name: str) -> None:
    answer = PINGS.answer_to(packet(name, "token", TOKEN))
    assert answer == (encode_message(answers.event(name, "pong")) if is_id(name) else None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        packet(),
        packet("id"),
        packet("id", "token", "0" * 64),
        packet("id", "token", TOKEN[:-1]),
        packet("id", "token", TOKEN + "0"),
        packet("id", "token", TOKEN, "reply", 9000),
        packet("id", "reply", 9000, "token", TOKEN),
        packet("a", "b", "token", TOKEN),
        packet(1, "token", TOKEN),
        packet("id", "token", TOKEN, address="/foley/pong"),
        packet("id", "token", TOKEN, address="/foley/status"),
        packet("id", "token", TOKEN)[:-4],
        packet("id", "token", TOKEN) + b"\0\0\0\0",
        packet("id", "token", TOKEN).replace(b"id\0\0", b"id"),
        packet("id", "token", TOKEN).replace(b"id\0\0", b"id\0\0\0\0\0\0"),
        packet("id", "token", TOKEN).replace(b"id\0\0", b"idxx"),
    ],
)
def test_everything_else_goes_the_long_way(data: bytes) -> None:
    assert PINGS.answer_to(data) is None


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange(data: bytes) -> None:
    assert PINGS.answer_to(data) is None
