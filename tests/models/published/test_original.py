"""Original checkpoints converted: their networks, written once more in the tests, compute the same."""

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from foley_models.audioldm.build import audio_config, build_clap, build_codec, build_denoiser, build_vocoder
from foley_models.audioldm.denoiser import UNetDenoiser
from foley_models.audioldm.shapes import PUBLISHED
from foley_models.errors import PackError
from foley_models.published.clap_names import clap_shape, named_as_transformers
from foley_models.published.found import Found, check_whole
from foley_models.published.original_checkpoint import read_original_checkpoint
from foley_models.published.unet_names import named_as_diffusers, unet_shape
from foley_models.published.vae_names import codec_shape
from foley_models.published.vae_names import named_as_diffusers as vae_named_as_diffusers
from foley_models.published.vocoder_names import named_as_transformers as vocoder_named
from foley_models.published.vocoder_names import vocoder_shape
from tests.models.audioldm.conftest import frozen
from tests.models.published.original_networks import Decoder, Encoder, Generator, UNetModel
from tests.models.published.tiny_published import AT_22_KHZ, SHAPE, Original, clap, laion, original, save_original


@pytest.fixture(scope="module")
def theirs() -> Original:
    return original()


@pytest.fixture(scope="module")
def found(theirs: Original, tmp_path_factory: pytest.TempPathFactory) -> Found:
    path = save_original(tmp_path_factory.mktemp("original") / "model.ckpt", theirs.tensors)
    converted = read_original_checkpoint(path, tokenizer=None, vocoder=None)
    check_whole(converted)
    return converted


def drawn(*shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(3))


def test_sizes_are_read_from_the_weights_alone(found: Found) -> None:
    assert found.shape.denoiser == SHAPE.denoiser
    assert found.shape.clap == SHAPE.clap
    assert found.shape.vocoder == SHAPE.vocoder
    assert found.shape.codec.channels == SHAPE.codec.channels
    assert found.shape.codec.scaling_factor == pytest.approx(0.9)


def test_the_denoiser_computes_what_the_original_network_with_the_averaged_weights_does(
    found: Found, theirs: Original
) -> None:
    ours = frozen(build_denoiser(found.shape.denoiser), found.tensors["denoiser"])
    z_n, n, embedding = drawn(2, 8, 16, 8), torch.tensor([3, 700]), nn.functional.normalize(drawn(2, 512), dim=-1)
    eps = UNetDenoiser(ours).predict_eps(z_n, n, embedding)
    torch.testing.assert_close(eps, theirs.unet(z_n, n, embedding), atol=2e-5, rtol=1e-4)
    assert eps.std().item() > 0.05


def test_latents_of_any_size_are_filled_up_as_the_challenge_system_does_it(found: Found, theirs: Original) -> None:
    """Their program puts 86 x 20 into the middle of 88 x 24, zeros around it."""
    ours = frozen(build_denoiser(found.shape.denoiser), found.tensors["denoiser"])
    z_n, n, embedding = drawn(1, 8, 10, 5), torch.tensor([500]), nn.functional.normalize(drawn(1, 512), dim=-1)
    filled = torch.zeros(1, 8, 12, 8)
    filled[:, :, 1:11, 1:6] = z_n
    eps = UNetDenoiser(ours, multiple=4).predict_eps(z_n, n, embedding)
    torch.testing.assert_close(eps, theirs.unet(filled, n, embedding)[:, :, 1:11, 1:6], atol=2e-5, rtol=1e-4)


def test_the_codec_encodes_and_decodes_as_the_original_does(found: Found, theirs: Original) -> None:
    ours = frozen(build_codec(found.shape.codec), found.tensors["codec"])
    log_mel, z = drawn(1, 1, 32, 64), drawn(1, 8, 8, 16)
    moments = theirs.quantised(theirs.encoder(log_mel))
    torch.testing.assert_close(ours.encode(log_mel).latent_dist.mode(), moments[:, :8], atol=2e-5, rtol=1e-4)
    torch.testing.assert_close(ours.decode(z).sample, theirs.decoder(theirs.latents(z)), atol=2e-5, rtol=1e-4)


def test_the_vocoder_sounds_like_the_original(found: Found, theirs: Original) -> None:
    ours = frozen(build_vocoder(found.shape.vocoder), found.tensors["vocoder"])
    log_mel = drawn(2, 6, 64)
    torch.testing.assert_close(ours(log_mel), theirs.vocoder(log_mel.transpose(1, 2)), atol=1e-6, rtol=1e-5)


