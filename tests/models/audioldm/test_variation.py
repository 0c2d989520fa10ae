"""Variations with the published networks' family: from a latent made again, and from one read through its encoder."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from foley_models.card import Category
from foley_models.pack import Pack
from foley_models.parts import ModelParts, Vocoder
from foley_models.requests import Candidate, GenerationRequest, Planned, Source, Variation
from foley_models.stack import ModelStack
from tests.models.audioldm.conftest import TINY, shapes_as_json, tiny_card

REQUEST = GenerationRequest("a dog barking", seconds=0.4, count=2, pool=2, seed=5, steps=4, threshold=-1.0)


class LoudVocoder:
    """A real vocoder, louder: with random weights it whispers."""

    def __init__(self, vocoder: Vocoder) -> None:
        self._vocoder = vocoder

    def synthesize(self, log_mel: Tensor) -> Tensor:
        return 1e9 * self._vocoder.synthesize(log_mel)


@pytest.fixture
def stack(tiny_parts: ModelParts, tmp_path: Path) -> ModelStack:
    card = replace(tiny_card(shapes_as_json(TINY)), categories={"dog": Category("a dog")})
    parts = replace(tiny_parts, vocoder=LoudVocoder(tiny_parts.vocoder))
    return ModelStack(Pack(card, parts, {}, tmp_path, "0" * 64, torch.float32))


def made(stack: ModelStack, variation: Variation | None = None) -> tuple[GenerationRequest, list[Candidate]]:
    planned, *events = stack.stream(REQUEST, variation=variation)
    assert isinstance(planned, Planned)
    return planned.request, [one for one in events if isinstance(one, Candidate)]


def test_a_candidate_is_varied_and_each_variation_is_made_again_bit_for_bit(stack: ModelStack) -> None:
    request, (first, *_) = made(stack)
    variation = Variation(0.3, Source(request, first.layout, first.index))
    for one in made(stack, variation)[1]:
        again = stack.remake(request, one.layout, one.index, variation=variation)
        assert again.waveform.tobytes() == one.waveform.tobytes()
        assert again.waveform.shape == first.waveform.shape
        assert again.waveform.tobytes() != first.waveform.tobytes()


def test_a_sound_is_varied_through_the_encoder(stack: ModelStack) -> None:
    waveform = np.random.default_rng(1).normal(size=6400).astype(np.float32) * 0.1
    _, (one, *_) = made(stack, Variation(0.3, stack.hold(waveform, 16_000, seconds=0.4)))
    assert one.waveform.shape == (6400,)
