import math
import struct
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.reliability.attacks import attacks, bundle, full_packets, padded, real_packets
from benchmarks.reliability.oracle import read_by_python_osc, read_by_us
from foley_bridge.osc.decode import DEEPEST_BUNDLE, MOST_ARGUMENTS, MOST_BUNDLES, MOST_MESSAGES, decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.layout import BUNDLE, INT, LIMIT_BYTES, SECONDS_FROM_1900_TO_1970
from foley_bridge.osc.message import Message, OscError

PING = encode_message(Message("/foley/ping", ("x1",)))
HARMLESS = {
    "a pattern that a regular expression chokes on",  # its match is exact, and fails
    "nothing but strings",
    "nothing but long floats",
    "not a number",  # what the protocol refuses with an answer
    "a control character",
}

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
floats = st.floats(width=32)
addresses = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=20).map("/".__add__)
messages = st.builds(
    Message, addresses, st.lists(st.integers(-(2**31), 2**31 - 1) | floats | texts, max_size=20).map(tuple)
)
packets = st.recursive(
    messages.map(encode_message),
    lambda inner: st.lists(inner, max_size=4).map(lambda some: bundle(*some)),
    max_leaves=9,
)


def as_written(message: Message) -> tuple[str, str]:
    """Equal for equal messages, NaN and the types of arguments included."""
    return message.address, repr(message.arguments)


@given(messages)
def test_what_is_encoded_comes_back(message: Message) -> None:
    (back,) = decode_packet(encode_message(message))
    assert read_by_us([back]) == read_by_us([message])
    assert [type(one) for one in back.arguments] == [type(one) for one in message.arguments]


@given(packets)
def test_python_osc_reads_the_same_in_the_same_order(packet: bytes) -> None:
    try:
        found = decode_packet(packet)
    except OscError as error:  # hypothesis nests deeper than we take
        assert "deeper" in str(error)  # noqa: PT017  # the other outcome is checked below
        return
    assert read_by_python_osc(packet) == read_by_us(found)


@given(st.binary(max_size=200) | st.binary(max_size=200).map(BUNDLE.__add__) | st.binary(max_size=99).map(b"/".__add__))
@example(bytes.fromhex("2362756e646c65000000000000000001fffffffc"))
@example(bytes.fromhex("2fff0000"))
def test_any_bytes_are_messages_or_an_osc_error(data: bytes) -> None:
    try:
        found = decode_packet(data)
    except OscError as error:
        assert str(error).endswith(".")  # noqa: PT017  # the other outcome is checked below
        return
    assert read_by_python_osc(data) == read_by_us(found)


@given(packets, st.data())
def test_a_damaged_packet_is_messages_or_an_osc_error(packet: bytes, data: st.DataObject) -> None:
    damaged = bytearray(packet)
    for at in data.draw(st.lists(st.integers(0, len(packet) - 1), min_size=1, max_size=3)):
        damaged[at] = data.draw(st.sampled_from(b"\0\xff,/#ifs\x7f\x80"))
    try:
        found = decode_packet(bytes(damaged))
    except OscError:
        return
    theirs = read_by_python_osc(bytes(damaged))
    assert theirs is None or sorted(map(repr, theirs)) == sorted(map(repr, read_by_us(found)))


@pytest.mark.parametrize(("kind", "packet"), attacks().items(), ids=list(attacks()))
def test_a_packet_that_harmed_others_is_refused_or_harmless(kind: str, packet: bytes) -> None:
    if kind in HARMLESS:
        decode_packet(packet)
        return
    with pytest.raises(OscError):
        decode_packet(packet)


@pytest.mark.parametrize("packet", [*real_packets(), *full_packets()])
def test_real_and_full_packets_are_taken(packet: bytes) -> None:
    assert read_by_python_osc(packet) == read_by_us(decode_packet(packet))


@pytest.mark.parametrize(
    "number", [4.1, 0.1, 0.35, 1e-7, 123.456, 3723.4568, 1e-9, 16777215.0, 1234567.8, 16777216.0, -0.0, 1.5, 7.77e-5]
)
def test_a_float_arrives_as_it_was_typed(number: float) -> None:
    (message,) = decode_packet(encode_message(Message("/a", (number,))))
    assert repr(message.arguments) == repr((number,))


@given(st.integers(0, 2**32 - 1))
def test_a_float_stands_for_the_very_bits_that_came(bits: int) -> None:
    data = struct.pack(">I", bits)
    (number,) = decode_packet(padded(b"/a") + padded(b",f") + data)[0].arguments
    assert isinstance(number, float)
    assert math.isnan(number) or struct.pack(">f", number) == data


def test_messages_of_nested_bundles_keep_the_order_they_are_written_in() -> None:
    one, two, three, four = (encode_message(Message(f"/{name}")) for name in ("one", "two", "three", "four"))
    found = decode_packet(bundle(one, bundle(two, bundle()), three, bundle(bundle(four))))
    assert [message.address for message in found] == ["/one", "/two", "/three", "/four"]