def test_weights_kept_as_direction_and_length_are_multiplied_out(theirs: Original) -> None:
    plain = theirs.vocoder.state_dict()
    split = dict(plain)
    direction = split.pop("ups.0.weight")
    split["ups.0.weight_v"] = 3 * direction
    split["ups.0.weight_g"] = direction.flatten(1).norm(dim=1)[:, None, None]
    torch.testing.assert_close(vocoder_named(split)["upsampler.0.weight"], plain["ups.0.weight"])


def test_clap_comes_back_bit_for_bit_fused_or_not() -> None:
    wanted = clap().state_dict()
    for fused in (False, True):
        wrapped = {f"module.{name}": value for name, value in laion(wanted, fused=fused).items()}
        converted = named_as_transformers(wrapped, "here")
        assert converted.keys() == wanted.keys()
        assert all(torch.equal(converted[name], value) for name, value in wanted.items())
    assert clap_shape(converted, "here") == SHAPE.clap


def test_a_fused_clap_hears_a_short_clip_as_one_without_fusion() -> None:
    """transformers' own fused network, told that no clip is longer than ten seconds, against ours."""
    from transformers import ClapAudioConfig, ClapAudioModel

    plain = clap().get_submodule("audio_model")
    assert SHAPE.clap.audio is not None
    config = {**audio_config(SHAPE.clap.audio).to_dict(), "enable_fusion": True, "fusion_type": "aff_2d"}
    with torch.random.fork_rng():
        fused = ClapAudioModel(ClapAudioConfig(**config))
    fused.train(mode=False)
    fused.load_state_dict(plain.state_dict(), strict=False)
    features = drawn(2, 1, 1001, 64)
    theirs = fused(input_features=features.expand(-1, 4, -1, -1), is_longer=torch.zeros(2, 1))
    ours = plain(input_features=features)
    torch.testing.assert_close(ours.pooler_output, theirs.pooler_output, atol=1e-6, rtol=1e-5)


def test_a_clap_that_listens_through_other_filters_is_refused() -> None:
    tensors = laion(clap().state_dict())
    tensors["audio_branch.logmel_extractor.melW"] = tensors["audio_branch.logmel_extractor.melW"].roll(1, 0)
    with pytest.raises(PackError, match="listens through other filters"):
        named_as_transformers(tensors, "here")


def test_the_larger_checkpoint_of_the_challenge_brings_its_stored_targets(theirs: Original, tmp_path: Path) -> None:
    stored = drawn(100, 513)
    path = save_original(tmp_path / "clap_submit.ckpt", {**theirs.tensors, "embed_v.weight": stored})
    read = read_original_checkpoint(path, tokenizer=None, vocoder=None)
    assert torch.equal(read.tensors["targets"]["moving_motor_vehicle"], stored[:, :512])


def test_a_tuning_layer_beside_the_networks_is_taken(theirs: Original, tmp_path: Path) -> None:
    weight, bias = drawn(512, 512), drawn(512)
    more = {"cond_stage_model.tuning.weight": weight, "cond_stage_model.tuning.bias": bias}
    path = save_original(tmp_path / "tuned.ckpt", {**theirs.tensors, **more})
    read = read_original_checkpoint(path, tokenizer=None, vocoder=None)
    check_whole(read)
    assert torch.equal(read.tensors["tuning"]["linear.weight"], weight)


