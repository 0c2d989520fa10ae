import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_bridge.osc import slip

packets = st.lists(
    st.binary(min_size=1, max_size=40) | st.binary(min_size=1, max_size=9).map(lambda b: b + b"\xc0\xdb\xdd")
)


@given(packets, st.lists(st.integers(1, 30)))
def test_packets_come_back_whichever_way_the_stream_is_cut(sent: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(slip.encode, sent))
    decoder, found = slip.Decoder(100), []
    for length in [*cuts, len(stream)]:
        found += decoder.feed(stream[:length])
        stream = stream[length:]
    assert found == sent


def test_both_ends_of_a_frame_are_marked() -> None:
    assert slip.encode(b"a\xc0b\xdbc") == b"\xc0a\xdb\xdcb\xdb\xddc\xc0"


@given(st.lists(st.binary(max_size=60), max_size=30))
def test_no_stream_gives_a_packet_over_the_limit_or_keeps_more_than_a_frame(stream: list[bytes]) -> None:
    decoder = slip.Decoder(20)
    for piece in stream:
        assert all(0 < len(packet) <= 21 for packet in decoder.feed(piece))
        assert len(decoder._open) <= 42
    assert decoder.feed(slip.encode(b"after"))[-1] == b"after"


def test_of_an_oversized_frame_enough_comes_to_be_refused_and_the_next_is_whole() -> None:
    decoder = slip.Decoder(8)
    assert decoder.feed(b"\xc0" + b"x" * 1_000_000) == []
    assert decoder.feed(b"x" * 1_000_000) == []
    assert decoder.feed(b"\xc0" + slip.encode(b"next")) == [b"x" * 9, b"next"]


@pytest.mark.parametrize("frame", [b"ab\xdbzc", b"ab\xdb", b"\xdb\xdb\xdc"])
def test_a_broken_escape_costs_its_frame_only(frame: bytes) -> None:
    assert slip.Decoder(20).feed(b"\xc0" + frame + b"\xc0" + slip.encode(b"next")) == [b"next"]


def test_empty_frames_are_nothing() -> None:
    assert slip.Decoder(20).feed(b"\xc0" * 1000) == []
