"""Stages `pretrain` and `finetune`: the denoiser, first on CLAP audio embeddings, then on text by the tuning layer.

Both papers train this way (Yuan et al., 3.1.1 and 3.2): audio embeddings need no captions, and what they teach
carries over to text, which lives in the same space. The loss is the papers' (Yuan et al., eq. 1) with v in place of
eps as what is predicted, which few sampling steps bear better.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from foley_models.core.denoiser import DenoiserShape, TokenDenoiser
from foley_models.core.text_tower import WordPieces
from foley_models.recipe.bank import Bank, read_bank
from foley_models.recipe.clap_stage import embed_bank, load_audio_tower, load_text_tower
from foley_models.recipe.codec_stage import load_codec
from foley_models.recipe.compute import Compute
from foley_models.recipe.loop import Draw, LoopSettings, LossParts, train
from foley_models.schedule import NoiseSchedule
from foley_models.tuning import TuningLayer

Phase = Literal["pretrain", "finetune"]


@dataclass(frozen=True)
class DiffusionStage:
    """How the denoiser is trained in one phase."""

    phase: Phase
    settings: LoopSettings
    compute: Compute
    batch: int = 48
    unconditional: float = 0.1  # share of examples without condition, for classifier-free guidance
    audio_share: float = 0.25  # of the examples of `finetune` that keep their audio embedding
    text_noise: float = 0.012  # deviation added to each number of a text embedding: neighbours mean the same


class Conditioned(nn.Module):
    """What is trained: denoiser and tuning layer."""

    def __init__(self, shape: DenoiserShape) -> None:
        super().__init__()
        self.denoiser = TokenDenoiser(shape)
        self.tuning = TuningLayer(bias_std=0.002, generator=torch.Generator().manual_seed(0))


@dataclass(frozen=True)
class LatentSet:
    """One split, ready to train on: latents (segment, channel, time, frequency) and both embeddings (segment, 512)."""

    latents: Tensor
    audio: Tensor
    text: Tensor


@torch.inference_mode()
def prepare_latents(work: Path, split: str) -> LatentSet:
    """Latents and embeddings of a bank, computed once and kept in `work`."""
    cache = work / f"latents.{split}.safetensors"
    if not cache.exists():
        bank = read_bank(work, split)
        save_file({"latents": _latents(work, bank), **_embeddings(work, bank)}, cache)
    kept = load_file(cache)
    return LatentSet(kept["latents"].clone(), kept["audio"].clone(), kept["text"].clone())


def _latents(work: Path, bank: Bank) -> Tensor:
    codec = load_codec(work)
    chunks = range(0, len(bank.notes), 128)
    read = (torch.from_numpy(bank.log_mel[start : start + 128].astype(np.float32)) for start in chunks)
    return torch.cat([codec.encode(log_mel).half() for log_mel in read])


def _embeddings(work: Path, bank: Bank) -> dict[str, Tensor]:
    text_tower = load_text_tower(work, with_projection=True)
    pieces = WordPieces(work / "vocab.txt", text_tower.shape.max_tokens)
    distinct = sorted({note.caption for note in bank.notes})
    number = {text: index for index, text in enumerate(distinct)}
    of_segment = torch.tensor([number[note.caption] for note in bank.notes])
    text = text_tower(pieces.ids(distinct))[of_segment]
    return {"audio": embed_bank(load_audio_tower(work), bank), "text": text.contiguous()}


class ConditionDrawer:
    """Chooses what each example of a batch is conditioned on."""

    def __init__(self, stage: DiffusionStage, tuning: TuningLayer) -> None:
        self._stage, self._tuning = stage, tuning

    def draw(self, audio: Tensor, text: Tensor) -> Tensor:
        """Conditions (batch, 512): audio or tuned text embeddings, some of them left out (zeros)."""
        condition = audio
        if self._stage.phase == "finetune":
            near = nn.functional.normalize(text + self._stage.text_noise * torch.randn_like(text), dim=-1)
            keep_audio = torch.rand(len(audio), 1, device=audio.device) < self._stage.audio_share
            condition = torch.where(keep_audio, audio, self._tuning(near))
        present = torch.rand(len(audio), 1, device=audio.device) >= self._stage.unconditional
        return condition * present


def run_diffusion_stage(work: Path, stage: DiffusionStage, *, on_progress: Callable[[str], None]) -> None:
    """Trains one phase; writes {phase}.safetensors with denoiser and tuning layer (averaged weights)."""
    data, validation = prepare_latents(work, "train"), prepare_latents(work, "validation")
    model, schedule = Conditioned(DenoiserShape()), NoiseSchedule()
    if stage.phase == "finetune" and not (work / "finetune.pt").exists():
        model.load_state_dict(load_file(work / "pretrain.safetensors"))
    device = stage.compute.device
    model.to(device)
    conditions = ConditionDrawer(stage, model.tuning)

    def step_loss(draw: Draw) -> LossParts:
        rows = torch.from_numpy(draw.random.integers(0, len(data.latents), stage.batch))
        condition = conditions.draw(data.audio[rows].to(device), data.text[rows].to(device))
        return {"total": diffusion_loss(model.denoiser, schedule, data.latents[rows].float(), condition)}

    def report(step: int, parts: Mapping[str, float]) -> None:
        held_out = ""
        if step % (4 * stage.settings.log_every) == 0:
            held_out = f"validation {validation_loss(model, schedule, validation, stage.phase):.4f}"
        on_progress(f"{stage.phase} {step}/{stage.settings.steps} {dict(parts)} {held_out}")

    trained = None if stage.phase == "finetune" else model.denoiser.parameters()
    train(model, step_loss, stage.settings, checkpoint=work / f"{stage.phase}.pt", parameters=trained, on_step=report)
    save_file(model.cpu().state_dict(), work / f"{stage.phase}.safetensors")


def diffusion_loss(
    denoiser: TokenDenoiser,
    schedule: NoiseSchedule,
    z0: Tensor,
    condition: Tensor,
    *,
    generator: torch.Generator | None = None,
) -> Tensor:
    """Mean square error of v at steps drawn evenly, one in each equal share of the schedule, for less variance.

    `z0` (batch, channel, time, frequency) is on the CPU, where the noise is drawn; the network's device does the rest.
    """
    spread = (torch.arange(len(z0)) + torch.rand(len(z0), generator=generator)) / len(z0)
    n = (spread * schedule.steps).long().clamp(max=schedule.steps - 1)
    eps = torch.randn(z0.shape, generator=generator)
    device = condition.device
    with Compute(device).autocast():
        v = denoiser(schedule.add_noise(z0, eps, n).to(device), n.to(device), condition)
    error: Tensor = v - schedule.v_target(z0, eps, n).to(device)
    return error.square().mean()


@torch.inference_mode()
def validation_loss(model: Conditioned, schedule: NoiseSchedule, data: LatentSet, phase: Phase) -> float:
    """The loss on held-out segments, always with the same noise and steps."""
    count = min(192, len(data.latents))
    device = model.tuning.linear.weight.device
    text = model.tuning(data.text[:count].to(device))
    condition = data.audio[:count].to(device) if phase == "pretrain" else text
    generator = torch.Generator().manual_seed(7)
    losses = [
        diffusion_loss(model.denoiser, schedule, z0.float(), part, generator=generator)
        for z0, part in zip(torch.split(data.latents[:count], 64), torch.split(condition, 64), strict=True)
    ]
    return float(torch.stack(losses).mean())
