"""Candidates as they are handed over: at once, best first, through the gate, never too many, never twice."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from foley_models.errors import CancelledError, NothingPassedError
from foley_models.pack import Pack, load_pack
from foley_models.requests import (
    Candidate,
    GenerationRequest,
    GenerationResult,
    Planned,
    Progress,
    Ranking,
    StreamEvent,
    Summary,
)
from foley_models.stack import ModelStack
from tests.models.tiny_core import write_tiny_pack

REQUEST = GenerationRequest("a dog barking", seconds=0.5, count=2, pool=4, threshold=-1.0, thorough=True)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("packs") / "tiny"), device="cpu", dtype="float32")


@pytest.fixture(scope="module")
def stack(pack: Pack) -> ModelStack:
    return ModelStack(pack)


@pytest.fixture(scope="module")
def twelve(stack: ModelStack) -> GenerationResult:
    """All candidates of three pools of four, best first."""
    return stack.generate(replace(REQUEST, count=12, pool=12))


def handed(events: list[StreamEvent]) -> list[int]:
    return [one.index for one in events if isinstance(one, Candidate)]


def standing(events: list[StreamEvent]) -> list[int]:
    """The order in the end, as a listener follows it."""
    order: list[int] = []
    for one in events:
        if isinstance(one, Candidate):
            order.insert(one.rank - 1, one.index)
        elif isinstance(one, Ranking):
            order = list(one.indices)
    return order


def last(events: list[StreamEvent]) -> Summary:
    assert isinstance(events[-1], Summary)
    return events[-1]


def threshold_for(twelve: GenerationResult, best: int) -> float:
    """The threshold that exactly the `best` best of all twelve reach."""
    return (twelve.candidates[best - 1].score + twelve.candidates[best].score) / 2


def refuse(*indices: int, of: GenerationResult) -> Callable[[NDArray[np.float32], int], str | None]:
    """A gate that knows candidates by their sound; small differences of other batches do not matter to it."""
    sounds = [one.waveform for one in of.candidates if one.index in indices]

    def gate(waveform: NDArray[np.float32], rate_hz: int) -> str | None:
        assert rate_hz == 8000
        return "clipped" if any(np.abs(waveform - one).max() < 1e-3 for one in sounds) else None

    return gate


def test_generate_is_the_collected_form(stack: ModelStack) -> None:
    events = list(stack.stream(REQUEST))
    collected = stack.generate(REQUEST).candidates
    assert handed(events) == standing(events) == [one.index for one in collected]
    assert [one.waveform.tobytes() for one in events if isinstance(one, Candidate)] == [
        one.waveform.tobytes() for one in collected
    ]


def test_what_the_card_decides_is_told_first_and_asking_so_gives_the_same_sounds(stack: ModelStack) -> None:
    open_request = replace(REQUEST, threshold=None)
    planned, *rest = stack.stream(open_request)
    assert isinstance(planned, Planned)
    definite = planned.request
    assert (definite.category, definite.threshold, definite.guidance) == ("dog_bark", 0.3, 2.0)
    assert (definite.steps, definite.sampler, definite.pool) == (3, "ddim", 4)
    again = [one for one in stack.stream(definite) if isinstance(one, Candidate)]
    first = [one for one in rest if isinstance(one, Candidate)]
    assert [one.waveform.tobytes() for one in again] == [one.waveform.tobytes() for one in first]


def test_what_passed_is_handed_over_before_the_next_pool_is_begun(stack: ModelStack, twelve: GenerationResult) -> None:
    request = replace(REQUEST, count=4, threshold=threshold_for(twelve, 4), under="drop")
    passing = [one.index for one in twelve.candidates[:4]]
    order: list[int] = []
    pools = 0

    def on_progress(progress: Progress) -> None:
        nonlocal pools
        if (progress.stage, progress.fraction) == ("denoise", 0.0):
            pools += 1

    for one in stack.stream(request, on_progress=on_progress):
        if isinstance(one, Candidate):
            order.append(one.index)
            assert one.index // 4 + 1 == pools
    assert pools == 3
    assert sorted(order) == sorted(passing)


def test_a_later_better_one_changes_the_ranking(stack: ModelStack, twelve: GenerationResult) -> None:
    events = list(stack.stream(replace(REQUEST, count=4, threshold=threshold_for(twelve, 4), under="drop")))
    assert standing(events) == [one.index for one in twelve.candidates[:4]]
    assert any(isinstance(one, Ranking) for one in events)
    for before, after in pairwise(events):
        if isinstance(after, Ranking):
            assert isinstance(before, Candidate)
            assert after.indices[before.rank - 1] == before.index
    assert last(events).delivered == 4
    assert last(events).reasons == {"under the threshold": 8}


def test_never_more_than_asked_for_are_handed_over(stack: ModelStack, twelve: GenerationResult) -> None:
    for best in (2, 5, 9):
        request = replace(REQUEST, count=3, threshold=threshold_for(twelve, best), under="drop")
        assert len(handed(list(stack.stream(request)))) == min(3, best)


def test_the_next_in_rank_takes_the_place_of_one_the_gate_refuses(stack: ModelStack, twelve: GenerationResult) -> None:
    ranked = [one.index for one in twelve.candidates]
    request = replace(REQUEST, count=3, pool=12)
    events = list(stack.stream(request, gate=refuse(ranked[0], ranked[2], of=twelve)))
    assert handed(events) == [ranked[1], ranked[3], ranked[4]]
    assert [one.rank for one in events if isinstance(one, Candidate)] == [1, 2, 3]
    assert last(events).rejected == 2
    assert last(events).reasons == {"clipped": 2}


def test_the_gate_is_asked_only_about_what_is_about_to_be_handed_over(stack: ModelStack) -> None:
    asked: list[int] = []

    def gate(waveform: NDArray[np.float32], rate_hz: int) -> str | None:
        asked.append(len(waveform))
        return None

    stack.generate(replace(REQUEST, pool=12), gate=gate)
    assert asked == [4000, 4000]


def test_where_the_gate_leaves_too_few_another_pool_is_made(stack: ModelStack, twelve: GenerationResult) -> None:
    events = list(stack.stream(REQUEST, gate=refuse(0, 1, 2, of=twelve)))
    assert handed(events)[0] == 3
    assert handed(events)[1] in (4, 5, 6, 7)
    assert last(events).rejected == 3


def test_where_the_gate_refuses_all_the_error_counts_the_reasons(stack: ModelStack) -> None:
    with pytest.raises(NothingPassedError, match=r"None of 12 candidates can be delivered: clipped \(12\)"):
        stack.generate(REQUEST, gate=lambda *_: "clipped")


def test_threshold_and_gate_are_both_told_where_nothing_is_left(stack: ModelStack, twelve: GenerationResult) -> None:
    request = replace(REQUEST, threshold=threshold_for(twelve, 2), under="drop")
    with pytest.raises(NothingPassedError, match=r"under the threshold \(10\); too noisy \(2\)"):
        stack.generate(request, gate=lambda *_: "too noisy")


@pytest.mark.parametrize(("count", "before"), [(2, 1), (3, 2), (2, 2), (6, 5)])
@pytest.mark.parametrize("batch_size", [8, 3])
def test_after_a_crash_only_the_rest_is_handed_over_with_the_same_bits(
    stack: ModelStack, count: int, before: int, batch_size: int
) -> None:
    request = replace(REQUEST, count=count, pool=6)
    whole = [one for one in stack.stream(request, batch_size=batch_size) if isinstance(one, Candidate)]
    skip = frozenset(one.index for one in whole[:before])
    events = list(stack.stream(request, batch_size=batch_size, skip=skip))
    rest = [one for one in events if isinstance(one, Candidate)]
    assert [(one.index, one.rank, one.score) for one in rest] == [
        (one.index, one.rank, one.score) for one in whole[before:]
    ]
    assert [one.waveform.tobytes() for one in rest] == [one.waveform.tobytes() for one in whole[before:]]
    assert standing(events) == [one.index for one in whole]
    assert last(events).delivered == count


def test_after_a_crash_in_the_second_pool_of_drop_the_ranking_is_that_of_an_uninterrupted_run(
    stack: ModelStack, twelve: GenerationResult
) -> None:
    request = replace(REQUEST, count=4, threshold=threshold_for(twelve, 5), under="drop")
    whole = list(stack.stream(request))
    for before in range(1, 5):
        skip = frozenset(handed(whole)[:before])
        events = list(stack.stream(request, skip=skip))
        assert handed(events) == handed(whole)[before:]
        assert standing(events) == standing(whole)
        assert (last(events).delivered, last(events).rejected) == (4, last(whole).rejected)


def test_a_skipped_candidate_that_would_not_be_chosen_again_still_counts(
    stack: ModelStack, twelve: GenerationResult
) -> None:
    worst = twelve.candidates[-1].index
    events = list(stack.stream(replace(REQUEST, count=3, pool=12), skip=frozenset({worst})))
    assert handed(events) == [one.index for one in twelve.candidates[:2]]
    assert standing(events) == [*handed(events), worst]


def test_cancelling_between_candidates_stops_before_the_next_pool(stack: ModelStack, twelve: GenerationResult) -> None:
    stop = False
    request = replace(REQUEST, count=4, threshold=threshold_for(twelve, 4), under="drop")
    events = stack.stream(request, cancelled=lambda: stop)
    assert isinstance(next(events), Planned)
    for _ in range(2):  # as many as pass in the first pool
        assert isinstance(next(events), Candidate)
    stop = True
    with pytest.raises(CancelledError):
        next(events)


def test_a_listener_is_not_left_in_inference_mode(stack: ModelStack) -> None:
    for _ in stack.stream(REQUEST):
        assert not torch.is_inference_mode_enabled()


def test_a_candidate_names_its_company(stack: ModelStack) -> None:
    request = replace(REQUEST, count=5, pool=5)
    layouts: dict[int, Any] = {
        one.index: one.layout for one in stack.stream(request, batch_size=3) if isinstance(one, Candidate)
    }
    for index in range(5):
        company = (0, 1, 2) if index < 3 else (3, 4)
        assert (layouts[index].denoised, layouts[index].decoded) == (company, company)
