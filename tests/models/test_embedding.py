"""Prompts and sounds are embedded by whatever judges candidates: the pack's own CLAP, or a ranker beside it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from foley_models.embedding import embed_prompts, embed_sounds
from foley_models.pack import Pack, load_pack
from foley_models.parts import TextAudioEncoder
from tests.models.tiny_core import write_tiny_pack


class Turned:
    """A ranker that hears as another encoder does, in a space of its own: its numbers stand one place further on."""

    def __init__(self, encoder: TextAudioEncoder) -> None:
        self._encoder = encoder
        self.rate_hz, self.can_embed_audio = encoder.rate_hz, encoder.can_embed_audio

    def embed_text(self, prompts: Sequence[str]) -> Tensor:
        return self._encoder.embed_text(prompts).roll(1, dims=-1)

    def embed_audio(self, waveforms: Tensor) -> Tensor:
        return self._encoder.embed_audio(waveforms).roll(1, dims=-1)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return load_pack(write_tiny_pack(tmp_path_factory.mktemp("pack")), device="cpu")


def test_a_ranker_of_its_own_hears_sounds_and_prompts_which_are_not_tuned_then(plain: Pack) -> None:
    ranked = replace(plain, parts=replace(plain.parts, ranker=Turned(plain.parts.encoder)))
    sound = np.random.default_rng(1).standard_normal(8000).astype(np.float32) * 0.1
    assert np.allclose(embed_sounds(ranked, [sound]), np.roll(embed_sounds(plain, [sound]), 1, axis=-1), atol=1e-6)
    with torch.inference_mode():
        said = plain.parts.encoder.embed_text(["rain"]).float().numpy()
    assert np.allclose(embed_prompts(ranked, ["rain"]), np.roll(said, 1, axis=-1), atol=1e-5)
    assert not np.allclose(embed_prompts(plain, ["rain"]), said, atol=1e-4)  # tuned
