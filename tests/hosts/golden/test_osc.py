"""osc.json is what the daemon's own codec says, so that what agrees with it agrees with the daemon."""

import json
from typing import Any

import pytest

from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import OscError
from foley_bridge.protocol.table import TO_DAEMON, TO_HOST
from tests.hosts.golden.make_osc import FILE, as_float, described, golden, message_of, text

CONTENT: dict[str, Any] = json.loads(FILE.read_text(encoding="ascii"))


def test_the_file_is_what_its_maker_makes() -> None:
    assert FILE.read_text(encoding="ascii") == text(golden())


@pytest.mark.parametrize("case", CONTENT["messages"], ids=lambda case: case["name"])
def test_the_daemons_codec_makes_and_reads_each_message(case: dict[str, Any]) -> None:
    data = bytes.fromhex(case["hex"])
    assert encode_message(message_of(case)) == data
    (message,) = decode_packet(data)
    assert described(message) == {"address": case["address"], "arguments": case["arguments"]}


def test_packets_are_read_as_their_messages() -> None:
    for case in CONTENT["packets"]:
        messages = decode_packet(bytes.fromhex(case["hex"]))
        assert [described(message) for message in messages] == case["messages"], case["name"]


def test_broken_packets_are_refused() -> None:
    for case in CONTENT["broken"]:
        with pytest.raises(OscError):
            decode_packet(bytes.fromhex(case["hex"]))


def test_what_cannot_be_sent_is_refused() -> None:
    for case in CONTENT["unsendable"]:
        with pytest.raises(OscError):
            encode_message(message_of(case))


def test_every_address_of_the_protocol_is_there() -> None:
    there = {case["address"] for case in CONTENT["messages"]}
    assert {address.path for address in (*TO_DAEMON, *TO_HOST)} <= there


def test_strings_and_addresses_of_every_padding_are_there() -> None:
    texts = [value for case in CONTENT["messages"] for tag, value in case["arguments"] if tag == "s"]
    assert {len(one.encode()) % 4 for one in texts} == {0, 1, 2, 3}
    assert {len(case["address"]) % 4 for case in CONTENT["messages"]} == {0, 1, 2, 3}
    assert {(len(case["arguments"]) + 1) % 4 for case in CONTENT["messages"]} == {0, 1, 2, 3}


def test_some_floats_are_none_that_32_bits_hold_so_that_who_compares_exactly_finds_out() -> None:
    floats = [value for case in CONTENT["messages"] for tag, value in case["arguments"] if tag == "f"]
    assert 4.1 in floats
    assert as_float(4.1) != 4.1
