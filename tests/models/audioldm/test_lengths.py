"""Any length and loops with the published networks' family, whose vocoder knows nothing of places."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from foley_models.card import Category
from foley_models.decoding import PieceDecoder
from foley_models.pack import Pack
from foley_models.parts import ModelParts
from foley_models.requests import GenerationRequest
from foley_models.seam import seam_of
from foley_models.stack import ModelStack
from tests.models.audioldm.conftest import TINY, shapes_as_json, tiny_card
from tests.models.audioldm.test_variation import LoudVocoder

REQUEST = GenerationRequest("a dog barking", count=1, pool=1, seed=5, steps=2, threshold=-1.0)


@pytest.fixture
def stack(tiny_parts: ModelParts, tmp_path: Path) -> ModelStack:
    card = replace(tiny_card(shapes_as_json(TINY)), categories={"dog": Category("a dog")})
    parts = replace(tiny_parts, vocoder=LoudVocoder(tiny_parts.vocoder))
    return ModelStack(Pack(card, parts, {}, tmp_path, "0" * 64, torch.float32))


@pytest.mark.parametrize(("seconds", "loop"), [(0.11, False), (13.37, False), (2.5, True), (12.0, True)])
def test_every_length_is_exact_and_loops_are_seamless(stack: ModelStack, seconds: float, *, loop: bool) -> None:
    (one,) = stack.generate(replace(REQUEST, seconds=seconds, loop=loop)).candidates
    assert one.waveform.shape == (round(seconds * one.rate_hz),)
    assert np.isfinite(one.waveform).all()
    if loop:
        assert seam_of(one.waveform, one.rate_hz).share < 1.0


def test_pieces_of_its_vocoder_are_what_the_whole_would_be(stack: ModelStack) -> None:
    parts = stack.pack.parts
    log_mel = torch.randn(1, 1800, parts.spec.mel_bins, generator=torch.Generator().manual_seed(1)) - 5.0
    pieces = PieceDecoder(parts, circular=False, on_piece=lambda _: None, piece_s=6.0)
    whole = PieceDecoder(parts, circular=False, on_piece=lambda _: None, piece_s=60.0)
    with torch.inference_mode():
        at_once = whole.synthesize(log_mel)
        largest = (pieces.synthesize(log_mel) - at_once).abs().max() / at_once.abs().max()
    assert len(pieces.joins(1800)) >= 2
    assert largest < 1e-4
