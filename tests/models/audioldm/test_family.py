import copy
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from foley_models.audioldm.card_shapes import read_shapes
from foley_models.audioldm.denoiser import UNetDenoiser
from foley_models.audioldm.family import build_parts
from foley_models.audioldm.shapes import PUBLISHED
from foley_models.errors import PackError
from foley_models.families import family_builder
from foley_models.latent_clap import LatentClap, LatentClapShape
from foley_models.parts import ModelParts
from foley_models.tuning import TuningLayer
from tests.models.audioldm.conftest import AUDIO, TINY, shapes_as_json, tiny_card

Tensors = dict[str, dict[str, Tensor]]


def built(
    tensors: Tensors, tokenizer_file: Path | None, *, shapes: dict[str, Any] | None = None, dtype: torch.dtype
) -> ModelParts:
    card = tiny_card(shapes_as_json(TINY) if shapes is None else shapes)
    assets = {} if tokenizer_file is None else {"tokenizer": tokenizer_file}
    return build_parts(card, tensors, assets, device=torch.device("cpu"), dtype=dtype)


def changed(keys: str, value: object) -> dict[str, Any]:
    shapes = copy.deepcopy(shapes_as_json(TINY))
    *parents, last = keys.split(".")
    place = shapes
    for parent in parents:
        place = place[parent]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return shapes


def test_the_family_is_found_by_its_name() -> None:
    assert family_builder("audioldm") is build_parts


def test_guidance_steers_away_from_the_embedding_of_the_empty_text(tiny_parts: ModelParts) -> None:
    torch.testing.assert_close(tiny_parts.unconditional, tiny_parts.encoder.embed_text([""])[0])
    assert tiny_parts.unconditional.shape == (512,)


def test_a_pack_that_was_never_tuned_has_the_identity(tiny_parts: ModelParts) -> None:
    embedding = tiny_parts.encoder.embed_text(["rain"])
    torch.testing.assert_close(tiny_parts.tuning(embedding), embedding)


def test_a_tuned_pack_has_its_own_tuning_layer(tiny_tensors: Tensors, tokenizer_file: Path) -> None:
    layer = TuningLayer(bias_std=0.1, generator=torch.Generator().manual_seed(1))
    parts = built({**tiny_tensors, "tuning": dict(layer.state_dict())}, tokenizer_file, dtype=torch.float32)
    embedding = parts.encoder.embed_text(["rain"])
    torch.testing.assert_close(parts.tuning(embedding), layer(embedding))


def with_latent_clap(shape: LatentClapShape) -> dict[str, Any]:
    return shapes_as_json(TINY) | {"latent_clap": {**vars(shape), "channels": list(shape.channels)}}


SCORER = LatentClapShape(latent_channels=8, channels=(4, 8))


def test_a_pack_without_a_latent_clap_encoder_scores_no_latents(tiny_parts: ModelParts) -> None:
    assert tiny_parts.latent_scorer is None
    assert "latent_clap" not in tiny_parts.networks


def test_a_latent_clap_encoder_is_the_packs_own_and_frozen(tiny_tensors: Tensors, tokenizer_file: Path) -> None:
    encoder = LatentClap(SCORER).eval()
    tensors = {**tiny_tensors, "latent_clap": dict(encoder.state_dict())}
    parts = built(tensors, tokenizer_file, shapes=with_latent_clap(SCORER), dtype=torch.bfloat16)
    latents = torch.randn(2, 8, 16, 4, generator=torch.Generator().manual_seed(2))
    assert parts.latent_scorer is not None
    torch.testing.assert_close(parts.latent_scorer.embed_latents(latents), encoder(latents))
    assert not any(weight.requires_grad for weight in parts.networks["latent_clap"].parameters())


def test_a_latent_clap_encoder_needs_its_sizes_and_its_weights(tiny_tensors: Tensors, tokenizer_file: Path) -> None:
    weights = {**tiny_tensors, "latent_clap": dict(LatentClap(SCORER).state_dict())}
    with pytest.raises(PackError, match=r"no sizes.*latent_clap"):
        built(weights, tokenizer_file, dtype=torch.float32)
    with pytest.raises(PackError, match=r"no weights.*latent_clap"):
        built(tiny_tensors, tokenizer_file, shapes=with_latent_clap(SCORER), dtype=torch.float32)


@pytest.mark.parametrize(
    ("shape", "told"),
    [
        (LatentClapShape(latent_channels=4, channels=(4, 8)), "8 latent channels, latent_clap 4"),
        (LatentClapShape(latent_channels=8, channels=()), "latent_clap has"),
        (LatentClapShape(latent_channels=8, channels=(4, 8), embedding_size=16), "embedding_size is 16"),
    ],
)
def test_sizes_of_a_latent_clap_encoder_that_do_not_fit_are_refused(shape: LatentClapShape, told: str) -> None:
    with pytest.raises(PackError, match=told):
        read_shapes(with_latent_clap(shape), AUDIO)


