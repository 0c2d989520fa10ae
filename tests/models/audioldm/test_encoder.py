from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor
from transformers import ClapFeatureExtractor, ClapModel, RobertaTokenizer

from foley_models.audioldm.build import build_clap
from foley_models.audioldm.clap_features import ClapAudio, clap_features, mel_filters
from foley_models.audioldm.encoder import ClapEncoder
from foley_models.audioldm.tokens import Tokens
from foley_models.errors import NotAvailableError, PackError, PromptTooLongError, RequestError
from foley_models.parts import ModelParts
from tests.models.audioldm.conftest import TINY, frozen


def a_sound(samples: int, batch: int = 1) -> Tensor:
    return 0.3 * torch.randn(batch, samples, generator=torch.Generator().manual_seed(samples))


@pytest.fixture(scope="module")
def clap(tiny_tensors: dict[str, dict[str, Tensor]]) -> ClapModel:
    model = build_clap(TINY.clap)
    assert isinstance(model, ClapModel)
    return frozen(model, tiny_tensors["clap"])


@pytest.mark.parametrize("samples", [1, 4_801, 96_000, 479_999, 480_000])
def test_features_are_those_of_the_extractor_with_filters_from_50_hz(samples: int) -> None:
    extractor = ClapFeatureExtractor(frequency_min=50, truncation="rand_trunc", padding="repeatpad")
    sound = a_sound(samples)
    theirs = extractor(sound[0].numpy(), sampling_rate=48_000, return_tensors="pt")["input_features"]
    ours = clap_features(sound, mel_filters(ClapAudio(), 64), ClapAudio())
    assert ours.shape == theirs.shape == (1, 1, 1001, 64)
    # below -60 dB float32 and float64 part ways, on the silence after the repeated clip
    torch.testing.assert_close(ours.clamp(min=-60), theirs.float().clamp(min=-60), atol=2e-3, rtol=0)


def test_filters_from_0_hz_would_be_something_else() -> None:
    sound = a_sound(96_000)
    right, wrong = (
        clap_features(sound, mel_filters(audio, 64), ClapAudio())
        for audio in (ClapAudio(), replace(ClapAudio(), lowest_hz=0.0))
    )
    assert (right - wrong).abs().mean().item() > 0.5


@pytest.mark.parametrize("samples", [0, 480_001])
def test_a_clip_that_clap_cannot_take_is_refused(tiny_parts: ModelParts, samples: int) -> None:
    with pytest.raises(RequestError, match=rf"{samples}.*480000"):
        tiny_parts.encoder.embed_audio(torch.zeros(1, samples))


def test_text_embeddings_are_those_of_clap(
    tiny_parts: ModelParts, clap: ClapModel, tokenizer: RobertaTokenizer
) -> None:
    prompts = ["heavy boots on gravel", "rain", ""]
    inputs = tokenizer(prompts, padding=True, return_tensors="pt")
    theirs = clap.get_text_features(inputs.input_ids, attention_mask=inputs.attention_mask).pooler_output
    ours = tiny_parts.encoder.embed_text(prompts)
    assert ours.shape == (3, 512)
    torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=0)
    torch.testing.assert_close(ours.norm(dim=-1), torch.ones(3))


def test_audio_embeddings_are_those_of_clap(tiny_parts: ModelParts, clap: ClapModel) -> None:
    assert TINY.clap.audio is not None
    sounds = a_sound(96_000, batch=2)
    features = clap_features(sounds, mel_filters(ClapAudio(), TINY.clap.audio.mel_bins), ClapAudio())
    theirs = clap.get_audio_features(features).pooler_output
    ours = tiny_parts.encoder.embed_audio(sounds)
    assert tiny_parts.encoder.can_embed_audio
    assert tiny_parts.encoder.rate_hz == 48_000
    assert ours.shape == (2, 512)
    torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=0)


def test_a_prompt_has_the_same_embedding_alone_and_in_company(tiny_parts: ModelParts) -> None:
    alone = tiny_parts.encoder.embed_text(["rain"])[0]
    in_company = tiny_parts.encoder.embed_text(["a very much longer prompt than that", "rain"])[1]
    torch.testing.assert_close(alone, in_company, atol=1e-6, rtol=0)


def test_different_prompts_have_different_embeddings(tiny_parts: ModelParts) -> None:
    embeddings = tiny_parts.encoder.embed_text(["rain", "a dog", ""])
    assert (embeddings @ embeddings.T - torch.eye(3)).abs().max().item() < 0.9999


def test_without_an_audio_tower_text_still_embeds_and_sound_is_refused(
    tiny_parts: ModelParts, tiny_tensors: dict[str, dict[str, Tensor]], tokenizer_file: Path
) -> None:
    shape = replace(TINY.clap, audio=None)
    text_only = {name: tensor for name, tensor in tiny_tensors["clap"].items() if name.startswith("text_")}
    model = frozen(build_clap(shape), text_only)
    encoder = ClapEncoder(model, Tokens(tokenizer_file, shape.text), shape)
    assert not encoder.can_embed_audio
    torch.testing.assert_close(encoder.embed_text(["rain"]), tiny_parts.encoder.embed_text(["rain"]))
    with pytest.raises(NotAvailableError, match="audio tower"):
        encoder.embed_audio(a_sound(4_800))


def test_a_tokenizer_of_another_size_is_refused(tokenizer_file: Path) -> None:
    """A hub that is offline once handed out five tokens without an error, and every prompt became the same."""
    with pytest.raises(PackError, match=r"261 tokens.*50265"):
        Tokens(tokenizer_file, replace(TINY.clap.text, vocabulary=50_265))


def test_a_prompt_beyond_the_towers_positions_is_refused_and_the_longest_that_fits_is_not(
    tiny_parts: ModelParts,
) -> None:
    longest = "x" * 510  # and two for its beginning and end
    assert tiny_parts.encoder.embed_text([longest]).shape == (1, 512)
    with pytest.raises(PromptTooLongError, match=r"513 tokens.*512"):
        tiny_parts.encoder.embed_text([longest + "x"])
