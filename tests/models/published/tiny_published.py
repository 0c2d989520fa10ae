"""Published checkpoints at a size that a test can afford: folders of diffusers, original files, LAION's CLAP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from tokenizers import pre_tokenizers
from torch import Tensor, nn
from transformers import ClapTextModelWithProjection

from foley_models.audioldm.build import build_clap, build_codec, build_denoiser, build_vocoder, text_config
from foley_models.audioldm.clap_features import ClapAudio, mel_filters
from foley_models.audioldm.shapes import (
    VOCODER_16_KHZ,
    VOCODER_22_KHZ,
    AudioTowerShape,
    ClapShape,
    CodecShape,
    DenoiserShape,
    FamilyShape,
    TextTowerShape,
    VocoderShape,
)
from foley_models.schedule import NoiseSchedule
from tests.models.published.original_networks import Decoder, Encoder, Generator, UNetModel

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
WORDS = [*SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet()), "<mask>"]
TEXT = TextTowerShape(
    vocabulary=len(WORDS), width=64, layers=1, heads=1, feed_forward=64, positions=130, layer_norm_eps=1e-5
)
EAR = AudioTowerShape(mel_bins=64, square_size=256, window_size=8, patch_width=16, depths=(2, 1), heads=(2, 4))
SHAPE = FamilyShape(
    clap=ClapShape(TEXT, EAR),
    denoiser=DenoiserShape(channels=(32, 64, 96), latent_channels=8, layers_per_block=1),
    codec=CodecShape(channels=(32, 32, 64), latent_channels=8, layers_per_block=1, scaling_factor=0.9),
    vocoder=VocoderShape(
        rate_hz=16_000,
        mel_bins=64,
        initial_channels=32,
        rates=VOCODER_16_KHZ.rates,
        kernels=VOCODER_16_KHZ.kernels,
        residual_kernels=(3, 7),
        residual_dilations=(1, 3),
        normalize_before=False,
    ),
)
Tensors = dict[str, Tensor]


def seeded(seed: int, build: type[nn.Module] | object, *args: object) -> nn.Module:
    """A network with random weights, the same ones each time; nothing in it is left at zero or one."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        module: nn.Module = build(*args)  # type: ignore[operator]
        for value in module.parameters():
            if value.ndim == 1:
                value.data += 0.05 * torch.randn_like(value)
    return module.eval().requires_grad_(requires_grad=False)


def write_tokenizer(folder: Path, words: list[str] | None = None) -> None:
    """RoBERTa's two files, over single bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    numbered = {name: number for number, name in enumerate(words or WORDS)}
    (folder / "vocab.json").write_text(json.dumps(numbered), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")


def text_tower() -> ClapTextModelWithProjection:
    """The one that conditions, taken out of the whole CLAP."""
    tower: ClapTextModelWithProjection = ClapTextModelWithProjection(text_config(TEXT))
    whole = clap().state_dict()
    tower.load_state_dict({name: value for name, value in whole.items() if name.startswith("text_")})
    tower.train(mode=False)
    return tower


def clap() -> nn.Module:
    """Both towers."""
    return seeded(1, build_clap, SHAPE.clap)


def write_diffusers_folder(folder: Path, *, safe: bool = True) -> Path:
    """A folder as published: heads of 8 everywhere, transformers' default norm, attention under its first names."""
    tower = text_tower()
    tower.config.layer_norm_eps = 1e-12
    tower.save_pretrained(folder / "text_encoder")
    build = build_denoiser(SHAPE.denoiser)
    unet = seeded(2, type(build).from_config, {**build.config, "attention_head_dim": 8})
    unet.save_pretrained(folder / "unet", safe_serialization=safe)  # type: ignore[operator]
    vae = seeded(3, build_codec, SHAPE.codec)
    vae.save_pretrained(folder / "vae", safe_serialization=False)  # type: ignore[operator]
    older = {_older(name): value for name, value in vae.state_dict().items()}
    torch.save(older, folder / "vae" / "diffusion_pytorch_model.bin")
    seeded(4, build_vocoder, SHAPE.vocoder).save_pretrained(folder / "vocoder")  # type: ignore[operator]
    scheduler = DDIMScheduler(
        beta_start=0.0015, beta_end=0.0195, beta_schedule="scaled_linear", steps_offset=1, set_alpha_to_one=False
    )
    scheduler.save_pretrained(folder / "scheduler")
    write_tokenizer(folder / "tokenizer")
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "AudioLDMPipeline"}), encoding="utf-8")
    (folder / "README.md").write_text("---\nlicense: cc-by-nc-sa-4.0\n---\n# AudioLDM\n", encoding="utf-8")
    return folder


def _older(name: str) -> str:
    for new, old in ((".to_q.", ".query."), (".to_k.", ".key."), (".to_v.", ".value."), (".to_out.0.", ".proj_attn.")):
        name = name.replace(new, old)
    return name


