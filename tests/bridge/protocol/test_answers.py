"""What the daemon says is read back as it was meant, and fits the table."""

import math

import pytest

from foley_bridge.osc.decode import decode_packet
from foley_bridge.osc.encode import encode_message
from foley_bridge.osc.message import Message
from foley_bridge.protocol import answers, table
from foley_bridge.protocol.answers import Answer, read_answer
from foley_bridge.protocol.spec import PYTHON_TYPES, Argument
from foley_models.errors import RequestError

EVERY_ANSWER = [
    answers.accepted("id", 3),
    answers.progress("id", "denoise", fraction=0.5, left_s=math.nan),
    answers.candidate("id", 2, rank=1, score=math.nan, passed=True, path="/a/b.wav", seed=7),
    answers.ranking("id", (2, 0, 1)),
    answers.done("id", 4, 1, text="One was silent."),
    answers.failed("id", "disk-full", "No space."),
    answers.welcome("id", "1.0", proof="00", pack="core", rate_hz=22_050),
    answers.event("id", "pong"),
    answers.event("id", "imported", "other", 3),
    answers.event_of_pairs("id", "status", {"version": "1", "queued": 2}),
]


def sent(message: Message) -> Answer:
    (received,) = decode_packet(encode_message(message))
    return read_answer(received)


@pytest.mark.parametrize("message", EVERY_ANSWER, ids=lambda one: f"{one.address}-{one.arguments[1]}")
def test_every_answer_has_the_types_of_the_table(message: Message) -> None:
    answer = sent(message)
    address = table.by_path(message.address)
    assert address is not None
    assert answer.id == "id"
    kind = table.event_kind(answer.word) if answer.address == "/foley/event" else None
    specs: dict[str, Argument] = {one.name: one for one in (*address.arguments, *(kind.arguments if kind else ()))}
    specs |= {one.name: one for one in (kind.pairs if kind else ())}
    assert answer.values.keys() <= specs.keys()
    for name, value in answer.values.items():
        assert isinstance(value, PYTHON_TYPES[specs[name].kind])


def test_a_score_and_an_estimate_that_there_are_not_are_numbers_that_cannot_be() -> None:
    assert sent(EVERY_ANSWER[1]).values["left"] < 0  # type: ignore[operator]
    assert sent(EVERY_ANSWER[2]).values["score"] < -1  # type: ignore[operator]


def test_a_ranking_holds_all_indices() -> None:
    assert sent(EVERY_ANSWER[3]).rest == (2, 0, 1)


def test_only_done_and_failed_end_a_request() -> None:
    assert [sent(one).word for one in EVERY_ANSWER if sent(one).final] == ["done", "failed"]


def test_an_event_of_a_newer_daemon_is_read_by_number() -> None:
    assert read_answer(Message("/foley/event", ("id", "weather", "rain", 3))).values == {
        "kind": "weather",
        "0": "rain",
        "1": 3,
    }


def test_what_is_no_answer_is_refused() -> None:
    for message in (Message("/foley/ping", ("id",)), Message("/foley/done", ("id", 1)), Message("/foley/done")):
        with pytest.raises(RequestError):
            read_answer(message)