@pytest.mark.parametrize("deeper", [0, 1])
def test_bundles_may_be_nested_four_deep(deeper: int) -> None:
    packet = PING
    for _ in range(DEEPEST_BUNDLE + deeper):
        packet = bundle(packet)
    if deeper:
        with pytest.raises(OscError, match="deeper than 4"):
            decode_packet(packet)
    else:
        assert len(decode_packet(packet)) == 1


def test_bundles_may_hold_64_messages_in_all() -> None:
    half = [PING] * (MOST_MESSAGES // 2)
    assert len(decode_packet(bundle(bundle(*half), *half))) == MOST_MESSAGES
    with pytest.raises(OscError, match="64 messages"):
        decode_packet(bundle(bundle(*half), *half, PING))


def test_a_bundle_may_hold_64_bundles_in_all() -> None:
    half = [bundle()] * (MOST_BUNDLES // 2)
    assert decode_packet(bundle(bundle(*half[1:]), *half, PING))
    with pytest.raises(OscError, match="more than 64"):
        decode_packet(bundle(bundle(*half), *half))


def test_a_packet_may_hold_256_arguments_in_all() -> None:
    half = encode_message(Message("/a", (1,) * (MOST_ARGUMENTS // 2)))
    assert len(decode_packet(bundle(half, half))) == 2
    with pytest.raises(OscError, match="256 arguments"):
        decode_packet(bundle(half, half, encode_message(Message("/a", (1,)))))


@pytest.mark.parametrize(("ahead_s", "taken"), [(-1e6, 1), (0, 1), (4.9, 1), (5.1, 0), (2.8e8, 0)])
def test_a_timetag_more_than_five_seconds_ahead_is_refused_and_none_waits(ahead_s: float, taken: int) -> None:
    now_s = 1_800_000_000.0
    seconds, fraction = divmod(now_s + ahead_s + SECONDS_FROM_1900_TO_1970, 1)
    packet = bundle(PING, time=(int(seconds), int(fraction * 2**32)))
    if taken:
        assert decode_packet(packet, now_s=now_s) == [Message("/foley/ping", ("x1",))]
    else:
        with pytest.raises(OscError, match="ahead"):
            decode_packet(packet, now_s=now_s)


def test_without_a_time_the_clock_counts() -> None:
    seconds = int(time.time()) + SECONDS_FROM_1900_TO_1970
    assert decode_packet(bundle(PING, time=(seconds - 60, 0)))
    with pytest.raises(OscError, match="ahead"):
        decode_packet(bundle(PING, time=(seconds + 60, 0)))


def test_the_timetag_inside_counts_too() -> None:
    with pytest.raises(OscError, match="ahead"):
        decode_packet(bundle(bundle(PING, time=(2**32 - 1, 0))))


@pytest.mark.parametrize("tag", "hdTFNIbtrmcS[]Qé")
def test_a_type_tag_that_some_host_garbles_is_refused(tag: str) -> None:
    with pytest.raises(OscError):
        decode_packet(padded(b"/a") + padded(b"," + tag.encode()) + bytes(8))


@pytest.mark.parametrize(
    ("packet", "reason"),
    [
        (b"/a\0\0" + b"abc\0", "comma"),
        (b"/\xe9\0\0", "ASCII"),
        (b"/\x07\0\0", "printed"),
        (b"/\x7f\0\0", "printed"),
        (b"a/b\0", "neither"),
        (b"/abc", "no end"),
        (b"/a\0\0,i\0\0", "ends before"),
        (b"/a\0\0,i\0\0" + bytes(8), "left over"),
        (b"/a\0\0,s\0\0abcd", "no end"),
        (b"/a\0\0,s\0\0a\0b\0", "padding"),
        (b"/a\0\0,s\0\0\xff\0\0\0", "UTF-8"),
        (bundle(PING)[:-4], "left"),
        (bundle() + INT.pack(2) + b"/a", "multiple of 4"),
        (bundle() + INT.pack(3) + b"/a\0\0", "element"),
    ],
)
def test_a_broken_packet_is_refused_with_the_reason(packet: bytes, reason: str) -> None:
    with pytest.raises(OscError, match=reason):
        decode_packet(packet)


def test_a_message_without_type_tags_has_no_arguments() -> None:
    assert decode_packet(b"/foley/status\0\0\0") == [Message("/foley/status")]


def test_8_kilobytes_are_taken_and_four_more_are_not() -> None:
    text = "a" * (LIMIT_BYTES - 8)
    packet = encode_message(Message("/a", (text[4:],)))
    assert decode_packet(packet[:LIMIT_BYTES])
    over = encode_message(Message("/a", (text,)))
    assert len(over) == LIMIT_BYTES + 4
    with pytest.raises(OscError, match="8192"):
        decode_packet(over)
    assert decode_packet(over, limit_bytes=LIMIT_BYTES + 4)