def laion(tensors: Mapping[str, Tensor], *, fused: bool = False) -> Tensors:
    """A ClapModel's weights under LAION's names, written out apart from the conversion, with what lies beside them."""
    found: Tensors = {}
    for name, value in tensors.items():
        dropped = name.endswith(("position_ids", "token_type_ids")) or ".self.key." in name or ".self.value." in name
        if dropped and not name.startswith("text_model.encoder"):
            continue
        found[_laion_name(name)] = value
        if ".attention.self.query." in name and name.startswith("audio_"):
            three = [tensors[name.replace("query", part)] for part in ("query", "key", "value")]
            del found[_laion_name(name)]
            found[_laion_name(name).replace("query", "qkv")] = torch.cat(three)
    found["audio_branch.logmel_extractor.melW"] = mel_filters(ClapAudio(), 64)
    found["audio_branch.spectrogram_extractor.stft.conv_real.weight"] = torch.zeros(513, 1, 1024)
    found["audio_branch.tscam_conv.weight"] = torch.zeros(527, 32, 2, 3)
    found["audio_branch.layers.0.blocks.1.attn_mask"] = torch.zeros(64, 64, 64)
    found["audio_transform.sequential.0.weight"] = torch.zeros(512, 512)
    if fused:
        found["audio_branch.patch_embed.mel_conv2d.weight"] = torch.zeros(16, 1, 4, 12)
        found["audio_branch.patch_embed.fusion_model.local_att.0.weight"] = torch.zeros(4, 16, 1, 1)
    return found


def _laion_name(name: str) -> str:
    if name.startswith("audio_model."):
        for ours, theirs in (
            ("audio_model.audio_encoder.", "audio_branch."),
            ("attention.output.dense", "attn.proj"),
            ("attention.self", "attn"),
            ("intermediate.dense", "mlp.fc1"),
            ("output.dense", "mlp.fc2"),
            ("layernorm_before", "norm1"),
            ("layernorm_after", "norm2"),
            ("batch_norm", "bn0"),
        ):
            name = name.replace(ours, theirs)
    name = name.replace("text_model.", "text_branch.")
    return name.replace("_projection.linear1", "_projection.0").replace("_projection.linear2", "_projection.2")


@dataclass(frozen=True)
class Original:
    """The networks of an original checkpoint, and its state dict."""

    unet: UNetModel
    encoder: Encoder
    decoder: Decoder
    quantised: nn.Module
    latents: nn.Module
    vocoder: Generator
    tensors: Tensors


def original(*, bins: int = 64, kernels: VocoderShape = VOCODER_16_KHZ) -> Original:
    """An original checkpoint; the plain UNet differs from its averages, which are those of `unet`."""
    shape = SHAPE
    sizes = shape.codec.channels, shape.codec.layers_per_block, shape.codec.latent_channels
    unet = seeded(5, UNetModel, shape.denoiser.channels, shape.denoiser.layers_per_block, 8)
    encoder, decoder = seeded(6, Encoder, *sizes), seeded(7, Decoder, *sizes)
    quantised, latents = seeded(8, nn.Conv2d, 16, 16, 1), seeded(9, nn.Conv2d, 8, 8, 1)
    vocoder = seeded(10, Generator, bins, 32, kernels.rates, kernels.kernels)
    first = {
        **{f"encoder.{name}": value for name, value in encoder.state_dict().items()},
        **{f"decoder.{name}": value for name, value in decoder.state_dict().items()},
        **{f"quant_conv.{name}": value for name, value in quantised.state_dict().items()},
        **{f"post_quant_conv.{name}": value for name, value in latents.state_dict().items()},
        **{f"vocoder.{name}": value for name, value in vocoder.state_dict().items()},
        "loss.discriminator.main.0.weight": torch.zeros(3),
    }
    averaged = unet.state_dict()
    roots = torch.linspace(NoiseSchedule.beta_start**0.5, NoiseSchedule.beta_end**0.5, 1000, dtype=torch.float64)
    tensors = {
        **{f"model.diffusion_model.{name}": value + 1.0 for name, value in averaged.items()},
        **{f"model_ema.diffusion_model{name.replace('.', '')}": value for name, value in averaged.items()},
        "model_ema.decay": torch.tensor(0.9999),
        "model_ema.num_updates": torch.tensor(7, dtype=torch.int32),
        **{f"first_stage_model.{name}": value for name, value in first.items()},
        **{f"cond_stage_model.model.{name}": value for name, value in laion(clap().state_dict()).items()},
        "scale_factor": torch.tensor(0.9),
        "betas": (roots**2).float(),
        "logvar": torch.zeros(1000),
    }
    return Original(unet, encoder, decoder, quantised, latents, vocoder, tensors)  # type: ignore[arg-type]


def save_original(path: Path, tensors: Mapping[str, Tensor]) -> Path:
    """As the training program saves it, with the tokenizer beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"state_dict": dict(tensors), "epoch": 3, "global_step": 900}, path)
    write_tokenizer(path.parent)
    return path


AT_22_KHZ = VOCODER_22_KHZ
