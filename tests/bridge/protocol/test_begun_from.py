"""From a call of /foley/transform or /foley/fill to its order: the range in frames, what is heard, what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from foley_bridge.osc.message import Argument, Message
from foley_bridge.protocol.begun_from import check_said, order_from, path_of, window_of
from foley_bridge.protocol.generation import Defaults
from foley_bridge.protocol.order import Filled, Imitated, Order, Recording
from foley_bridge.protocol.parse import Call, parse
from foley_models.errors import FoleyError, RequestError

TAKE = Recording("/takes/mouth.wav", "a" * 64, 48_000, channels=2, frames=192_000, subtype="PCM_24")
DEFAULTS = Defaults(44_100, "/sounds", "core")


def transform(*pairs: Argument, strength: float = 0.6, path: str = TAKE.path, prompt: str = "boots") -> Call:
    return parse(Message("/foley/transform", ("id", path, prompt, strength, 4, *pairs)))


def fill(start: float, end: float, *pairs: Argument, prompt: str = "rain") -> Call:
    return parse(Message("/foley/fill", ("id", TAKE.path, start, end, prompt, 2, *pairs)))


def test_an_imitation_is_as_long_as_its_recording_where_nothing_else_is_said() -> None:
    order = order_from(transform("seed", 3, "negative", "wind"), TAKE, DEFAULTS)
    assert order.imitated == Imitated(TAKE, 0.6, 1.0)
    assert (order.request.seconds, order.request.count, order.request.seed) == (4.0, 4, 3)
    assert (order.request.prompt, order.request.negative, order.rate_hz) == ("boots", "wind", 44_100)
    shorter = order_from(transform("seconds", 2.5, "follow", 0.25, "rate", 96_000), TAKE, DEFAULTS)
    assert (shorter.request.seconds, shorter.rate_hz) == (2.5, 96_000)
    assert shorter.imitated == Imitated(TAKE, 0.6, 0.25)


def test_a_range_is_whole_frames_of_its_recording_and_its_sound_keeps_the_recordings_rate() -> None:
    order = order_from(fill(1.2, 2.0), TAKE, DEFAULTS)
    assert order.filled == Filled(TAKE, 57_600, 96_000)
    assert order.rate_hz == 48_000
    assert window_of(order.filled) == (0, 192_000)
    assert order.request.seconds == 4.0


@pytest.mark.parametrize(
    ("frames", "first", "last", "window"),
    [
        (10_000, 4000, 5000, (2000, 7000)),
        (10_000, 500, 5000, (0, 7000)),
        (10_000, 10_000, 13_000, (8000, 13_000)),
        (60_000, 20_000, 28_000, (19_000, 29_000)),  # ten seconds are heard at most
        (1000, 400, 500, (0, 1000)),
    ],
)
def test_what_is_heard_is_two_seconds_around_a_range_and_ten_at_most(
    frames: int, first: int, last: int, window: tuple[int, int]
) -> None:
    take = replace(TAKE, rate_hz=1000, frames=frames)
    assert window_of(Filled(take, first, last)) == window


def test_a_sound_is_continued_at_its_end() -> None:
    order = order_from(fill(0.0, 0.0, "extend", 3.0), TAKE, DEFAULTS)
    assert order.filled == Filled(TAKE, 192_000, 336_000)
    assert order.request.seconds == 5.0


@pytest.mark.parametrize("order", [order_from(transform(), TAKE, DEFAULTS), order_from(fill(1, 2), TAKE, DEFAULTS)])
def test_an_order_comes_back_from_the_journal_as_it_went(order: Order) -> None:
    assert Order.from_json(order.to_json()) == order
    assert "source" not in json.loads(order.to_json())


def test_the_same_call_again_is_the_same_order_and_another_range_is_not() -> None:
    once, again, other = (order_from(fill(1.0, end), TAKE, DEFAULTS).asked for end in (2.0, 2.0, 2.1))
    assert once == again != other


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (transform(strength=0.0), "strength is 0.0: choose a number over 0"),
        (transform(strength=1.1), "strength is 1.1"),
        (transform("follow", 2.0), "follow is 2.0: choose a number from 0"),
        (transform(path="mouth.wav"), "path is 'mouth.wav': it must be the absolute path"),
        (transform(path="/" + "x" * 1024), "path has 1025 characters, the limit is 1024"),
        (transform(prompt=" "), "The prompt is empty"),
        (fill(-1.0, 2.0), "start is -1: it must be 0 or more"),
        (fill(2.0, 2.0), "ends at 2 s, which is not after its start at 2 s"),
        (fill(2.0, 1.0), "ends at 1 s, which is not after its start at 2 s"),
        (fill(1.0, 1.01), "The range is 0.01 seconds long: choose one of 0.05 to 8 seconds"),
        (fill(1.0, 10.0), "The range is 9 seconds long"),
        (fill(1.0, 2.0, "extend", 3.0), "extend goes with start and end 0, not 1 and 2"),
        (fill(0.0, 0.0, "extend", 9.0), "The range is 9 seconds long"),
        (fill(1.0, 2.0, "steps", 0), "steps is 0"),
    ],
)
def test_what_is_wrong_whatever_the_recording_is_is_refused_before_it_is_opened(call: Call, reason: str) -> None:
    with pytest.raises(FoleyError, match=reason):
        check_said(call)


@pytest.mark.parametrize(
    ("call", "take", "reason"),
    [
        (fill(3.0, 4.5), TAKE, r"from 3 to 4.5 s does not lie in the sound /takes/mouth.wav, which lasts 4.000 s"),
        (fill(5.0, 6.0), TAKE, "does not lie in the sound"),
        (fill(0.0, 4.0), TAKE, "only 0 seconds would stay"),
        (fill(0.01, 4.0), TAKE, "only 0.01 seconds would stay"),
        (transform(), replace(TAKE, frames=4800), "lasts 0.1 seconds, .* can be imitated: give a longer"),
        (transform(), replace(TAKE, frames=48_000 * 62), "lasts 62 seconds, .* say by `seconds`"),
        (transform("seconds", 0.1), TAKE, "seconds is 0.1: choose a value from 0.25 to 60"),
        (transform("seconds", 61.0), TAKE, "seconds is 61"),
        (fill(1.0, 2.0), replace(TAKE, frames=48_000 * 600), "lasts 600 seconds, and of such files up to 347"),
    ],
)
def test_what_the_recording_cannot_give_is_refused_with_the_value(call: Call, take: Recording, reason: str) -> None:
    with pytest.raises(RequestError, match=reason):
        order_from(call, take, DEFAULTS)


def test_an_end_that_is_rounded_a_millisecond_beyond_the_file_is_its_end() -> None:
    order = order_from(fill(3.0, 4.0009), TAKE, DEFAULTS)
    assert order.filled is not None
    assert order.filled.last == TAKE.frames
    assert path_of(fill(1.0, 2.0)) == Path(TAKE.path)


@pytest.mark.parametrize("pair", [("loop", 1), ("rate", 48_000)])
def test_a_fill_has_no_pairs_that_its_recording_decides(pair: tuple[str, int]) -> None:
    with pytest.raises(RequestError, match=f"has no pair '{pair[0]}'"):
        fill(1.0, 2.0, *pair)
