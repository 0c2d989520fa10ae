"""Blends: what lies between two sounds, made again bit for bit; how near to either, tests/benchmarks measures."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from foley_models.errors import RequestError
from foley_models.limits import check_variation
from foley_models.pack import load_pack
from foley_models.requests import Blend, Candidate, GenerationRequest, HeldLatent, Layout, Planned, Source, Variation
from foley_models.stack import ModelStack
from foley_models.variation import between
from tests.models.tiny_core import write_tiny_pack

FIRST = GenerationRequest("a dog barking", seconds=0.5, count=2, pool=2, seed=3, threshold=-1.0, steps=4)
SECOND = replace(FIRST, prompt="rain falling", seed=8)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> ModelStack:
    folder = write_tiny_pack(tmp_path_factory.mktemp("tiny"))
    return ModelStack(load_pack(folder, device="cpu", dtype="float32"))


def source_of(stack: ModelStack, request: GenerationRequest, variation: Variation | None = None) -> Source:
    planned, first, *_ = stack.stream(request, variation=variation)
    assert isinstance(planned, Planned)
    assert isinstance(first, Candidate)
    return Source(planned.request, first.layout, first.index, variation)


def made(stack: ModelStack, request: GenerationRequest, variation: Variation) -> dict[int, Candidate]:
    events = stack.stream(request, variation=variation)
    return {one.index: one for one in events if isinstance(one, Candidate)}


def test_a_point_between_keeps_its_length_and_turns_evenly() -> None:
    chance = torch.Generator().manual_seed(1)
    first, second = (torch.randn(4, 8, 4, generator=chance) for _ in range(2))
    assert torch.allclose(between(first, second, 0.0), first, atol=1e-5)
    assert torch.allclose(between(first, second, 1.0), second, atol=1e-5)
    middle = between(first, second, 0.5)
    assert middle.shape == first.shape
    assert float(middle.norm()) == pytest.approx(float(first.norm() + second.norm()) / 2, rel=1e-5)
    cosines = torch.cosine_similarity(middle.flatten()[None], torch.stack([first.flatten(), second.flatten()]))
    assert float(cosines[0]) == pytest.approx(float(cosines[1]), abs=1e-5)
    assert torch.equal(between(first, first, 0.3), first)


def test_a_blend_is_made_again_bit_for_bit_and_so_is_a_blend_of_a_blend(stack: ModelStack) -> None:
    first, second = source_of(stack, FIRST), source_of(stack, SECOND)
    blend = Variation(0.5, first, Blend(0.4, second, SECOND.prompt))
    like = replace(FIRST, seed=21)
    source = source_of(stack, like, blend)
    again = stack.remake(source.request, source.layout, source.index, variation=blend).waveform
    assert np.array_equal(again, made(stack, like, blend)[source.index].waveform)
    further = Variation(0.3, source, Blend(0.7, first, FIRST.prompt))
    other = ModelStack(stack.pack)  # which has kept nothing
    next_one = source_of(stack, replace(like, seed=22), further)
    remade = other.remake(next_one.request, next_one.layout, next_one.index, variation=further).waveform
    assert np.array_equal(remade, made(stack, replace(like, seed=22), further)[next_one.index].waveform)


def test_candidates_of_a_blend_are_scored_against_both_prompts(stack: ModelStack) -> None:
    first, second = source_of(stack, FIRST), source_of(stack, SECOND)
    scores = [
        made(stack, replace(FIRST, seed=23), Variation(0.5, first, Blend(0.5, second, prompt)))[0].score
        for prompt in (FIRST.prompt, SECOND.prompt)
    ]
    assert scores[0] != scores[1]


@pytest.mark.parametrize("mix", [-0.1, 1.1, float("nan"), True])
def test_a_mix_that_is_none_is_refused(mix: float) -> None:
    held = HeldLatent(np.zeros((4, 8, 4), np.float16))
    with pytest.raises(RequestError, match="mix is"):
        check_variation(FIRST, Variation(0.5, held, Blend(mix, held, "rain")))


def test_two_sounds_of_different_lengths_are_not_blended(stack: ModelStack) -> None:
    first, longer = source_of(stack, FIRST), source_of(stack, replace(SECOND, seconds=0.7))
    with pytest.raises(RequestError, match="as long as its source"):
        made(stack, FIRST, Variation(0.5, first, Blend(0.5, longer, "rain")))
    held = HeldLatent(np.zeros((1, 2, 3), np.float16))
    with pytest.raises(RequestError, match="of one length"):
        made(stack, FIRST, Variation(0.5, first, Blend(0.5, held, "rain")))


def test_what_comes_of_too_many_is_refused_however_it_branches() -> None:
    layout = Layout((0,), (0,))
    source = Source(replace(FIRST, guidance=1.0), layout, 0)
    for _ in range(3):
        source = replace(source, variation=Variation(0.5, source, Blend(0.5, source, "rain")))
    with pytest.raises(RequestError, match="come of one another"):
        check_variation(FIRST, Variation(0.5, source, Blend(0.5, source, "rain")))
