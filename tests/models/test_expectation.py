"""What a pack expects to hear for a text: the map from texts to the sounds that are called so."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import cosine_similarity, normalize

from foley_models.errors import PackError
from foley_models.expectation import Expectation, fit_expectation, read_expectation
from foley_models.pack import Pack, load_pack
from foley_models.pack_files import find_pack
from foley_models.plan import make_plan
from foley_models.requests import GenerationRequest

CPU = torch.device("cpu")


def texts_and_sounds(kinds: int = 12, each: int = 6) -> tuple[Tensor, Tensor]:
    """Sounds that lie around a place of their own for each text, all of them away from the texts."""
    random = torch.Generator().manual_seed(1)
    texts = normalize(torch.randn(kinds, 512, generator=random), dim=-1)
    places = normalize(torch.randn(kinds, 512, generator=random) + 2.0, dim=-1)
    sounds = places.repeat_interleave(each, 0) + 0.01 * torch.randn(kinds * each, 512, generator=random)
    return texts.repeat_interleave(each, 0), normalize(sounds, dim=-1)


def test_a_text_leads_to_the_middle_of_its_sounds() -> None:
    texts, sounds = texts_and_sounds()
    found = fit_expectation(texts, sounds, torch.ones(len(texts)), ridge=0.001, rank=64)
    assert float(cosine_similarity(found.of(texts), sounds).mean()) > 0.95
    assert float(cosine_similarity(texts, sounds).mean()) < 0.2
    assert found.of(texts).norm(dim=-1).tolist() == pytest.approx([1.0] * len(texts))


def test_who_weighs_nothing_teaches_nothing() -> None:
    texts, sounds = texts_and_sounds()
    weights = torch.ones(len(texts))
    weights[6:12] = 0.0
    found = fit_expectation(texts, sounds, weights, ridge=0.001, rank=64)
    likeness = cosine_similarity(found.of(texts), sounds)
    assert float(likeness[6:12].max()) < 0.9 < float(likeness[12:].min())


def test_it_comes_back_from_what_a_pack_keeps() -> None:
    texts, sounds = texts_and_sounds()
    found = fit_expectation(texts, sounds, torch.ones(len(texts)), ridge=0.1, rank=8)
    again = read_expectation(found.tensors(), CPU)
    assert again is not None
    assert torch.equal(again.of(texts), found.of(texts))


def test_a_pack_without_it_scores_against_the_text_itself() -> None:
    assert read_expectation({}, CPU) is None
    pack = replace(load_pack(find_pack("core"), device="cpu"), expectation=None)
    text = torch.randn(512)
    assert pack.expected(text) is text


@pytest.mark.parametrize("broken", ["up", "down", "sound_mean"])
def test_a_part_of_other_sizes_is_refused(broken: str) -> None:
    texts, sounds = texts_and_sounds()
    tensors = fit_expectation(texts, sounds, torch.ones(len(texts)), ridge=0.1, rank=8).tensors()
    tensors[broken] = tensors[broken][..., :-1]
    with pytest.raises(PackError, match="'expectation'"):
        read_expectation(tensors, CPU)


@pytest.fixture(scope="module")
def core() -> Pack:
    return load_pack(find_pack("core"), device="cpu")


def test_candidates_of_the_shipped_pack_are_heard_for_the_expected_sound(core: Pack) -> None:
    request = GenerationRequest("rain falling", category="rain")
    with torch.inference_mode():
        plan = make_plan(core, request, torch.zeros(len(core.card.categories), 512))
    assert plan.target is not None
    assert plan.latent_target is not None
    assert isinstance(core.expectation, Expectation)
    expected = core.expectation.of(plan.embedding)
    assert torch.allclose(plan.target, expected)
    assert torch.allclose(plan.latent_target, expected)
    assert not torch.allclose(plan.target, normalize(plan.embedding, dim=-1), atol=0.01)


def test_the_shipped_expectation_is_nearer_to_real_sounds_than_the_texts_are(core: Pack) -> None:
    near, text = [], []
    with torch.inference_mode():
        for name, stored in core.targets.items():
            said = core.parts.tuning(core.parts.encoder.embed_text([core.card.categories[name].prompt]))[0]
            near.append(float((stored @ core.expected(said)).mean()))
            text.append(float((stored @ normalize(said, dim=-1)).mean()))
    assert np.mean(near) > np.mean(text) + 0.05


def test_the_part_is_among_the_pack_s_files() -> None:
    assert (Path(find_pack("core")) / "expectation.safetensors").is_file()
