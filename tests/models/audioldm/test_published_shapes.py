"""The published shapes: parameters counted without weights, and one step of the small one at its true size."""

import pytest
import torch
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from torch import nn

from foley_models.audioldm.build import build_clap, build_codec, build_denoiser, build_vocoder
from foley_models.audioldm.codec import AutoencoderCodec
from foley_models.audioldm.denoiser import UNetDenoiser
from foley_models.audioldm.heads import with_right_heads
from foley_models.audioldm.shapes import L_FULL, M_FULL, PUBLISHED, ROBERTA, S_FULL, ClapShape, FamilyShape

# The UNet's configuration as published with audioldm-s-full, heads included.
PUBLISHED_UNET: dict[str, object] = {
    "in_channels": 8,
    "out_channels": 8,
    "block_out_channels": [128, 256, 384, 640],
    "layers_per_block": 2,
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
    "attention_head_dim": 8,
    "cross_attention_dim": [128, 256, 384, 640],
    "class_embed_type": "simple_projection",
    "projection_class_embeddings_input_dim": 512,
    "class_embeddings_concat": True,
}


def millions(module: nn.Module) -> float:
    return sum(weight.numel() for weight in module.parameters()) / 1e6


@pytest.mark.parametrize(("shape", "count"), [(S_FULL, 185.04), (M_FULL, 415.95), (L_FULL, 739.14)])
def test_the_denoisers_have_the_published_number_of_parameters(shape: FamilyShape, count: float) -> None:
    with torch.device("meta"):
        assert millions(build_denoiser(shape.denoiser)) == pytest.approx(count, abs=0.005)


@pytest.mark.parametrize(("shape", "count"), [(S_FULL, 421), (M_FULL, 652)])
def test_the_whole_models_have_the_published_number_of_parameters(shape: FamilyShape, count: float) -> None:
    """As published, without an audio tower."""
    with torch.device("meta"):
        parts = (
            build_clap(ClapShape(ROBERTA, None)),
            build_denoiser(shape.denoiser),
            build_codec(shape.codec),
            build_vocoder(shape.vocoder),
        )
    assert sum(millions(part) for part in parts) == pytest.approx(count, abs=0.5)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_parts_of_every_published_shape_fit_together(name: str) -> None:
    shape, audio = PUBLISHED[name]
    assert shape.codec.latent_channels == shape.denoiser.latent_channels
    assert (shape.vocoder.rate_hz, shape.vocoder.mel_bins) == (audio.rate_hz, audio.mel_bins)
    assert shape.vocoder.hop_samples == audio.hop_samples


@pytest.mark.parametrize(
    ("name", "seconds", "latent"), [("s-full", 10.24, (8, 256, 16)), ("yuan-ldm-s", 4.0, (8, 87, 20))]
)
def test_latents_have_the_published_shape(name: str, seconds: float, latent: tuple[int, int, int]) -> None:
    """The published 86 x 20 for 4 s leaves the last 0.6 frames out; ours are rounded up."""
    shape, audio = PUBLISHED[name]
    with torch.device("meta"):
        codec = AutoencoderCodec(build_codec(shape.codec), shape.codec, audio.mel_bins)
    assert codec.latent_shape(audio.frames_for(round(seconds * audio.rate_hz))) == latent


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_number_of_a_network_stands_in_its_weights(name: str) -> None:
    """Networks are built without memory and then filled: a buffer that is not in the weights would stay rubbish."""
    shape, _ = PUBLISHED[name]
    with torch.device("meta"):
        parts = (
            build_clap(shape.clap),
            build_denoiser(shape.denoiser),
            build_codec(shape.codec),
            build_vocoder(shape.vocoder),
        )
    for part in parts:
        assert {buffer for buffer, _ in part.named_buffers()} <= part.state_dict().keys()


def test_one_step_of_s_full_at_its_true_shape_is_that_of_the_published_network() -> None:
    with torch.random.fork_rng():
        torch.manual_seed(1)
        ours = build_denoiser(S_FULL.denoiser).eval().requires_grad_(requires_grad=False)
        z_n, embedding = torch.randn(1, 8, 256, 16), nn.functional.normalize(torch.randn(1, 512), dim=-1)
    assert millions(ours) == pytest.approx(185.04, abs=0.005)
    with torch.device("meta"):
        theirs: UNet2DConditionModel = UNet2DConditionModel.from_config(with_right_heads(PUBLISHED_UNET))
    theirs.load_state_dict(ours.state_dict(), strict=True, assign=True)
    n = torch.tensor([981])
    eps = UNetDenoiser(ours).predict_eps(z_n, n, embedding)
    assert eps.shape == z_n.shape
    assert eps.std().item() > 0.01
    direct = theirs.eval()(z_n, n, encoder_hidden_states=None, class_labels=embedding).sample
    torch.testing.assert_close(eps, direct, atol=1e-5, rtol=1e-5)