def test_the_vocoder_may_lie_in_a_file_of_its_own(theirs: Original, tmp_path: Path) -> None:
    small = original(bins=80, kernels=AT_22_KHZ)
    inside = {name: value for name, value in theirs.tensors.items() if "vocoder" not in name}
    path = save_original(tmp_path / "dcase_submit.ckpt", inside)
    voice = tmp_path / "gen_02300000.pt"
    torch.save({"generator": small.vocoder.state_dict(), "steps": 2_300_000}, voice)
    with pytest.raises(PackError, match=r"has no vocoder.*--vocoder"):
        read_original_checkpoint(path, tokenizer=None, vocoder=None)
    read = read_original_checkpoint(path, tokenizer=None, vocoder=voice)
    assert (read.audio.rate_hz, read.audio.mel_bins, read.audio.hop_samples) == (22_050, 80, 256)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.pop("scale_factor"), "no usable scale_factor"),
        (lambda t: t.update(scale_factor=torch.tensor(float("nan"))), "no usable scale_factor"),
        (lambda t: t.update(betas=t["betas"] * 1.5), "another noise schedule"),
        (lambda t: t.pop("model_ema.diffusion_modelout0weight"), "lacks the averaged weights of 'out.0.weight'"),
        (lambda t: t.pop("cond_stage_model.model.text_branch.pooler.dense.bias"), "its clap lacks"),
        (lambda t: t.pop("first_stage_model.decoder.conv_out.bias"), "its codec lacks 'decoder.conv_out.bias'"),
        (lambda t: t.update({"first_stage_model.decoder.conv_out.bias": torch.zeros(9)}), r"of the shape \(9,\)"),
        (
            lambda t: [t.pop(name) for name in list(t) if name.startswith("model.diffusion")],
            "no checkpoint of AudioLDM",
        ),
        (lambda t: [t.pop(name) for name in list(t) if name.startswith("first_stage")], "has no autoencoder"),
        (lambda t: [t.pop(name) for name in list(t) if name.startswith("cond_stage")], "no CLAP with a RoBERTa"),
    ],
)
def test_what_is_missing_or_of_the_wrong_shape_is_named(
    theirs: Original, tmp_path: Path, change: object, told: str
) -> None:
    tensors = dict(theirs.tensors)
    change(tensors)  # type: ignore[operator]
    path = save_original(tmp_path / "model.ckpt", tensors)
    with pytest.raises(PackError, match=told) as refusal:
        check_whole(read_original_checkpoint(path, tokenizer=None, vocoder=None))
    assert str(path) in str(refusal.value)


@pytest.mark.parametrize("name", [name for name in PUBLISHED if name != "s-full-v2"])  # its sizes are those of s-full
def test_every_published_size_has_the_names_and_shapes_of_the_original_networks(name: str) -> None:
    """At their true sizes, without memory: original names in, exactly diffusers' and transformers' names out."""
    shape, _ = PUBLISHED[name]
    d, c, v = shape.denoiser, shape.codec, shape.vocoder
    with torch.device("meta"):
        unet = UNetModel(d.channels, d.layers_per_block, d.latent_channels).state_dict()
        first = {
            **{f"encoder.{k}": t for k, t in Encoder(c.channels, c.layers_per_block, 8).state_dict().items()},
            **{f"decoder.{k}": t for k, t in Decoder(c.channels, c.layers_per_block, 8).state_dict().items()},
            **{f"quant_conv.{k}": t for k, t in nn.Conv2d(16, 16, 1).state_dict().items()},
            **{f"post_quant_conv.{k}": t for k, t in nn.Conv2d(8, 8, 1).state_dict().items()},
        }
        wanted = [build_denoiser(d), build_codec(c), build_clap(shape.clap)]
        whole = {k: t for k, t in laion(wanted[2].state_dict()).items() if "melW" not in k}
    assert sum(tensor.numel() for tensor in unet.values()) == sum(p.numel() for p in wanted[0].parameters())
    assert unet_shape(unet, name).channels == d.channels
    assert codec_shape(first, c.scaling_factor, name) == c
    got = [
        named_as_diffusers(unet, d),
        vae_named_as_diffusers(first, c),
        named_as_transformers(whole, name),
    ]
    for network, tensors in zip(wanted, got, strict=True):
        assert {k: t.shape for k, t in tensors.items()} == {k: t.shape for k, t in network.state_dict().items()}
    assert clap_shape(got[2], name) == shape.clap
    assert v.hop_samples in (160, 256)


@pytest.mark.parametrize("name", ["s-full", "yuan-ldm-s"])
def test_vocoders_of_the_published_sizes_are_known_by_their_weights(name: str) -> None:
    from tests.models.published.original_networks import Pairs

    shape = PUBLISHED[name][0].vocoder
    with torch.device("meta"):
        network = Generator(shape.mel_bins, shape.initial_channels, shape.rates, shape.kernels)
        network.resblocks = nn.ModuleList(
            Pairs(shape.initial_channels >> (stage + 1), kernel, shape.residual_dilations)
            for stage in range(len(shape.rates))
            for kernel in shape.residual_kernels
        )
        named = vocoder_named(network.state_dict())
        wanted = build_vocoder(shape).state_dict()
    assert vocoder_shape(named, name) == shape
    assert {k: t.shape for k, t in named.items()} == {k: t.shape for k, t in wanted.items()}