def test_every_weight_is_the_packs_and_frozen(tiny_parts: ModelParts, tiny_tensors: Tensors) -> None:
    assert isinstance(tiny_parts.denoiser, UNetDenoiser)
    state = tiny_parts.denoiser.unet.state_dict()
    assert all(torch.equal(state[name], tensor) for name, tensor in tiny_tensors["denoiser"].items())
    assert not any(weight.requires_grad for weight in tiny_parts.denoiser.unet.parameters())
    assert not tiny_parts.denoiser.unet.training


def test_in_bf16_all_parts_still_take_and_give_float32(tiny_tensors: Tensors, tokenizer_file: Path) -> None:
    parts = built(tiny_tensors, tokenizer_file, dtype=torch.bfloat16)
    full = built(tiny_tensors, tokenizer_file, dtype=torch.float32)
    assert isinstance(parts.denoiser, UNetDenoiser)
    assert parts.denoiser.unet.dtype == torch.bfloat16
    z_n = torch.randn(1, 8, 16, 4, generator=torch.Generator().manual_seed(2))
    embedding = parts.encoder.embed_text(["rain"])
    torch.testing.assert_close(embedding, full.encoder.embed_text(["rain"]))  # CLAP stays in float32
    eps = parts.denoiser.predict_eps(z_n, torch.tensor([500]), embedding)
    log_mel = parts.codec.decode(z_n)
    outputs = [eps, log_mel, parts.codec.encode(log_mel), parts.vocoder.synthesize(log_mel)]
    assert all(output.dtype == torch.float32 and torch.isfinite(output).all() for output in outputs)
    exact = full.denoiser.predict_eps(z_n, torch.tensor([500]), embedding)
    assert (eps - exact).norm().item() < 0.05 * exact.norm().item()


@pytest.mark.parametrize("part", ["clap", "denoiser", "codec", "vocoder"])
def test_a_part_without_weights_is_named(tiny_tensors: Tensors, tokenizer_file: Path, part: str) -> None:
    without = {name: tensors for name, tensors in tiny_tensors.items() if name != part}
    with pytest.raises(PackError, match=part):
        built(without, tokenizer_file, dtype=torch.float32)


def test_a_missing_tokenizer_is_named(tiny_tensors: Tensors) -> None:
    with pytest.raises(PackError, match="tokenizer"):
        built(tiny_tensors, None, dtype=torch.float32)


def test_a_tensor_that_is_missing_is_named(tiny_tensors: Tensors, tokenizer_file: Path) -> None:
    fewer = {name: tensor for name, tensor in tiny_tensors["codec"].items() if name != "quant_conv.bias"}
    with pytest.raises(PackError, match=r"codec.*quant_conv\.bias"):
        built({**tiny_tensors, "codec": fewer}, tokenizer_file, dtype=torch.float32)


def test_weights_of_another_shape_are_refused(tiny_tensors: Tensors, tokenizer_file: Path) -> None:
    with pytest.raises(PackError, match="denoiser"):
        built(tiny_tensors, tokenizer_file, shapes=changed("denoiser.channels", [32, 64, 128]), dtype=torch.float32)


def test_shapes_are_read_as_they_were_written() -> None:
    assert read_shapes(shapes_as_json(TINY), AUDIO) == TINY


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_card_can_hold_every_published_shape(name: str) -> None:
    shape, audio = PUBLISHED[name]
    assert read_shapes(shapes_as_json(shape), audio) == shape


def test_an_audio_tower_is_optional() -> None:
    assert read_shapes(changed("clap.audio", None), AUDIO).clap.audio is None


@pytest.mark.parametrize(
    ("keys", "value", "told"),
    [
        ("denoiser", None, "shapes.denoiser"),
        ("clap.text", None, "shapes.clap.text"),
        ("clap.text.width", None, "shapes.clap.text.width"),
        ("codec.flavour", 3, "shapes.codec.flavour"),
        ("codec.scaling_factor", 0, "scaling_factor"),
        ("vocoder.rates", [5, 4.5], "vocoder.rates"),
        ("vocoder.rates", [], "vocoder.rates"),
        ("vocoder.normalize_before", 0, "normalize_before"),
        ("denoiser.channels", [32, 65], "multiples of 32"),
        ("codec.channels", [16, 32], "multiples of 32"),
        ("denoiser.latent_channels", 4, "8 latent channels, the denoiser 4"),
        ("codec.channels", [32, 32, 32, 32, 32, 32], "16 mel bins"),
        ("vocoder.rate_hz", 22050, "22050.*16000"),
        ("vocoder.rates", [5, 4, 2, 2], "80.*160"),
        ("vocoder.kernels", [16, 16, 8, 4], "as many as rates"),
        ("vocoder.kernels", [3, 16, 8, 4, 4], "no smaller"),
        ("vocoder.initial_channels", 48, "halved 5 times"),
        ("clap.text.heads", 3, "no multiple of clap.text.heads 3"),
        ("clap.audio.heads", [2], "2 depths and 1 heads"),
        ("clap.audio.heads", [3, 4], "cannot be shared"),
        ("clap.audio.square_size", 100, "no multiple"),
        ("clap.audio.square_size", 64, "holds no 1001 frames"),
    ],
)
def test_shapes_that_are_wrong_or_do_not_fit_are_refused_by_name(keys: str, value: object, told: str) -> None:
    with pytest.raises(PackError, match=told):
        read_shapes(changed(keys, value), AUDIO)
