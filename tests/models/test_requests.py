"""The bounds of a request."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foley_models.errors import PromptTooLongError, RequestError
from foley_models.limits import check_request, pool_of
from foley_models.requests import GenerationRequest

GOOD = GenerationRequest("heavy boots on gravel")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"prompt": "x" * 500},
        {"prompt": "Stiefel auf Kies, überall 雨 🥾"},
        {"seconds": 0.25},
        {"seconds": 10},
        {"count": 1, "pool": 1},
        {"count": 16, "pool": 64},
        {"seed": 0},
        {"seed": 2**31 - 1},
        {"steps": 1000, "guidance": 0.0, "threshold": -1.0},
        {"steps": 1, "guidance": 20.0, "threshold": 1.0},
        {"sampler": "ddim", "target": "mixed", "under": "drop"},
        {"negative": "music"},
    ],
)
def test_a_request_at_its_bounds_is_accepted(changes: dict[str, Any]) -> None:
    check_request(replace(GOOD, **changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"prompt": ""}, "prompt is empty"),
        ({"prompt": " \u00a0 "}, "prompt is empty"),
        ({"prompt": "a\x00b"}, r"U\+0000"),
        ({"prompt": "a\nb"}, r"U\+000A"),
        ({"prompt": "a\ud800"}, r"U\+D800"),
        ({"negative": "a\x1b[0m"}, r"negative prompt holds the control character U\+001B"),
        ({"seconds": 0.09}, r"seconds is 0\.09: choose a value from 0\.1 to 180"),
        ({"seconds": 180.01}, "seconds is 180"),
        ({"seconds": float("nan")}, "seconds is nan"),
        ({"seconds": float("inf")}, "seconds is inf"),
        ({"seconds": "4"}, "seconds is '4'"),
        ({"count": 0}, "count is 0: choose a whole number from 1 to 16"),
        ({"count": 17}, "count is 17"),
        ({"count": 2.0}, "count is 2.0"),
        ({"count": True}, "count is True"),
        ({"pool": 3}, "pool is 3: choose a whole number from 4 to 64"),
        ({"pool": 65}, "pool is 65"),
        ({"seed": -1}, "seed is -1"),
        ({"seed": 2**31}, "seed is 2147483648"),
        ({"steps": 0}, "steps is 0"),
        ({"steps": 1001}, "steps is 1001"),
        ({"guidance": 20.1}, "guidance is 20.1"),
        ({"guidance": float("nan")}, "guidance is nan"),
        ({"threshold": 1.1}, "threshold is 1.1"),
        ({"sampler": "euler"}, "sampler is 'euler': choose one of ddim, dpmpp-2m-karras, unipc-karras"),
        ({"target": "image"}, "target is 'image': choose one of text, audio, mixed"),
        ({"under": "hide"}, "under is 'hide': choose one of mark, drop"),
    ],
)
def test_a_request_out_of_its_bounds_is_refused_with_value_and_bounds(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        check_request(replace(GOOD, **changes))


@pytest.mark.parametrize("field", ["prompt", "negative"])
def test_too_long_a_text_is_refused_with_its_length_and_the_limit(field: str) -> None:
    changes: dict[str, Any] = {field: "x" * 501}
    with pytest.raises(PromptTooLongError, match="has 501 characters, the limit is 500"):
        check_request(replace(GOOD, **changes))


@given(prompt=st.text(max_size=600), seconds=st.floats(), count=st.integers(), seed=st.integers())
def test_any_request_is_either_accepted_or_refused_with_a_request_error(
    prompt: str, seconds: float, count: int, seed: int
) -> None:
    try:
        check_request(GenerationRequest(prompt, seconds=seconds, count=count, seed=seed))
    except RequestError:
        return
    assert 0.25 <= seconds <= 10
    assert 1 <= count <= 16
    assert 0 <= seed < 2**31
    assert 0 < len(prompt.strip()) <= 500


def test_four_candidates_are_started_for_each_that_is_delivered_unless_said_otherwise() -> None:
    assert pool_of(replace(GOOD, count=3)) == 12
    assert pool_of(replace(GOOD, count=3, pool=5)) == 5
