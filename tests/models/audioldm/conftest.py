"""AudioLDM at a size that a test can afford: the real classes, random weights, a tokenizer of single bytes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest
import torch
from tokenizers import pre_tokenizers
from torch import Tensor, nn
from transformers import RobertaTokenizer

from foley_models.audio_spec import AudioSpec
from foley_models.audioldm.build import build_clap, build_codec, build_denoiser, build_vocoder
from foley_models.audioldm.family import build_parts
from foley_models.audioldm.shapes import (
    AudioTowerShape,
    ClapShape,
    CodecShape,
    DenoiserShape,
    FamilyShape,
    TextTowerShape,
    VocoderShape,
)
from foley_models.card import Card, Defaults, FileEntry, Licence
from foley_models.parts import ModelParts
from foley_models.schedule import NoiseSchedule

BYTES = 256
SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
VOCABULARY = len(SPECIAL) + BYTES + 1

TINY = FamilyShape(
    clap=ClapShape(
        TextTowerShape(
            vocabulary=VOCABULARY, width=32, layers=2, heads=4, feed_forward=64, positions=514, layer_norm_eps=1e-5
        ),
        AudioTowerShape(mel_bins=16, square_size=128, window_size=8, patch_width=16, depths=(1, 1), heads=(2, 4)),
    ),
    denoiser=DenoiserShape(channels=(32, 64, 96), latent_channels=8, layers_per_block=1),
    codec=CodecShape(channels=(32, 32, 64), latent_channels=8, layers_per_block=1, scaling_factor=0.9),
    vocoder=VocoderShape(
        rate_hz=16_000,
        mel_bins=16,
        initial_channels=32,
        rates=(5, 4, 2, 2, 2),
        kernels=(16, 16, 8, 4, 4),
        residual_kernels=(3, 7),
        residual_dilations=(1, 3),
        normalize_before=False,
    ),
)
AUDIO = AudioSpec(rate_hz=16_000, mel_bins=16, window_samples=1024, hop_samples=160)


Module = TypeVar("Module", bound=nn.Module)


def frozen(module: Module, tensors: Mapping[str, Tensor]) -> Module:
    """The module filled with weights, as it is when nothing is trained."""
    module.load_state_dict(tensors, strict=True)
    return module.eval().requires_grad_(requires_grad=False)


def shapes_as_json(shape: FamilyShape) -> dict[str, Any]:
    """The shapes as they stand in a card: lists for tuples, nothing for a tower that is not there."""
    text, audio = shape.clap.text, shape.clap.audio
    clap = {"text": _sizes(text)} | ({} if audio is None else {"audio": _sizes(audio)})
    return {part: _sizes(getattr(shape, part)) for part in ("denoiser", "codec", "vocoder")} | {"clap": clap}


def _sizes(shape: object) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in vars(shape).items()}


def tiny_card(shapes: dict[str, Any]) -> Card:
    return Card(
        name="tiny",
        version="0",
        family="audioldm",
        description="for tests",
        audio=AUDIO,
        schedule=NoiseSchedule(),
        shapes=shapes,
        files={part: FileEntry(f"{part}.safetensors", "0" * 64, 0, 0) for part in shapes},
        assets={"tokenizer": FileEntry("tokenizer.json", "0" * 64, 0)},
        defaults=Defaults("ddim", 200, 2.5, 0.2),
        categories={},
        licence=Licence("none", commercial_use=False, note=""),
        trained_on={},
        attribution="ATTRIBUTION.md",
        measured={},
    )


@pytest.fixture(scope="session")
def tokenizer() -> RobertaTokenizer:
    """RoBERTa's tokenizer over single bytes: no merges, nothing from a hub."""
    names = [*SPECIAL, *sorted(pre_tokenizers.ByteLevel.alphabet()), "<mask>"]
    vocabulary = {name: number for number, name in enumerate(names)}
    return RobertaTokenizer(vocab=vocabulary, merges=[], model_max_length=512)


@pytest.fixture(scope="session")
def tokenizer_file(tokenizer: RobertaTokenizer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    tokenizer.backend_tokenizer.save(str(path))
    return path


@pytest.fixture(scope="session")
def tiny_tensors() -> dict[str, dict[str, Tensor]]:
    """Random weights of every part."""
    with torch.random.fork_rng():
        torch.manual_seed(5)
        modules = {
            "clap": build_clap(TINY.clap),
            "denoiser": build_denoiser(TINY.denoiser),
            "codec": build_codec(TINY.codec),
            "vocoder": build_vocoder(TINY.vocoder),
        }
    return {part: dict(module.state_dict()) for part, module in modules.items()}


@pytest.fixture(scope="session")
def tiny_parts(tiny_tensors: dict[str, dict[str, Tensor]], tokenizer_file: Path) -> ModelParts:
    return build_parts(
        tiny_card(shapes_as_json(TINY)),
        tiny_tensors,
        {"tokenizer": tokenizer_file},
        device=torch.device("cpu"),
        dtype=torch.float32,
    )
