"""A real pack of the embedded family at tiny size, with random weights: written to a folder, hashes and all."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from foley_models.audio_spec import AudioSpec
from foley_models.card import (
    CARD_FILE,
    Card,
    Category,
    Defaults,
    FileEntry,
    Licence,
    describe_file,
    read_card,
    write_card,
)
from foley_models.core.audio_tower import AudioTower, AudioTowerShape
from foley_models.core.codec import CodecShape, PatchCodec
from foley_models.core.denoiser import DenoiserShape, TokenDenoiser
from foley_models.core.text_tower import TextTower, TextTowerShape
from foley_models.core.vocoder import FrameVocoder, VocoderShape
from foley_models.latent_clap import LatentClap, LatentClapShape
from foley_models.schedule import NoiseSchedule
from foley_models.tuning import TuningLayer

SPEC = AudioSpec(rate_hz=8000, mel_bins=16, window_samples=256, hop_samples=128)
WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] a dog bark ##ing rain falling boots on gravel heavy".split()
CATEGORIES = {
    "dog_bark": Category("a dog barking", threshold=0.3, guidance=2.0),
    "footstep": Category("boots on gravel"),
    "rain": Category("rain falling"),
}
SHAPES: Mapping[str, Any] = {
    "text_tower": TextTowerShape(
        vocabulary=len(WORDS), token_size=16, width=16, layers=1, heads=2, sentence_size=24, max_tokens=16
    ),
    "audio_tower": AudioTowerShape(stem=4, channels=(4, 8), log_mel_mean=1.1, log_mel_std=0.2),
    "codec": CodecShape(mel_bins=16),
    "denoiser": DenoiserShape(rows=4, window_frames=8, width=32, layers=1, heads=2, hidden=32, step_features=16),
    "vocoder": VocoderShape(width=16, hidden=32, layers=1, kernel=3),
    "latent_clap": LatentClapShape(channels=(4, 8)),
}


def write_tiny_pack(folder: Path) -> Path:
    """Write the pack into `folder`, which is given back."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {part: _write_part(folder, part, state) for part, state in _states().items()}
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    (folder / "ATTRIBUTION.md").write_text("Nobody: the weights are random.\n", encoding="utf-8")
    write_card(_card(files, {"vocabulary": describe_file(folder / "vocab.txt")}), folder / CARD_FILE)
    return folder


def add_few_steps(folder: Path, *, steps: int = 2, size: float = 0.5) -> None:
    """Give the pack a distilled denoiser: random changes of rank 2 over each layer's first projection."""
    generator, layer = torch.Generator().manual_seed(9), "layers.0.qkv.weight"
    rows, columns = load_file(folder / "denoiser.safetensors")[layer].shape
    changes = {
        f"{layer}#down": torch.randn(2, columns, generator=generator),
        f"{layer}#up": size * torch.randn(rows, 2, generator=generator),
    }
    entry = asdict(_write_part(folder, "few_steps", changes))
    change_card(folder, lambda values: values.update(files={**values["files"], "few_steps": entry}, few_steps=steps))


def change_card(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Edit the JSON of a pack's card in place."""
    values = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    change(values)
    (folder / CARD_FILE).write_text(json.dumps(values), encoding="utf-8")


def change_part(folder: Path, part: str, change: Callable[[dict[str, Tensor]], None]) -> None:
    """Edit the tensors of a part, and the card with them, so that only the tensors themselves can be at fault."""
    tensors = load_file(folder / f"{part}.safetensors")
    change(tensors)
    save_file(tensors, folder / f"{part}.safetensors")
    vouch_for(folder, part)


def vouch_for(folder: Path, part: str) -> None:
    """Make the card say size and hash of a part's file as it now is."""
    entry = describe_file(folder / f"{part}.safetensors", read_card(folder / CARD_FILE).files[part].parameters)
    change_card(folder, lambda values: values["files"].update({part: asdict(entry)}))


@torch.no_grad()
def _states() -> dict[str, dict[str, Tensor]]:
    generator = torch.Generator().manual_seed(1)
    basis = torch.eye(SPEC.mel_bins).repeat_interleave(SPEC.window_samples // 2 // SPEC.mel_bins, dim=0)
    basis = torch.cat([basis, torch.zeros(1, SPEC.mel_bins)])  # (frequency bin, mel bin), equal bands
    modules: dict[str, nn.Module] = {
        "text_tower": TextTower(SHAPES["text_tower"]),
        "audio_tower": AudioTower(SHAPES["audio_tower"], SPEC, basis),
        "codec": PatchCodec(SHAPES["codec"]),
        "denoiser": TokenDenoiser(SHAPES["denoiser"]),
        "vocoder": FrameVocoder(SHAPES["vocoder"], SPEC),
        "latent_clap": LatentClap(SHAPES["latent_clap"]),
    }
    for module in modules.values():
        _draw(module, generator)
    modules["codec"].get_buffer("mean").sub_(5.0)  # log-mel lies around there
    modules["vocoder"].get_parameter("leave.bias")[: SPEC.window_samples // 2 + 1] = -1.5  # keeps it below full scale
    modules["tuning"] = TuningLayer(bias_std=0.01, generator=generator)
    states = {part: module.state_dict() for part, module in modules.items()}
    states["targets"] = {name: torch.randn(3, 512, generator=generator) for name in ("dog_bark", "rain")}
    return states


def _draw(module: nn.Module, generator: torch.Generator) -> None:
    """Draw all weights anew: layers that start as zero would make a denoiser that hears nothing."""
    for parameter in module.parameters():
        if parameter.ndim > 1:
            fan_in = parameter[0].numel()
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * (2 / fan_in) ** 0.5)
        elif parameter.count_nonzero() < len(parameter) or (parameter != parameter[0]).any():
            parameter.zero_()  # a bias, which would outweigh what is heard; the gains of norms stay 1
    if isinstance(module, PatchCodec):
        for buffer in module.buffers():
            buffer.copy_(torch.randn(buffer.shape, generator=generator) / 3)


def _write_part(folder: Path, part: str, state: Mapping[str, Tensor]) -> FileEntry:
    stored = {name: one.half() if one.is_floating_point() else one for name, one in state.items()}
    path = folder / f"{part}.safetensors"
    save_file(stored, path)
    return describe_file(path, sum(one.numel() for one in stored.values()))


def _card(files: Mapping[str, FileEntry], assets: Mapping[str, FileEntry]) -> Card:
    return Card(
        name="tiny",
        version="0.0.1",
        family="core",
        description="Random weights for tests",
        audio=SPEC,
        schedule=NoiseSchedule(),
        shapes={part: asdict(shape) for part, shape in SHAPES.items()},
        files=files,
        assets=assets,
        defaults=Defaults(sampler="ddim", steps=3, guidance=1.5, threshold=-1.0),
        categories=CATEGORIES,
        licence=Licence("Apache-2.0", commercial_use=True, note="for tests"),
        trained_on={},
        attribution="ATTRIBUTION.md",
        measured={},
    )
